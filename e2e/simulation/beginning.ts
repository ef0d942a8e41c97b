import { comeToRest, letPage, type Take } from './calm.js';
import type { Profile } from './profile.js';

const MINUTE_MS = 60_000;

/** Opens the pages and, as the conditions want it, lets somebody sign in and time pass. Nothing goes wrong yet. */
export async function begin(profile: Profile, take: Take): Promise<void> {
  const { conditions, timeline } = profile;
  const first = profile.openTab();
  if (conditions.beginning !== 'nobody') {
    await comeToRest(profile, take);
    const input = { username: 'ada', password: 'secret', options: { clientMetadata: { call: 'first' } } };
    await letPage(profile, take, first, 'signs in as ada', async () => first.connection?.worker.signIn(input));
    if (conditions.beginning === 'tokens due') timeline.pass(conditions.tokenLifeMs - MINUTE_MS, false);
    if (conditions.beginning === 'tokens expired') timeline.pass(conditions.tokenLifeMs + MINUTE_MS, false);
  }
  while (profile.tabs.length < conditions.tabs) profile.openTab();
}
