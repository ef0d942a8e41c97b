/** The part of WebDriver (https://www.w3.org/TR/webdriver2/) that the tests use: plain requests to a driver that runs already. */
export interface WebDriverSession {
  /** A tab more; answers its handle. */
  newTab(): Promise<string>;
  closeTab(handle: string): Promise<void>;
  navigate(handle: string, url: string): Promise<void>;
  reload(handle: string): Promise<void>;
  /** Runs a script's body, synchronously, and answers what it returns: JSON. */
  execute(handle: string, script: string, args?: readonly unknown[]): Promise<unknown>;
  end(): Promise<void>;
}

/** One command of this session at a time, for each goes to the tab that was switched to last. */
export async function startSession(driverUrl: string, capabilities: object): Promise<WebDriverSession> {
  const { sessionId } = (await command(driverUrl, 'POST', '/session', {
    capabilities: { alwaysMatch: capabilities },
  })) as { sessionId: string };
  const session = `/session/${sessionId}`;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => {});
    return turn;
  }

  function inTab<T>(handle: string, work: () => Promise<T>): Promise<T> {
    return inTurn(async () => {
      await command(driverUrl, 'POST', `${session}/window`, { handle });
      return await work();
    });
  }

  async function openTab(): Promise<string> {
    const made = await command(driverUrl, 'POST', `${session}/window/new`, { type: 'tab' });
    return (made as { handle: string }).handle;
  }

  const [firstTab] = (await command(driverUrl, 'GET', `${session}/window/handles`)) as string[];
  let unused = firstTab;

  return {
    newTab: () =>
      inTurn(async () => {
        if (unused !== undefined) {
          const handle = unused;
          unused = undefined;
          return handle;
        }
        return await openTab();
      }),
    closeTab: (handle) =>
      inTab(handle, async () => {
        const handles = (await command(driverUrl, 'GET', `${session}/window/handles`)) as string[];
        if (handles.length === 1) unused = await openTab(); // the session ends with its last tab
        await command(driverUrl, 'POST', `${session}/window`, { handle });
        await command(driverUrl, 'DELETE', `${session}/window`);
      }),
    navigate: (handle, url) =>
      inTab(handle, async () => void (await command(driverUrl, 'POST', `${session}/url`, { url }))),
    reload: (handle) => inTab(handle, async () => void (await command(driverUrl, 'POST', `${session}/refresh`, {}))),
    execute: (handle, script, args = []) =>
      inTab(handle, () => command(driverUrl, 'POST', `${session}/execute/sync`, { script, args })),
    end: () => inTurn(async () => void (await command(driverUrl, 'DELETE', session))),
  };
}

async function command(driverUrl: string, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${driverUrl}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`WebDriver ${method} ${path}: ${error}. ${message}`);
}
