import * as v from 'valibot';
import type { AccountApi } from '../../shared/account-api.js';
import {
  Attributes,
  attributeKey,
  attributeValue,
  confirmationCode,
  Options,
  password,
  plainObject,
  VerifiableAttributeKey,
} from './argument-shapes.js';

/** What the operations on the signed-in user's account take. */
export const ACCOUNT_ARGUMENTS = {
  fetchUserAttributes: v.strictTuple([]),
  updateUserAttributes: v.strictTuple([
    plainObject({
      userAttributes: v.pipe(Attributes, v.minEntries(1)),
      options: Options,
    }),
  ]),
  updateUserAttribute: v.strictTuple([
    plainObject({
      userAttribute: plainObject({ attributeKey: attributeKey('userAttribute.attributeKey'), value: attributeValue }),
      options: Options,
    }),
  ]),
  deleteUserAttributes: v.strictTuple([
    plainObject({
      userAttributeKeys: v.pipe(v.array(attributeKey('userAttributeKeys')), v.nonEmpty()),
    }),
  ]),
  sendUserAttributeVerificationCode: v.strictTuple([
    plainObject({ userAttributeKey: VerifiableAttributeKey, options: Options }),
  ]),
  confirmUserAttribute: v.strictTuple([plainObject({ userAttributeKey: VerifiableAttributeKey, confirmationCode })]),
  updatePassword: v.strictTuple([
    plainObject({ oldPassword: password('oldPassword'), newPassword: password('newPassword') }),
  ]),
  deleteUser: v.strictTuple([]),
} satisfies Record<keyof AccountApi, v.GenericSchema>;
