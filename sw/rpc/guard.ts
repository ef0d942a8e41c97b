import * as v from 'valibot';
import { AuthError } from '../../shared/auth-error.js';
import type { SessionApi } from '../../shared/session-api.js';
import { argumentsOf } from './arguments.js';
import { isReadMethod, READ_ARGUMENTS } from './read-arguments.js';
import { REPEATABLE } from './repeatable.js';

/** A call that has passed: a method there is, with arguments of its shape. */
export interface GuardedCall {
  readonly method: keyof SessionApi;
  readonly args: readonly unknown[];
}

/**
 * The only Comlink message that may reach Comlink: APPLY, of exactly one name, with RAW arguments. Comlink itself would
 * walk any path, write to it, construct what it finds and let a message choose a handler.
 */
const ApplyMessage = v.object({
  type: v.literal('APPLY'),
  path: v.strictTuple([v.string()]),
  argumentList: v.array(v.object({ type: v.literal('RAW'), value: v.unknown() })),
});

/** Answers the call that a message asks for, or the error to refuse it with. Pure: whatever the message, nothing happens. */
export function guard(message: unknown): GuardedCall | AuthError {
  const parsed = v.safeParse(ApplyMessage, message);
  if (!parsed.success) {
    return refusal('Only calls of one method with plain arguments are accepted.');
  }
  const [method] = parsed.output.path;
  if (!isMethod(method)) return refusal('There is no such method.');
  const values = parsed.output.argumentList.map(({ value }) => value);
  const schema: v.GenericSchema<readonly unknown[]> = isReadMethod(method)
    ? READ_ARGUMENTS[method]
    : argumentsOf(method);
  const args = v.safeParse(schema, values);
  if (!args.success) return refusal(`${method}: ${describe(args.issues)}.`);
  return { method, args: args.output };
}

function isMethod(name: string): name is keyof SessionApi {
  return Object.hasOwn(REPEATABLE, name);
}

/** A field's path; a page that chooses longer names does not get them back whole. */
const LONGEST_PATH = 100;

/** The field and what it should be. Values are left out: one of them may be a password. */
function describe(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues
    .map((issue) => {
      const path = (v.getDotPath(issue) ?? '').replace(/^\d+\.?/, '').slice(0, LONGEST_PATH);
      const field = path || 'its argument';
      const limit = 'requirement' in issue ? issue.requirement : undefined;
      switch (issue.type) {
        case 'strict_object':
          if (issue.expected === 'never') return `${path} is not a known field`;
          break;
        case 'strict_tuple':
          if (issue.expected === 'never') return 'there are too many arguments';
          break;
        case 'string':
          return path ? `${field} must be a string` : issue.message;
        case 'non_empty':
          return path ? `${field} must not be empty` : issue.message;
        case 'max_length':
          if (isNameOfMember(issue)) return `a name in ${parentOf(path)} must have at most ${limit} characters`;
          return path ? `${field} must have at most ${limit} characters` : issue.message;
        case 'min_entries':
          return `${field} must have at least ${limit} field`;
        case 'check':
          return issue.message;
        case 'custom':
          return `${field} ${issue.message}`;
      }
      return `${field} must be ${issue.expected ?? 'something else'}`;
    })
    .join('; ');
}

function isNameOfMember(issue: v.BaseIssue<unknown>): boolean {
  return issue.path?.at(-1)?.origin === 'key';
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function refusal(message: string): AuthError {
  return new AuthError({
    kind: 'validation',
    message,
    recoverySuggestion: 'Call the methods of the SessionClient, with the fields that the API reference names.',
  });
}
