import { array, boolean, check, minLength, optional, picklist, pipe, rawCheck, regex, string } from 'valibot';
import { fields } from './config-fields.js';
import { isSecure, parsePlainUrl } from './config-url.js';

const scopePart = pipe(string(), regex(/^[a-z0-9-]+$/));

/** An `AttachRule`, as far as it can be judged by itself: what says how to authorise must be there, and once. */
export const attachRule = pipe(
  fields({
    url: pipe(string(), check(isAttachUrl)),
    bearer: optional(picklist(['accessToken', 'idToken'])),
    sigv4: optional(fields({ service: scopePart, region: scopePart })),
    methods: optional(pipe(array(pipe(string(), regex(/^[A-Z]+(?:-[A-Z]+)*$/))), minLength(1))),
    overrideAuthorization: optional(boolean()),
    whenSignedOut: optional(picklist(['passThrough', 'unauthorized'])),
  }),
  rawCheck(({ dataset, addIssue }) => {
    const input: unknown = dataset.value;
    if (typeof input !== 'object' || input === null) return; // is an issue already
    const { bearer, sigv4 } = { bearer: undefined, sigv4: undefined, ...input };
    if ((bearer === undefined) !== (sigv4 === undefined)) return;
    const message =
      bearer === undefined
        ? 'is missing; it must be "accessToken" or "idToken", unless there is sigv4'
        : 'and sigv4 exclude each other: give one of them';
    addIssue({ message, path: [{ type: 'object', origin: 'key', input: { ...input }, key: 'bearer', value: bearer }] });
  }),
);

/** Dot segments are refused: the URL parser would resolve them, and the rule would cover more than it seems to. */
function isAttachUrl(text: string): boolean {
  const url = parsePlainUrl(text);
  return url !== undefined && isSecure(url) && !/\/(?:\.|%2e){1,2}(?:\/|$)/i.test(text);
}
