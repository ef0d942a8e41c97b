import { URI } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { type AuthTOTPSetupDetails, addSetupUri } from './totp-setup.js';

const DATA = { sharedSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', accountName: 'ada' };

function detailsOf(data = DATA): AuthTOTPSetupDetails {
  return addSetupUri(data);
}

describe('the URL for an authenticator app', () => {
  test('is the one that Amplify makes', () => {
    const url = detailsOf().getSetupUri('My App');
    expect(url).toBeInstanceOf(URL);
    expect(url.href).toBe(`otpauth://totp/My%20App:ada?secret=${DATA.sharedSecret}&issuer=My%20App`);
    expect(detailsOf().getSetupUri('App', 'lovelace').href).toContain('/App:lovelace?');
  });

  test.each([
    ['Tea & Cakes?', 'ada@example.com'],
    ['50% #1', 'Zoë Ω'],
    ['a/b', 'c:d'],
  ])('says to an app %j and %j, whatever they are', (issuer, label) => {
    const totp = URI.parse(detailsOf().getSetupUri(issuer, label).href);
    expect(totp).toMatchObject({ issuer, label });
    expect(totp.secret.base32).toBe(DATA.sharedSecret);
  });
});
