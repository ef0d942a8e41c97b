import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** What a runner's JSON report says, in numbers and names. */
export interface Tally {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly name: string;
  /** The first lines of its error, without what only a terminal understands. Empty where the report says nothing. */
  readonly why: readonly string[];
}

/** As many lines as tell what was expected and what came instead. */
const LINES = 8;

function firstLines(text: string | undefined): readonly string[] {
  const lines = stripVTControlCharacters(text ?? '').split('\n');
  return lines.filter((line) => line.trim() !== '').slice(0, LINES);
}

/** vitest: a file that cannot be loaded has no tests, so it is counted instead. */
export function countVitest(report: unknown): Tally {
  const { numPassedTests, testResults } = report as {
    numPassedTests: number;
    testResults: readonly {
      name: string;
      status: string;
      message?: string;
      assertionResults: readonly { status: string; fullName: string; failureMessages?: readonly string[] }[];
    }[];
  };
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative('.', name);
    if (status === 'failed' && assertionResults.length === 0) return [{ name: file, why: firstLines(message) }];
    return assertionResults
      .filter((assertion) => assertion.status === 'failed')
      .map(({ fullName, failureMessages }) => ({
        name: `${file}: ${fullName}`,
        why: firstLines(failureMessages?.[0]),
      }));
  });
  return { passed: numPassedTests, failures };
}

interface PlaywrightTest {
  readonly projectName: string;
  readonly status: string;
  readonly results?: readonly { readonly error?: { readonly message?: string } }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly { title: string; tests: readonly PlaywrightTest[] }[];
  readonly suites?: readonly PlaywrightSuite[];
}

/** Playwright: `errors` are those outside of any test, such as a spec that does not compile. */
export function countPlaywright(report: unknown): Tally {
  const { stats, errors, suites } = report as {
    stats: { expected: number };
    errors: readonly { message?: string }[];
    suites: readonly PlaywrightSuite[];
  };
  const outside = errors.map(({ message }) => ({ name: 'an error outside of any test', why: firstLines(message) }));
  return { passed: stats.expected, failures: [...suites.flatMap((suite) => failuresOf(suite)), ...outside] };
}

function failuresOf({ title, specs = [], suites = [] }: PlaywrightSuite, above = ''): readonly Failure[] {
  const failed = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName, results }) => ({
        name: `[${projectName}] ${above}${title}: ${spec.title}`,
        why: firstLines(results?.find(({ error }) => error)?.error?.message),
      })),
  );
  return [...failed, ...suites.flatMap((suite) => failuresOf(suite, `${above}${title}: `))];
}
