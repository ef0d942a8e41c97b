import type { AttributeType, CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider';
import type { NewUserAttributes, UserAttributes } from '../../shared/account.js';
import type { CodeDeliveryDetails } from '../../shared/sign-in.js';

/** The inverse of {@link toUserAttributes}. */
export function toAttributeTypes(attributes: NewUserAttributes): AttributeType[] {
  return Object.entries(attributes).flatMap(([Name, Value]) => (Value === undefined ? [] : [{ Name, Value }]));
}

/** The inverse of {@link toAttributeTypes}. */
export function toUserAttributes(attributes: readonly AttributeType[]): UserAttributes {
  return Object.fromEntries(attributes.map(({ Name = '', Value = '' }) => [Name, Value]));
}

/** Where Cognito says that it sent a code, with whatever of it is there. */
export function toCodeDeliveryDetails(details: CodeDeliveryDetailsType | undefined): CodeDeliveryDetails {
  const { Destination: destination, DeliveryMedium: deliveryMedium, AttributeName: attributeName } = details ?? {};
  return {
    ...(destination !== undefined && { destination }),
    ...(deliveryMedium !== undefined && { deliveryMedium }),
    ...((attributeName === 'email' || attributeName === 'phone_number') && { attributeName }),
  };
}

/** The member `ClientMetadata`, where there is any. */
export function toClientMetadata(options: { readonly clientMetadata?: Readonly<Record<string, string>> } | undefined) {
  return options?.clientMetadata && { ClientMetadata: options.clientMetadata };
}
