import { randomBytes, randomUUID } from 'node:crypto';
import { type RequestInput, requiredMember } from './request-input.js';
import type { ServerClock } from './server-clock.js';
import { invalidParameter, resourceNotFound } from './service-error.js';
import type { CognitoSettings } from './settings.js';
import { base64Integer, type SrpVerifier } from './srp-verifier.js';
import type { PoolUser } from './users.js';

export interface Device {
  readonly key: string;
  readonly groupKey: string;
  /** There from ConfirmDevice on; before it the device exists for nobody. */
  verifier: SrpVerifier | undefined;
  name: string | undefined;
  isRemembered: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  authenticatedAt: number;
}

const GROUP_KEY_BYTES = 6;

const unknownDevice = () => resourceNotFound('Device does not exist.');

const seconds = (milliseconds: number): number => milliseconds / 1000;

/** The devices of the pool's users. */
export class Devices {
  readonly #byUser = new WeakMap<PoolUser, Map<string, Device>>();
  readonly #clock: ServerClock;
  readonly #settings: CognitoSettings;
  readonly #region: string;

  constructor(context: { clock: ServerClock; settings: CognitoSettings; userPoolId: string }) {
    this.#clock = context.clock;
    this.#settings = context.settings;
    this.#region = context.userPoolId.split('_')[0] ?? '';
  }

  /** The user's devices that have been confirmed. */
  of(user: PoolUser): Device[] {
    return [...this.#all(user).values()].filter(({ verifier }) => verifier !== undefined);
  }

  /**
   * The user's confirmed device of this key; undefined where none is named.
   *
   * @throws ResourceNotFoundException
   */
  find(user: PoolUser, key: string | undefined): Device | undefined {
    if (key === undefined || this.#settings.deviceTracking === 'off') return undefined;
    const device = this.#all(user).get(key);
    if (!device?.verifier) throw unknownDevice();
    return device;
  }

  /** Whether the tokens of a device may be renewed by whoever names `key`. */
  mayRefresh(user: PoolUser, deviceKey: string | undefined, key: string | undefined): boolean {
    if (deviceKey === undefined || this.#settings.deviceTracking === 'off') return true;
    return key === deviceKey && this.#all(user).get(key)?.verifier !== undefined;
  }

  /** A device that waits to be confirmed, where the pool tracks devices. */
  offer(user: PoolUser): Device | undefined {
    if (this.#settings.deviceTracking === 'off') return undefined;
    const now = this.#clock.now();
    const device: Device = {
      key: `${this.#region}_${randomUUID()}`,
      groupKey: `-${randomBytes(GROUP_KEY_BYTES).toString('base64url')}`,
      verifier: undefined,
      name: undefined,
      isRemembered: false,
      createdAt: now,
      modifiedAt: now,
      authenticatedAt: now,
    };
    this.#all(user).set(device.key, device);
    return device;
  }

  /** What an administrator may do, too. */
  forget(user: PoolUser, key: string): boolean {
    return this.#all(user).delete(key);
  }

  /** The operation of this name, for whoever the access token says. */
  operation(name: string): ((user: PoolUser, input: RequestInput) => object) | undefined {
    switch (name) {
      case 'ConfirmDevice':
        return (user, input) => this.#confirm(user, input);
      case 'UpdateDeviceStatus':
        return (user, input) => this.#updateStatus(user, input);
      case 'GetDevice':
        return (user, input) => ({ Device: description(this.#require(user, input)) });
      case 'ListDevices':
        return (user, input) => this.#list(user, input);
      case 'ForgetDevice':
        return (user, input) => {
          this.forget(user, this.#require(user, input).key);
          return {};
        };
      default:
        return undefined;
    }
  }

  #confirm(user: PoolUser, input: RequestInput): object {
    const device = this.#all(user).get(requiredMember(input, 'DeviceKey'));
    if (!device) throw unknownDevice();
    const config = input['DeviceSecretVerifierConfig'];
    const { Salt, PasswordVerifier } = (typeof config === 'object' ? config : undefined) as Record<string, unknown>;
    const [salt, verifier] = [Salt, PasswordVerifier].map(base64Integer);
    if (salt === undefined || verifier === undefined) {
      throw invalidParameter('DeviceSecretVerifierConfig needs Salt and PasswordVerifier, both base64.');
    }
    device.verifier = { salt, verifier };
    device.name = typeof input['DeviceName'] === 'string' ? input['DeviceName'] : undefined;
    device.isRemembered = this.#settings.deviceTracking === 'always';
    return { UserConfirmationNecessary: !device.isRemembered };
  }

  #updateStatus(user: PoolUser, input: RequestInput): object {
    const device = this.#require(user, input);
    device.isRemembered = input['DeviceRememberedStatus'] === 'remembered';
    device.modifiedAt = this.#clock.now();
    return {};
  }

  #list(user: PoolUser, input: RequestInput): object {
    const limit = typeof input['Limit'] === 'number' ? input['Limit'] : 60;
    return { Devices: this.of(user).slice(0, limit).map(description) };
  }

  #require(user: PoolUser, input: RequestInput): Device {
    const device = this.#all(user).get(requiredMember(input, 'DeviceKey'));
    if (!device?.verifier) throw unknownDevice();
    return device;
  }

  #all(user: PoolUser): Map<string, Device> {
    const known = this.#byUser.get(user) ?? new Map<string, Device>();
    this.#byUser.set(user, known);
    return known;
  }
}

function description({ key, name, isRemembered, createdAt, modifiedAt, authenticatedAt }: Device): object {
  const attributes = {
    device_status: isRemembered ? 'remembered' : 'not_remembered',
    ...(name !== undefined && { device_name: name }),
    last_ip_used: '127.0.0.1',
  };
  return {
    DeviceKey: key,
    DeviceAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    DeviceCreateDate: seconds(createdAt),
    DeviceLastModifiedDate: seconds(modifiedAt),
    DeviceLastAuthenticatedDate: seconds(authenticatedAt),
  };
}
