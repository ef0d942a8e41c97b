import * as v from 'valibot';
import type { MFAApi } from '../../shared/mfa-api.js';
import { plainObject, text } from './argument-shapes.js';

const Preference = v.optional(v.picklist(['ENABLED', 'DISABLED', 'PREFERRED', 'NOT_PREFERRED']));

export const MFA_ARGUMENTS = {
  setUpTOTP: v.strictTuple([]),
  verifyTOTPSetup: v.strictTuple([
    plainObject({
      code: text('code'),
      options: v.optional(plainObject({ friendlyDeviceName: v.optional(text('options.friendlyDeviceName')) })),
    }),
  ]),
  fetchMFAPreference: v.strictTuple([]),
  updateMFAPreference: v.strictTuple([plainObject({ sms: Preference, totp: Preference, email: Preference })]),
} satisfies Record<keyof MFAApi, v.GenericSchema>;
