import type { Conditions } from './conditions.js';
import { PAGE_CALLS, perform } from './page-calls.js';
import type { Outcome, Parked } from './parking.js';
import type { Profile } from './profile.js';
import type { Random } from './random.js';
import { strayActions, visitorActions } from './redirect-choices.js';
import type { Habit, Pace } from './themes.js';
import type { Owner } from './timeline.js';

/** One choice of the scheduler. */
export interface Action {
  /** What happens, in words; unique among what may happen at the moment, and the same in every run of the same choices. */
  readonly name: string;
  readonly owner: Owner | undefined;
  /** Something that goes wrong, as far as the rules for undisturbed work are concerned. */
  readonly disturbs: boolean;
  /** It does not count among the steps that a schedule has. */
  readonly isSwift?: boolean;
  readonly happen: () => void;
}

/** The beginning of a page's call. */
export interface CallAction extends Action {
  readonly habit: Habit;
}

export const isCall = (action: Action): action is CallAction => 'habit' in action;

const MINUTE_MS = 60_000;

/** How long nobody does anything: a moment, within a grace period, beyond it, beyond a token's life, a night. */
const PAUSES = [5_000, 40_000, 4 * MINUTE_MS, 61 * MINUTE_MS, 9 * 60 * MINUTE_MS];

/** Where a user is at managed login, this is how likely it is that one does something there, of 1. */
const VISITING = 0.2;

/** How much of what the browser and the machine do are answers gone astray, where there are any, of 1. */
const STRAYS = 0.1;

/** What is under way goes on in this way. */
function goOn(profile: Profile, parked: Parked, { label, trouble, happen }: Outcome): Action {
  return {
    name: label === '' ? parked.name : `${parked.name}: ${label}`,
    owner: parked.owner,
    disturbs: trouble !== undefined,
    ...(parked.isSwift && { isSwift: true }),
    happen: () => {
      profile.parking.parked.delete(parked);
      happen();
    },
  };
}

/** The next timer, once its time has come; those whose time is over may still be late. */
function timerActions(profile: Profile): Action[] {
  const { timeline } = profile;
  const timers = [...timeline.timers].sort((a, b) => a.at - b.at);
  const next = timers.find(({ at }) => at > timeline.elapsed());
  const candidates = timers.filter((timer) => timer.at <= timeline.elapsed() || timer === next);
  return candidates.map((timer) => ({
    name: timer.name,
    owner: timer.owner,
    disturbs: profile.parking.parked.size > 0,
    happen: () => {
      timeline.timers.delete(timer);
      if (timer.at > timeline.elapsed()) timeline.pass(timer.at - timeline.elapsed(), false);
      timer.fire();
    },
  }));
}

/** What pages may begin. */
function callActions(profile: Profile): CallAction[] {
  const { habits, firstOnlyReads } = profile.conditions;
  const actions: CallAction[] = [];
  for (const tab of profile.tabs) {
    if (!tab.connection || tab.openCalls >= 3) continue;
    for (const call of PAGE_CALLS) {
      if (!habits.has(call.habit) || (firstOnlyReads && tab === profile.tabs[0] && call.habit !== 'keep-reading'))
        continue;
      const happen = () => perform(profile, tab, call);
      actions.push({ name: `${tab.name}: ${call.what}`, owner: tab, disturbs: false, happen, habit: call.habit });
    }
  }
  return actions;
}

