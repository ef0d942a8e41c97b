/** A device of the user's, as the pool knows it and as Amplify JS v6 describes it. */
export interface AWSAuthDevice {
  /** The API's `DeviceKey`: the region, `_` and a UUID. */
  readonly id: string;
  /** The attribute `device_name`. */
  readonly name?: string;
  /** Such as `device_status`, `device_name` and `last_ip_used`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly createDate?: Date;
  readonly lastModifiedDate?: Date;
  readonly lastAuthenticatedDate?: Date;
}

/** Input of `forgetDevice`, as in Amplify JS v6. */
export interface ForgetDeviceInput {
  /** Another device, of those that `fetchDevices` answers; this browser unless given. Only its id is looked at. */
  readonly device?: Pick<AWSAuthDevice, 'id'> & Partial<AWSAuthDevice>;
}
