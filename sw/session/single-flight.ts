/** Starts a renewal or joins one. `forced` asks for one even where nothing is due. */
export type Flight = (forced: boolean) => Promise<void>;

/**
 * One run at a time. A call during a run shares it, with two exceptions. A forced call shares only a forced run: a plain run may
 * find nothing to do. And nobody shares a run for somebody else, which may have failed for a reason of theirs. Such a call
 * follows the run, and all that come meanwhile share that next run.
 *
 * @param session whose session it is at the moment, as far as this worker knows
 */
export function singleFlight(run: Flight, session: () => unknown): Flight {
  let current: { readonly forced: boolean; readonly of: unknown; readonly ended: Promise<void> } | undefined;
  let next: Promise<void> | undefined;
  let isNextForced = false;

  function start(forced: boolean): Promise<void> {
    const ended = run(forced).finally(() => {
      current = undefined;
    });
    current = { forced, of: session(), ended };
    return ended;
  }

  return function join(forced): Promise<void> {
    if (!current) return start(forced);
    if (current.of === session() && (!forced || current.forced)) return current.ended;
    isNextForced ||= forced;
    next ??= current.ended
      .catch(() => {})
      .then(() => {
        const isForced = isNextForced;
        next = undefined;
        isNextForced = false;
        return join(isForced);
      });
    return next;
  };
}
