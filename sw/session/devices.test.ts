import { beforeEach, describe, expect, test } from 'vitest';
import { deviceKeyOfTokens } from './devices.js';
import { DeviceRefused } from './ports.js';
import type { Device, SignIn } from './record.js';
import { plainSealer } from './testing/plain-sealer.js';
import { networkFailure, serviceFailure } from './testing/service-failure.js';
import { createWorld, type TestWorker, type World } from './testing/world.js';

const REFRESH = 'GetTokensFromRefreshToken';
const HOUR = 3_600_000;

let world: World;
let worker: TestWorker;

beforeEach(() => {
  world = createWorld();
  world.cognito.settings.tracksDevices = true;
  worker = world.startWorker();
});

/** Lets the requests of one operation fail until it is called. */
function failing(operation: string, error: Error): () => void {
  world.cognito.fate = (requested) => (requested === operation ? error : 'ok');
  return () => {
    world.cognito.fate = () => 'ok';
  };
}

const storedDevice = (username = 'ada'): Device | undefined => world.store.current().devices?.[`sub-${username}`];

describe('a device that the pool offers', () => {
  test('is stored with the sign-in and confirmed before the sign-in is answered', async () => {
    await worker.session.signIn('tab', { username: 'ada', password: 'secret' });
    expect(world.cognito.confirmedDevices).toContain(storedDevice()?.deviceKey);
    expect(storedDevice()).not.toHaveProperty('confirmation');
  });

  /** Holds the first confirmation until it is opened. */
  function holdConfirmation(): () => void {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    let asked = 0;
    world.cognito.gate = async (operation, _signal, stage) => {
      if (operation === 'ConfirmDevice' && stage === 'request' && ++asked === 1) await opened;
    };
    return open;
  }

  test('is confirmed before its user’s sign-in is answered, though that of the one before is still under way', async () => {
    const open = holdConfirmation();
    const first = worker.session.signIn('tab', { username: 'ada', password: 'secret' }).catch(() => {});
    await world.clock.settle();
    await worker.session.signOut({});
    await worker.session.signIn('tab', { username: 'grace', password: 'secret' });
    expect(storedDevice('grace')).not.toHaveProperty('confirmation');
    open();
    await first;
  });

  test('is confirmed once where it is to be remembered meanwhile', async () => {
    const open = holdConfirmation();
    const signedIn = worker.session.signIn('tab', { username: 'ada', password: 'secret' });
    await world.clock.settle();
    const remembered = worker.session.devices.rememberDevice();
    await world.clock.settle();
    open();
    await Promise.all([signedIn, remembered]);
    expect(world.cognito.count('ConfirmDevice')).toBe(1);
  });

  test('keeps its password sealed, and tells no window of itself', async () => {
    await world.signIn(worker);
    const { sealed, ...open } = storedDevice() as Device;
    expect(open).toEqual({ deviceKey: expect.any(String) });
    expect(await plainSealer.unseal(sealed, 'device')).toMatchObject({ devicePassword: expect.any(String) });
  });

  test('is no device where nobody tracks any', async () => {
    world.cognito.settings.tracksDevices = false;
    await world.signIn(worker);
    expect(world.store.current()).not.toHaveProperty('devices');
  });

  test.each([
    ['the network', networkFailure()],
    ['throttling', serviceFailure('TooManyRequestsException')],
  ])('is confirmed later where %s prevents it, by whichever worker is there then', async (_, error) => {
    const recover = failing('ConfirmDevice', error);
    await world.signIn(worker);
    expect(storedDevice()?.confirmation?.failures).toBe(1);
    worker.stop();
    recover();
    await world.clock.advance(60_000);
    const next = world.startWorker();
    await next.session.tend();
    await next.session.settled();
    expect(storedDevice()).toMatchObject({ deviceKey: [...world.cognito.confirmedDevices][0] });
    expect(storedDevice()).not.toHaveProperty('confirmation');
  });

  test('is not asked about again before the pause is over', async () => {
    failing('ConfirmDevice', networkFailure());
    await world.signIn(worker);
    await worker.session.tend();
    await worker.session.settled();
    expect(world.cognito.count('ConfirmDevice')).toBe(1);
  });

  test('is confirmed before tokens are renewed for it, which they would not be otherwise', async () => {
    const recover = failing('ConfirmDevice', networkFailure());
    await world.signIn(worker);
    recover();
    await world.clock.advance(HOUR - 60_000);
    world.cognito.requests.length = 0;
    await worker.session.tend();
    await worker.session.settled();
    expect(world.cognito.requests.slice(0, 2)).toEqual(['ConfirmDevice', REFRESH]);
    expect(world.store.current().signIn?.tokens?.version).toBe(2);
  });

  test('that is not confirmed yet ends no session by a renewal that the pool refuses for it: both are made later', async () => {
    const recover = failing('ConfirmDevice', serviceFailure('TooManyRequestsException'));
    await world.signIn(worker);
    await worker.session.fetchAuthSession({ forceRefresh: true });
    await world.clock.advance(HOUR - 60_000);
    await worker.session.tend();
    await worker.session.settled();
    expect(world.cognito.count(REFRESH)).toBe(2);
    expect(world.store.current().signIn?.ended).toBeUndefined();
    recover();
    await world.clock.advance(30_000);
    await worker.session.tend();
    await worker.session.settled();
    expect(world.store.current().signIn?.tokens?.version).toBe(2);
  });

  test('that was not confirmed while its tokens were valid ends the session with them', async () => {
    failing('ConfirmDevice', networkFailure());
    await world.signIn(worker);
    await world.clock.advance(HOUR + 1);
    await worker.session.fetchAuthSession({ forceRefresh: true });
    expect(world.store.current().signIn?.ended).toBeDefined();
  });

  test('is kept where the confirmation was carried out, its answer lost, and the pool says at the next try that it knows it', async () => {
    world.cognito.fate = (operation) => (operation === 'ConfirmDevice' ? 'lose-answer' : 'ok');
    await world.signIn(worker);
    expect(storedDevice()?.confirmation?.failures).toBe(1);
    expect(world.cognito.confirmedDevices).toContain(storedDevice()?.deviceKey);
    // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html#API_ConfirmDevice_Errors
    world.cognito.fate = (operation) =>
      operation === 'ConfirmDevice' ? serviceFailure('DeviceKeyExistsException') : 'ok';
    await world.clock.advance(30_000);
    await worker.session.tend();
    await worker.session.settled();
    expect(storedDevice()).toBeDefined();
    expect(storedDevice()).not.toHaveProperty('confirmation');
  });

  test('is let go where the pool refuses it for good, and the sign-in stands', async () => {
    failing('ConfirmDevice', serviceFailure('InvalidParameterException'));
    await world.signIn(worker);
    expect(storedDevice()).toBeUndefined();
    expect(world.store.current().signIn?.tokens).toBeDefined();
  });

  test('of a sign-in that somebody else has overtaken is not kept', async () => {
    const first = worker.session.signIn('tab', { username: 'ada', password: 'secret' });
    const second = worker.session.signIn('other', { username: 'bob', password: 'secret' });
    const outcomes = await Promise.allSettled([first, second]);
    const winner = outcomes[0]?.status === 'fulfilled' ? 'ada' : 'bob';
    expect(Object.keys(world.store.current().devices ?? {})).toEqual([`sub-${winner}`]);
  });
});

