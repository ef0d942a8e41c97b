import type { DocumentType } from '@smithy/types';
import type { AuthWebAuthnCredential } from '../../shared/passkey.js';
import type { UserPoolConfig } from '../config.js';
import type { PasskeyOperations } from '../session/account.js';
import type { CognitoEnvironment } from './environment.js';
import { incompleteAnswer } from './required-fields.js';
import { invalidArgument } from './required-text.js';
import {
  CompleteWebAuthnRegistration,
  DeleteWebAuthnCredential,
  ListWebAuthnCredentials,
  StartWebAuthnRegistration,
} from './user-pool-operations.js';
import { createUserPoolTransport, recipientOf } from './user-pool-transport.js';

/** The operations of a user pool on a signed-in user's passkeys. */
export function createPasskeyOperations(config: UserPoolConfig, environment: CognitoEnvironment): PasskeyOperations {
  const transport = createUserPoolTransport(config, environment);
  const recipient = recipientOf(config);

  return {
    async startWebAuthnRegistration(AccessToken, _input, signal) {
      const answer = await transport.call(StartWebAuthnRegistration, { AccessToken }, signal);
      const { CredentialCreationOptions: options } = answer;
      if (typeof options === 'object' && options !== null) return options;
      const request = { operation: 'StartWebAuthnRegistration', recipient };
      throw incompleteAnswer(['CredentialCreationOptions'], '', request);
    },

    async completeWebAuthnRegistration(AccessToken, credential, signal) {
      await transport.call(CompleteWebAuthnRegistration, { AccessToken, Credential: parse(credential) }, signal);
    },

    async listWebAuthnCredentials(AccessToken, { pageSize, nextToken }, signal) {
      const page = {
        ...(pageSize !== undefined && { MaxResults: pageSize }),
        ...(nextToken !== undefined && { NextToken: nextToken }),
      };
      const answer = await transport.call(ListWebAuthnCredentials, { AccessToken, ...page }, signal);
      const credentials = (answer.Credentials ?? []).map(
        (description): AuthWebAuthnCredential => ({
          credentialId: description.CredentialId,
          friendlyCredentialName: description.FriendlyCredentialName,
          relyingPartyId: description.RelyingPartyId,
          ...(description.AuthenticatorAttachment !== undefined && {
            authenticatorAttachment: description.AuthenticatorAttachment,
          }),
          authenticatorTransports: description.AuthenticatorTransports,
          createdAt: description.CreatedAt,
        }),
      );
      return { credentials, ...(answer.NextToken !== undefined && { nextToken: answer.NextToken }) };
    },

    async deleteWebAuthnCredential(AccessToken, { credentialId: CredentialId }, signal) {
      await transport.call(DeleteWebAuthnCredential, { AccessToken, CredentialId }, signal);
    },
  };
}

function parse(credential: string): DocumentType {
  try {
    return JSON.parse(credential);
  } catch {
    throw invalidArgument('credential is not JSON.', 'Register a passkey by associateWebAuthnCredential.');
  }
}
