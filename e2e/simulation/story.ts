import type { SessionRecord } from '../../sw/session/record.js';
import type { Defect } from './defect.js';
import { type Outcome, runSchedule } from './schedule.js';
import { storedRefreshToken } from './stored-tokens.js';

/** Tells a failed schedule: who did what, what became of the record, what broke, and how to see it again. */
export async function tellStory({ seed, choices, conditions, violation }: Outcome, defect?: Defect): Promise<string> {
  const lines: string[] = [];
  let known: string | undefined;
  let troubled = false;
  await runSchedule(seed, {
    defect,
    choices,
    tell: ({ store, timeline, ledger }, action) => {
      const now = describe(store.current());
      const chosen = choices.includes(action);
      troubled ||= chosen;
      if (!troubled && now === known) return; // the undisturbed beginning
      const change = now === known ? '' : `   → ${now}`;
      known = now;
      lines.push(
        `${String(ledger.step).padStart(4)}  ${(timeline.elapsed() / 1000).toFixed(1).padStart(8)} s  ${action}${change}`,
      );
    },
  });
  const { rotation, tokenLifeMs, identityPool, guests, beginning } = conditions;
  return [
    `Seed ${seed}: "${violation?.invariant}" does not hold at step ${violation?.step}.`,
    `  ${violation?.what}`,
    `Conditions: it begins with ${beginning}; tokens live ${tokenLifeMs / 1000} s; ${
      rotation ? `rotation, grace period ${rotation.gracePeriodMs / 1000} s` : 'no rotation'
    }; ${identityPool ? `identity pool, guests ${guests ? 'allowed' : 'refused'}` : 'no identity pool'}.`,
    `The story, in ${choices.length} choices:`,
    ...lines,
    `Again: npm run simulate -- --seed ${seed} --schedules 1${defect ? ` --defect ${defect.name}` : ''}`,
  ].join('\n');
}

/** The record in a few words. */
function describe(record: SessionRecord): string {
  const { signIn, federation, identity, attempt, generation, revocations, redirects = {}, redirectEnding } = record;
  const flows = Object.values(redirects).map(({ stage, tabId }) => `${stage} by ${tabId}`);
  const who = signIn ? signIn.user.username : federation ? `${federation.provider}'s` : 'nobody';
  const parts = [
    `generation ${generation}: ${who}`,
    signIn?.tokens && `${storedRefreshToken(record)}, version ${signIn.tokens.version}`,
    signIn?.ended && 'ended',
    attempt && 'an attempt',
    identity && `${identity.identityId} of a ${identity.kind}${identity.credentials ? ' with credentials' : ''}`,
    revocations.length > 0 && `${revocations.length} to revoke`,
    flows.length > 0 && `flows: ${flows.join(' and ')}`,
    redirectEnding &&
      `${redirectEnding.error ? `not signed in (${redirectEnding.error.message})` : 'come back'}${redirectEnding.taken ? `, which ${redirectEnding.clientId} was told` : ''}`,
  ];
  return parts.filter(Boolean).join(', ');
}
