import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Compiles every example that the documentation shows, as a module of its own, against the sources: the `ts` and `tsx`
 * blocks of README.md and each `@example` of the shipped folders. `npm run examples`.
 */

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDERS = ['shared', 'client', 'sw', 'bin'];

/** What an example may take for granted, beside what it imports: the client that `registerSessionWorker` resolved with. */
const GIVEN = `
declare const auth: import('cognito-session-worker').SessionClient;
declare module '*.json' {
  const contents: Record<string, unknown>;
  export default contents;
}
`;

/** The package's entries, by their sources. */
const PATHS = {
  'cognito-session-worker': ['./client/index.ts'],
  'cognito-session-worker/amplify': ['./client/amplify/index.ts'],
  'cognito-session-worker/aws-sdk': ['./client/aws-sdk/index.ts'],
  'cognito-session-worker/vite': ['./bin/vite/index.ts'],
  'cognito-session-worker/react': ['./client/react/index.ts'],
  'cognito-session-worker/worker': ['./sw/index.ts'],
  'cognito-session-worker/server': ['./sw/server/index.ts'],
};

interface Example {
  /** The file that shows it. */
  readonly shownIn: string;
  /** Where the compiler finds it: beside that file, so that relative imports mean the same. */
  readonly path: string;
  /** The file's text with everything but the example blanked out, so that lines and columns are the file's own. */
  readonly text: string;
}

const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ');

function exampleOf(shownIn: string, text: string, start: number, code: string, index: number): Example {
  const path = join(dirname(shownIn), `${shownIn.replace(/.*[\\/]/, '')}.example-${index}.tsx`);
  // Without a statement of its own an example would be a script, and its names everybody's.
  return { shownIn, path, text: `${blank(text.slice(0, start))}${code}\nexport {};\n` };
}

function examplesOfMarkdown(shownIn: string, text: string): Example[] {
  return [...text.matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)].map((match, index) => {
    const [block, code = ''] = match;
    return exampleOf(shownIn, text, match.index + block.indexOf('\n') + 1, code, index + 1);
  });
}

/** An `@example` goes on to the next tag or the comment's end; a fence in it is optional, as TypeDoc has it. */
function examplesOfSource(shownIn: string, text: string): Example[] {
  return [...text.matchAll(/^ *\* @example\b.*\n((?: *\*(?! @|\/).*\n)*)/gm)].map((match, index) => {
    const [block, lines = ''] = match;
    const parts = lines.replaceAll(/^ *\*/gm, blank).split(/^( *```.*\n)/m);
    // Around fences, the first of which opens, there may be prose.
    const code = parts.map((part, n) => (parts.length === 1 || n % 4 === 2 ? part : blank(part))).join('');
    return exampleOf(shownIn, text, match.index + block.length - lines.length, code, index + 1);
  });
}

function readExamples(): Example[] {
  const readme = join(PROJECT, 'README.md');
  const sources = FOLDERS.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => join(PROJECT, folder, name)),
  );
  return [
    ...examplesOfMarkdown(readme, readFileSync(readme, 'utf8')),
    ...sources.flatMap((file) => examplesOfSource(file, readFileSync(file, 'utf8'))),
  ];
}

/** Examples for a server are Node's. */
function isForServer({ shownIn, text }: Example): boolean {
  return shownIn.startsWith(join(PROJECT, 'sw', 'server')) || text.includes("from 'cognito-session-worker/server'");
}

/** Examples for the worker's script see a worker's globals, all others a page's. */
function isForWorker({ shownIn, text }: Example): boolean {
  return shownIn.startsWith(join(PROJECT, 'sw')) || text.includes("from 'cognito-session-worker/worker'");
}

function compile(
  examples: readonly Example[],
  lib: readonly string[],
  types: readonly string[] = [],
): readonly ts.Diagnostic[] {
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      lib,
      types,
      paths: PATHS,
      jsx: 'react-jsx',
      composite: false,
      declaration: false,
      noEmit: true,
      // An example need not use what it shows, and its sources are checked with their own settings elsewhere.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    PROJECT,
  );
  const virtual = new Map(examples.map(({ path, text }) => [resolve(path), text]));
  virtual.set(join(PROJECT, 'given.example.d.ts'), GIVEN);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => virtual.has(resolve(path)) || fileExists(path);
  host.readFile = (path) => virtual.get(resolve(path)) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = virtual.get(resolve(path));
    return text === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram([...virtual.keys()], options, host);
  return [...virtual.keys()].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
}

const examples = readExamples();
const server = examples.filter(isForServer);
const worker = examples.filter((example) => !server.includes(example) && isForWorker(example));
const page = examples.filter((example) => !server.includes(example) && !worker.includes(example));
const problems = [
  ...compile(page, ['ES2023', 'DOM', 'DOM.Iterable']),
  ...compile(worker, ['ES2023', 'WebWorker']),
  ...compile(server, ['ES2023', 'WebWorker'], ['node']),
];

for (const { file, start, messageText } of problems) {
  const shownIn = examples.find(({ path }) => file !== undefined && resolve(path) === resolve(file.fileName))?.shownIn;
  const position = file && start !== undefined ? ts.getLineAndCharacterOfPosition(file, start) : undefined;
  const where = position ? `:${position.line + 1}:${position.character + 1}` : '';
  const name = relative(PROJECT, shownIn ?? file?.fileName ?? 'tsconfig.json');
  console.error(`${name}${where} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
console.log(`${examples.length} examples, ${problems.length} problems`);
process.exitCode = problems.length > 0 || examples.length === 0 ? 1 : 0;
