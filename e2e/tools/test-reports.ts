import { relative } from 'node:path';

/** What a runner's JSON report says, in numbers and names. */
export interface Tally {
  readonly passed: number;
  /** What failed, by name. */
  readonly failures: readonly string[];
}

/** vitest: a file that cannot be loaded has no tests, so it is counted instead. */
export function countVitest(report: unknown): Tally {
  const { numPassedTests, testResults } = report as {
    numPassedTests: number;
    testResults: readonly {
      name: string;
      status: string;
      assertionResults: readonly { status: string; fullName: string }[];
    }[];
  };
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const file = relative('.', name);
    if (status === 'failed' && assertionResults.length === 0) return [file];
    return assertionResults
      .filter((assertion) => assertion.status === 'failed')
      .map(({ fullName }) => `${file}: ${fullName}`);
  });
  return { passed: numPassedTests, failures };
}

interface PlaywrightSuite {
  readonly title: string;
  readonly specs?: readonly { title: string; tests: readonly { projectName: string; status: string }[] }[];
  readonly suites?: readonly PlaywrightSuite[];
}

/** Playwright: `errors` are those outside of any test, such as a spec that does not compile. */
export function countPlaywright(report: unknown): Tally {
  const { stats, errors, suites } = report as {
    stats: { expected: number };
    errors: readonly { message?: string }[];
    suites: readonly PlaywrightSuite[];
  };
  const outside = errors.map(({ message = 'an error outside of any test' }) => message.split('\n', 1)[0] ?? '');
  return { passed: stats.expected, failures: [...suites.flatMap((suite) => failuresOf(suite)), ...outside] };
}

function failuresOf({ title, specs = [], suites = [] }: PlaywrightSuite, above = ''): readonly string[] {
  const failed = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ projectName }) => `[${projectName}] ${above}${title}: ${spec.title}`),
  );
  return [...failed, ...suites.flatMap((suite) => failuresOf(suite, `${above}${title}: `))];
}
