/** Starts a renewal or joins one. `forced` asks for one even where nothing is due. */
export type Flight = (forced: boolean) => Promise<void>;

/**
 * One run at a time. A call during a run shares it, with one exception: a forced call shares only a forced run. A plain
 * run may find nothing to do, so the forced call follows it; all that come meanwhile share that next run.
 */
export function singleFlight(run: Flight): Flight {
  let current: { readonly forced: boolean; readonly ended: Promise<void> } | undefined;
  let next: Promise<void> | undefined;

  function start(forced: boolean): Promise<void> {
    const ended = run(forced).finally(() => {
      current = undefined;
    });
    current = { forced, ended };
    return ended;
  }

  return function join(forced): Promise<void> {
    if (!current) return start(forced);
    if (!forced || current.forced) return current.ended;
    next ??= current.ended
      .catch(() => {})
      .then(() => {
        next = undefined;
        return join(true);
      });
    return next;
  };
}
