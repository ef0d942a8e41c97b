/** What the demo's own server tells and can be told. It stands for the operator of the pool, not for an app's back end. */
export interface DemoState {
  /** The protected API's origin. */
  readonly api: string;
  readonly people: readonly DemoPerson[];
  /** Whether Cognito answers. */
  readonly cognitoReachable: boolean;
  /** Whether the tokens that Cognito gives out from now on live seconds instead of an hour. */
  readonly shortLives: boolean;
}

export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly secondFactor: boolean;
}

export type DemoChange = Partial<Pick<DemoState, 'cognitoReachable' | 'shortLives'>>;

const STATE = '/demo/state';

export async function readDemoState(): Promise<DemoState> {
  return (await answered(await fetch(STATE))).json() as Promise<DemoState>;
}

export async function changeDemoState(change: DemoChange): Promise<DemoState> {
  const response = await fetch(STATE, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(change),
  });
  return (await answered(response)).json() as Promise<DemoState>;
}

/** The last code that Cognito sent to this person's mailbox. */
export async function readCode(username: string): Promise<string> {
  const { code } = (await (await answered(await fetch(`/demo/code?${new URLSearchParams({ username })}`))).json()) as {
    code: string;
  };
  return code;
}

async function answered(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`The demo's server answered ${response.status}: ${await response.text()}`);
  return response;
}
