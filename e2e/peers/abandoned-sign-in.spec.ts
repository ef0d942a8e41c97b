import { expect, expectStatus, signIn, test } from '../harness/fixtures.js';
import { askAll } from '../session/ask.js';

const CODED = { username: 'coded', password: 'Analytical-Engine-1843' };

test('amplify-js #14941, #14900, #12814: a sign-in that is given up half-way keeps no call waiting, in no tab', async ({
  openTab,
  user,
  cognito,
}) => {
  cognito.createUser({ ...CODED, phoneNumber: '+441632960961', mfa: { type: 'SMS_MFA' } });
  const [tab, abandoned] = [await openTab(), await openTab()];
  for (const each of [tab, abandoned]) {
    expect(await signIn(each, CODED)).toMatchObject({ isSignedIn: false });
  }
  await abandoned.close();

  // The guest's session, in a tab that has begun as well, and in one that knows of nothing.
  const other = await openTab();
  for (const each of [tab, other]) {
    expect(await askAll(each)).toMatchObject({ isSignedIn: false, id: { ok: true }, aws: { ok: true } });
    const error = await each.evaluate(() =>
      window.auth.getCurrentUser().catch((thrown: InstanceType<typeof window.library.AuthError>) => thrown.toData()),
    );
    expect(error).toMatchObject({ kind: 'signedOut' });
  }
  await signIn(tab, user);
  await expectStatus(other, 'signedIn');
});