/** What the browser, the machine and the administrator may do. */
function worldActions(profile: Profile): Action[] {
  const { timeline, conditions, tabs, workers, browser } = profile;
  const actions: Action[] = [];
  const add = (name: string, happen: () => void, owner?: Owner) =>
    actions.push({ name, owner, disturbs: true, happen });
  const has = (trouble: Parameters<Conditions['troubles']['has']>[0]) => conditions.troubles.has(trouble);

  for (const worker of workers) {
    if (has('stop-worker')) {
      add(`${worker.name} is stopped`, () => profile.stopWorker(worker, false));
      add(`${worker.name} is stopped, and what it was writing is written`, () => profile.stopWorker(worker, true));
    } else if (worker.events === 0) {
      add(`${worker.name} is idle, and stopped`, () => profile.stopWorker(worker, false));
    }
    if (has('key-unreachable') && !worker.keyUnreachable) {
      add(`${worker.name} will not get at its key the next time`, () => {
        worker.keyUnreachable = true;
      });
    }
  }
  if (has('time-passes')) {
    for (const ms of PAUSES) {
      add(`${ms / 1000} s pass`, () => timeline.pass(ms, false));
      add(`the machine sleeps for ${ms / 1000} s`, () => timeline.pass(ms, true));
    }
  }
  if (has('clock-set')) {
    for (const minutes of [-600, -3, 3, 600]) {
      add(`the clock is set by ${minutes} minutes`, () => timeline.setWall(minutes * MINUTE_MS));
    }
  }
  if (has('site-data-cleared')) add("the site's data is cleared", profile.store.clear);
  if (has('browser-restarts')) add('the browser is restarted', profile.restartBrowser);
  if (has('revoked-elsewhere')) add('an administrator ends every sign-in', () => profile.cognito.revokeAll());
  if (has('new-version') && profile.activeVersion(0) < 4) {
    add('a new version of the worker takes over', () => profile.installVersion(0));
  }
  for (const tab of browser.away) {
    if (has('tab-closed')) add(`${tab.name} is closed`, () => browser.close(tab));
  }
  for (const tab of tabs) {
    if (has('tab-closed')) add(`${tab.name} is closed`, () => profile.closeTab(tab));
    if (tab.failed) add(`${tab.name} gives up`, () => profile.closeTab(tab));
    if (!tab.connection) continue;
    const wake = () => {
      for (const listener of tab.windowListeners.get('online') ?? []) listener({});
    };
    actions.push({ name: `${tab.name} is online again`, owner: tab, disturbs: false, happen: wake });
  }
  if (tabs.length + browser.away.size < conditions.tabs) add('a tab is opened', () => void profile.openTab());
  return actions;
}

/** Those that may go on next, for swift is what mostly comes first, and slow what mostly comes last. */
function atPace(ready: readonly Parked[], pace: Pace, random: Random): readonly Parked[] {
  const swift = random.chance(pace.swift) ? ready.filter(({ isSwift }) => isSwift) : [];
  if (swift.length > 0) return swift;
  const prompt = random.chance(pace.slow) ? ready.filter(({ isSlow }) => !isSlow) : [];
  return prompt.length > 0 ? prompt : ready;
}

/** Draws the next choice: mostly what is under way goes on, sometimes with trouble, and sometimes something begins. */
export function draw(profile: Profile, random: Random, callsLeft: number): Action | undefined {
  const { troubles, habits, pace } = profile.conditions;
  const ready = profile.parking.ready();
  const visitors = visitorActions(profile);
  if (visitors.length > 0 && (ready.length === 0 || random.chance(VISITING))) return random.pick(visitors);
  const roll = random.next();
  if (callsLeft > 0 && (roll < pace.call || ready.length === 0)) {
    // By habit first, so that what there are many calls of is not done more often.
    const habit = random.pick([...habits]);
    const calls = callActions(profile).filter((call) => call.habit === habit);
    if (calls.length > 0) return random.pick(calls);
  }
  if (roll < pace.call + pace.world) {
    const strays = troubles.has('stray-answers') && random.chance(STRAYS) ? strayActions(profile) : [];
    const actions = strays.length > 0 ? strays : worldActions(profile);
    if (actions.length > 0) return random.pick(actions);
  }
  if (roll < pace.call + pace.world + pace.timer || ready.length === 0) {
    const actions = timerActions(profile);
    if (actions.length > 0) return random.pick(actions);
  }
  if (ready.length === 0) return undefined;
  const parked = random.pick(atPace(ready, pace, random));
  const [ordinary, ...others] = parked.outcomes;
  const later = others.find(({ isLater }) => isLater);
  if (later && random.chance(pace.later)) return goOn(profile, parked, later);
  const possible = others.filter(({ trouble, isLater }) => (trouble === undefined ? !isLater : troubles.has(trouble)));
  return goOn(profile, parked, possible.length > 0 && random.chance(0.3) ? random.pick(possible) : ordinary);
}

/** What happens where everything goes well: what began first goes on first, and time passes when nothing else is left. */
export function calmly(profile: Profile, untilElapsed: number): Action | undefined {
  const [first] = profile.parking.parked; // what began first is the first of its queue, too
  if (first) return goOn(profile, first, first.outcomes[0]);
  const [timer] = timerActions(profile);
  if (!timer) return undefined;
  const soonest = Math.min(...[...profile.timeline.timers].map(({ at }) => at));
  return soonest <= untilElapsed ? timer : undefined;
}

/** The choice of this name, if it can be made now. */
export function ofName(profile: Profile, name: string): Action | undefined {
  for (const parked of profile.parking.ready()) {
    if (!name.startsWith(parked.name)) continue;
    const actions = parked.outcomes.map((outcome) => goOn(profile, parked, outcome));
    const action = actions.find((each) => each.name === name);
    if (action) return action;
  }
  return [
    ...timerActions(profile),
    ...visitorActions(profile),
    ...callActions(profile),
    ...strayActions(profile),
    ...worldActions(profile),
  ].find((each) => each.name === name);
}