describe('a device that is known', () => {
  beforeEach(async () => {
    await world.signIn(worker);
  });

  test('outlives the sign-out, and proves itself in the next sign-in of its user', async () => {
    const before = storedDevice();
    await worker.session.signOut({});
    expect(storedDevice()).toEqual(before);
    await world.signIn(worker);
    expect(storedDevice()).toEqual(before);
    expect(world.cognito.count('ConfirmDevice')).toBe(1);
  });

  test('is not presented for another user of the browser, who gets a device of their own', async () => {
    await worker.session.signOut({});
    await world.signIn(worker, 'bob');
    expect(storedDevice('bob')?.deviceKey).not.toBe(storedDevice('ada')?.deviceKey);
    expect(Object.keys(world.store.current().devices ?? {})).toEqual(['sub-ada', 'sub-bob']);
  });

  test('is dropped where the pool does not know it any more, and the sign-in goes on with a new one', async () => {
    const before = storedDevice();
    await worker.session.signOut({});
    world.cognito.confirmedDevices.clear();
    await world.signIn(worker);
    expect(storedDevice()?.deviceKey).not.toBe(before?.deviceKey);
    expect(world.cognito.confirmedDevices).toEqual(new Set([storedDevice()?.deviceKey]));
  });

  test('whose seal cannot be opened is as good as none', async () => {
    await worker.session.signOut({});
    const sealed = await plainSealer.seal({}, 'tokens');
    await world.store.update((record) => ({
      ...record,
      devices: { 'sub-ada': { deviceKey: 'old', sealed } as never },
    }));
    await world.signIn(worker);
    expect(storedDevice()?.deviceKey).not.toBe('old');
  });

  test('is named at every renewal', async () => {
    const { sessionId } = world.store.current();
    await world.clock.advance(HOUR + 1);
    await worker.session.getCognitoTokens(sessionId);
    expect(world.store.current().signIn?.tokens?.version).toBe(2);
  });

  test("that the pool has forgotten ends the sign-in at the next renewal, by the service's word", async () => {
    const { sessionId } = world.store.current();
    world.cognito.confirmedDevices.clear();
    await world.clock.advance(HOUR + 1);
    await expect(worker.session.getCognitoTokens(sessionId)).rejects.toMatchObject({ kind: 'sessionExpired' });
  });

  test('is not named for tokens that were not issued to it, such as those of managed login', () => {
    const record = world.store.current();
    expect(deviceKeyOfTokens(record)).toBe(storedDevice()?.deviceKey);
    const { deviceKey: _, ...signIn } = record.signIn as SignIn;
    expect(deviceKeyOfTokens({ ...record, signIn })).toBeUndefined();
    expect(deviceKeyOfTokens({ ...record, signIn: { ...signIn, deviceKey: 'another' } })).toBeUndefined();
  });

  test('that proved itself in a later sign-in is named for the tokens of that one, too', async () => {
    await worker.session.signOut({});
    await world.signIn(worker);
    expect(deviceKeyOfTokens(world.store.current())).toBe(storedDevice()?.deviceKey);
    await worker.session.fetchAuthSession({ forceRefresh: true });
    expect(world.store.current().signIn?.tokens?.version).toBe(2);
  });

  test('that the pool objects to at a renewal is dropped, and the renewal made again without it', async () => {
    const { sessionId } = world.store.current();
    const device = storedDevice();
    const unknown = serviceFailure('ResourceNotFoundException', 'Device does not exist.');
    let refusals = 0;
    world.cognito.fate = (operation) =>
      operation === REFRESH && refusals++ === 0 ? new DeviceRefused(device?.deviceKey ?? '', unknown) : 'ok';
    await world.clock.advance(HOUR + 1);
    await worker.session.getCognitoTokens(sessionId).catch(() => {});
    expect(world.cognito.count(REFRESH)).toBe(2);
    expect(storedDevice()).toBeUndefined();
  });

  test('is remembered, and forgotten, as the user says', async () => {
    await worker.session.devices.rememberDevice();
    expect(await worker.session.devices.fetchDevices()).toEqual([{ id: storedDevice()?.deviceKey, attributes: {} }]);
    await worker.session.devices.forgetDevice({});
    expect(storedDevice()).toBeUndefined();
    expect(world.cognito.confirmedDevices.size).toBe(0);
    await expect(worker.session.devices.forgetDevice({})).rejects.toMatchObject({ kind: 'invalidState' });
  });

  test('stays when another one is forgotten', async () => {
    world.cognito.confirmedDevices.add('another');
    await worker.session.devices.forgetDevice({ device: { id: 'another' } });
    expect(storedDevice()).toBeDefined();
  });

  test('is let go when it turns out, while it is to be remembered, that the pool has forgotten it', async () => {
    world.cognito.confirmedDevices.clear();
    await expect(worker.session.devices.rememberDevice()).rejects.toMatchObject({
      service: { name: 'ResourceNotFoundException' },
    });
    expect(storedDevice()).toBeUndefined();
  });

  test('cannot be remembered by anybody who is not signed in', async () => {
    await worker.session.signOut({});
    await expect(worker.session.devices.rememberDevice()).rejects.toMatchObject({ kind: 'signedOut' });
  });
});

test('a record from before there were devices is read as it is', async () => {
  await world.store.update(({ devices: _, ...record }) => record);
  await world.signIn(worker);
  expect(storedDevice()).toBeDefined();
});

test.each(['forgetDevice', 'rememberDevice'] as const)(
  '%s does nothing by the token of another user, who has signed in meanwhile',
  async (operation) => {
    await world.signIn(worker);
    const { deviceKey } = storedDevice() as Device;
    const { read } = world.store;
    let reads = 0;
    world.store.read = async () => {
      const record = await read();
      if (++reads === 1) {
        const other = world.startWorker();
        await other.session.signOut({});
        await world.signIn(other, 'grace');
      }
      return record;
    };
    const { devices } = world.startWorker().session;
    await expect(
      operation === 'forgetDevice' ? devices.forgetDevice({}) : devices.rememberDevice(),
    ).rejects.toMatchObject({
      kind: 'invalidState',
    });
    expect(world.cognito.confirmedDevices).toContain(deviceKey);
    expect(storedDevice()).toBeDefined();
  },
);
