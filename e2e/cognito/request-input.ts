import { invalidParameter } from './service-error.js';

/** The JSON body of a request, not yet trusted. */
export type RequestInput = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is RequestInput =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string member, or undefined where it is absent or something else. */
export function optionalString(input: RequestInput, member: string): string | undefined {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
}

/** A string member that the API's model requires. Its absence is what the service's validation reports. */
export function requiredMember(input: RequestInput, member: string): string {
  const value = optionalString(input, member);
  if (value !== undefined) return value;
  const name = member.charAt(0).toLowerCase() + member.slice(1);
  throw invalidParameter(
    `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

/** A map member such as AuthParameters, empty where it is absent. */
export function stringMap(input: RequestInput, member: string): ReadonlyMap<string, string> {
  const value = input[member];
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A list of `AttributeType`s as a map, empty where it is absent. */
export function attributeList(input: RequestInput, member: string): ReadonlyMap<string, string> {
  const list: unknown = input[member] ?? [];
  if (!Array.isArray(list)) throw invalidParameter(`${member} must be a list`);
  return new Map(
    list
      .filter(isRecord)
      .map((attribute) => [requiredMember(attribute, 'Name'), optionalString(attribute, 'Value') ?? '']),
  );
}

/** A list of strings that the API's model requires. */
export function requiredStrings(input: RequestInput, member: string): readonly string[] {
  const list: unknown = input[member];
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  requiredMember({}, member);
  return [];
}

/** A parameter that the chosen flow or challenge needs in its map. */
export function requiredParameter(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}
