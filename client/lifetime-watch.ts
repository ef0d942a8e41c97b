import type { SessionSnapshot } from '../shared/protocol.js';
import { createActivityReporter } from './activity-reporter.js';
import type { EventListeners } from './event-listeners.js';
import { createExpiryWarning } from './expiry-warning.js';

/** The page's part in the application's policies: to tell that the user is there, and to warn before the session ends. */
export interface LifetimeWatch {
  set(snapshot: SessionSnapshot): void;
}

/** Loaded where the application has such a policy, so that others do not pay for it. */
export function createLifetimeWatch(reportActivity: () => unknown, { dispatch }: EventListeners): LifetimeWatch {
  const activity = createActivityReporter(reportActivity);
  const expiry = createExpiryWarning(dispatch);
  return {
    set({ activityIntervalMs, plannedEnd }) {
      activity.set(activityIntervalMs);
      expiry.set(plannedEnd);
    },
  };
}
