import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';
import { leanSchemas } from './lean-schemas.js';

/**
 * What the worker evaluates when it is first used, if ever, each group as a whole: modules that export functions only, none of
 * which the worker calls before its first answer.
 */
export const ON_FIRST_USE: readonly (readonly string[])[] = [
  [
    'sw/cognito/account.ts',
    'sw/cognito/account-flows.ts',
    'sw/cognito/devices.ts',
    'sw/cognito/identity-pool.ts',
    'sw/cognito/mfa.ts',
    'sw/cognito/user-pool.ts',
  ],
  ['sw/gateway/authorized-fetch.ts'],
  ['sw/managed-login/managed-login.ts'],
  ['sw/session/changes.ts', 'sw/session/seal-changes.ts'],
  ['sw/session/errors.ts'],
  ['sw/session/credential-renewal.ts', 'sw/session/revocation.ts', 'sw/session/token-renewal.ts'],
  [
    'sw/session/access-token.ts',
    'sw/session/account.ts',
    'sw/session/account-flows.ts',
    'sw/session/delete-user.ts',
    'sw/session/devices.ts',
    'sw/session/establish.ts',
    'sw/session/federation.ts',
    'sw/session/mfa.ts',
    'sw/session/redirect-sign-in.ts',
    'sw/session/sign-in.ts',
    'sw/session/sign-out.ts',
  ],
  ['sw/session/jwt.ts'],
  ['sw/config-schema.ts', 'sw/rpc/refuse-installation.ts'],
  ['sw/rpc/arguments.ts'],
];

/** A script in the making: its first module, and all others by their paths. */
export interface Parts {
  readonly entry: string;
  readonly modules: ReadonlyMap<string, string>;
}

const NAMESPACE = 'on-first-use';

/** Stands around an `import()` in what {@link splitAtFirstUse} makes, until {@link joinParts} makes a call of it. */
const MARK = '__ON_FIRST_USE__';

/** As esbuild writes it, with a comment perhaps. */
const MARKED_IMPORT = new RegExp(`${MARK}\\(import\\(("[^"]+")\\)\\)`, 'g');

const GROUP = 'first-use-of:';

/**
 * Bundles what `options` has for an entry into parts, so that the modules of {@link ON_FIRST_USE}, and whatever only they
 * import, are apart from what is evaluated at once. Undefined if the entry imports none of them.
 *
 * A service worker may not `import()`, and where a bundler inlines that call whoever makes it has to wait. So each of these
 * modules is replaced by one with functions of the same names that evaluate it when they are first called, at once: what
 * `import defer` will do (https://github.com/tc39/proposal-defer-import-eval). The functions' callers know nothing of it.
 */
export async function splitAtFirstUse(options: BuildOptions, root: string): Promise<Parts | undefined> {
  let isSplit = false;
  const groups = ON_FIRST_USE.map((modules) => modules.map((module) => resolve(root, module)));
  const isOnFirstUse = (path: string) => groups.some((modules) => modules.includes(path));
  const replacing: Plugin = {
    name: NAMESPACE,
    setup({ onLoad, onResolve, ...esbuild }) {
      onResolve({ filter: /\.js$/ }, async ({ path, resolveDir, kind, pluginData, importer }) => {
        if (kind !== 'import-statement' || pluginData === NAMESPACE) return undefined;
        if (isOnFirstUse(importer)) return undefined; // itself evaluated late: it may have the module at once

        const resolved = await esbuild.resolve(path, { resolveDir, kind, pluginData: NAMESPACE });
        return isOnFirstUse(resolved.path) ? { path: resolved.path, namespace: NAMESPACE } : undefined;
      });
      onResolve({ filter: new RegExp(`^${GROUP}`) }, ({ path }) => ({ path, namespace: GROUP }));
      onLoad({ filter: /./, namespace: GROUP }, async ({ path }) => {
        const modules = groups[Number(path.slice(GROUP.length))] ?? [];
        const exports = modules.map(async (module, number) => {
          const names = (await functionsOf(module)).map((name, index) => `${name} as ${shortName(number, index)}`);
          return `export { ${names.join(', ')} } from ${JSON.stringify(module)};`;
        });
        return { contents: (await Promise.all(exports)).join('\n'), resolveDir: root };
      });
      onLoad({ filter: /./, namespace: NAMESPACE }, async ({ path }) => {
        isSplit = true;
        const group = groups.findIndex((modules) => modules.includes(path));
        const number = groups[group]?.indexOf(path) ?? 0;
        const functions = (await functionsOf(path)).map(
          (name, index) =>
            `export const ${name} = (...args) => ${MARK}(import("${GROUP}${group}")).${shortName(number, index)}(...args);`,
        );
        return { contents: functions.join('\n'), resolveDir: root };
      });
    },
  };
  const { outputFiles = [], metafile } = await build({
    ...options,
    absWorkingDir: root,
    plugins: [replacing, leanSchemas()],
    format: 'esm',
    splitting: true,
    minifyIdentifiers: true, // so that what the parts have of each other has short names
    outdir: 'parts',
    write: false,
    metafile: true,
  });
  if (!isSplit) return undefined;
  // The entry alone has been asked for; every other output that comes from one file comes from an `import()`.
  const modules = withoutFacades(new Map(outputFiles.map(({ path, text }) => [path, text])));
  const imported = new Set(
    Object.values(metafile?.outputs ?? {}).flatMap(({ imports }) => imports.map(({ path }) => resolve(root, path))),
  );
  const entry = [...modules.keys()].find((path) => !imported.has(path));
  if (entry === undefined) throw new Error('The bundle has no entry.');
  return { entry, modules };
}

export interface JoinOptions {
  readonly format: 'iife' | 'esm';
  /** Leaves out the other parts, to see how much that is. */
  readonly only?: 'evaluated at once';
  /** The name of a global function to be called with the name of each other part, when it is evaluated. */
  readonly report?: string;
}

/** Makes one script of the parts. */
export function joinParts(
  { entry, modules }: Parts,
  { format, only, report }: JoinOptions,
): Promise<BuildResult<{ write: false; metafile: true }>> {
  const atOnce = importedBy(entry, modules);
  const joining: Plugin = {
    name: 'join-parts',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /./ }, ({ path, resolveDir, kind }) => ({
        path: kind === 'entry-point' ? path : resolve(resolveDir, path),
        namespace: NAMESPACE,
      }));
      onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => {
        const source = withCalls(modules.get(path) ?? '');
        const isLate = !atOnce.has(path);
        const isLeftOut = isLate && only !== undefined;
        const late = (specifier: string) => !atOnce.has(resolve(path, '..', specifier));
        const contents = isLeftOut
          ? 'export const load = undefined;'
          : isLate
            ? asFunction(source, late, report && `${report}(${JSON.stringify(basename(path))});`)
            : source;
        return { contents, resolveDir: resolve(path, '..') };
      });
    },
  };
  return build({
    entryPoints: [entry],
    plugins: [joining],
    bundle: true,
    format,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
    write: false,
    metafile: true,
  });
}

/** As esbuild writes them when it is not to minify white space. */
const IMPORT = /^import (?:\{([^}]*)\} from )?"([^"]+)";$/gm;
const EXPORT = /^export \{([^}]*)\};$/gm;

/** The parts that are evaluated together with one. */
function importedBy(path: string, modules: Parts['modules'], found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, , specifier = ''] of (modules.get(path) ?? '').matchAll(IMPORT)) {
    importedBy(resolve(path, '..', specifier), modules, found);
  }
  return found;
}

/** As esbuild writes a marked `import()` and what is called of it. */
const MARKED_CALL = new RegExp(`${MARK}\\(import\\(("[^"]+")\\)\\)\\.(\\w+)`, 'g');

/**
 * Where a group's functions are in a part that others need as well, its own part has nothing but their names for it: then the
 * functions are called in the other part.
 */
function withoutFacades(modules: Parts['modules']): Map<string, string> {
  const forward = (path: string, specifier: string, name: string): readonly [specifier: string, name: string] => {
    const source = modules.get(resolve(path, '..', specifier)) ?? '';
    const [imported, another] = [...source.matchAll(IMPORT)].filter(([, names]) => names !== undefined);
    const [exported] = source.matchAll(EXPORT);
    const rest = source
      .replaceAll(IMPORT, '')
      .replaceAll(EXPORT, '')
      .replaceAll(/^\/\/.*$/gm, '');
    if (!imported?.[1] || !exported?.[1] || another || rest.trim() !== '') return [specifier, name];
    const local = namesIn(exported[1]).find(([, outer]) => outer === name)?.[0];
    const [there] = namesIn(imported[1]).find(([, inner]) => inner === local) ?? [];
    return there === undefined ? [specifier, name] : [imported[2] as string, there];
  };
  return new Map(
    [...modules].map(([path, source]) => [
      path,
      source.replaceAll(MARKED_CALL, (_, quoted: string, name: string) => {
        const [specifier, there] = forward(path, JSON.parse(quoted), name);
        return `${MARK}(import(${JSON.stringify(specifier)})).${there}`;
      }),
    ]),
  );
}

/** `a as b, c` as the pairs of `a` and `b`, and of `c` and itself. */
function namesIn(list: string): (readonly [from: string, to: string])[] {
  return list.split(',').map((item) => {
    const [from = '', to = from] = item.trim().split(' as ');
    return [from, to];
  });
}

/** The marked `import()`s as calls of what {@link asFunction} has made of their parts. */
function withCalls(source: string): string {
  const imports: string[] = [];
  const calling = source.replaceAll(MARKED_IMPORT, (_, specifier: string) => {
    const name = `late${imports.length}`;
    imports.push(`import { load as ${name} } from ${specifier};\n`);
    return `${name}()`;
  });
  return imports.join('') + calling;
}

/**
 * A part as a module that evaluates it in a function, `load`, once, and answers its exports. What it imports of parts that are
 * evaluated at once stays an import; other such parts are evaluated by it.
 */
function asFunction(source: string, isLate: (specifier: string) => boolean, first = ''): string {
  const imports: string[] = [];
  const loads: string[] = [];
  const body = source
    .replaceAll(IMPORT, (statement: string, names: string | undefined, specifier: string) => {
      // Calls of `load` that are imported already are for whoever makes them.
      if (!isLate(specifier) || /^\s*load as /.test(names ?? '')) imports.push(statement);
      else if (names !== undefined) {
        const name = `part${loads.length}`;
        imports.push(`import { load as ${name} } from "${specifier}";`);
        loads.push(`const {${names.replaceAll(' as ', ': ')}} = ${name}();`);
      }
      return '';
    })
    .replaceAll(EXPORT, (_, names: string) => `return {${names.replaceAll(/([\w$]+) as ([\w$]+)/g, '$2: $1')}};`);
  return `${imports.join('\n')}
let exports;
export const load = () => exports ??= (() => {
${first}
${loads.join('\n')}
${body}
})();
`;
}

/** What a function of a group is called within the script: minifiers leave the names of properties alone. */
const shortName = (module: number, index: number) => `f${module}_${index}`;

/** The names that a module exports, each of a function: of anything else there would have to be a value at once. */
async function functionsOf(path: string): Promise<string[]> {
  const source = await readFile(path, 'utf8');
  const exported = [...source.matchAll(/^export (?!type |interface |declare )(.*)$/gm)].map(([, rest = '']) => rest);
  return exported.map((declaration) => {
    const [, name] = /^(?:(?:async )?function|const) (\w+)(?:[(<]| = (?:async )?\()/.exec(declaration) ?? [];
    if (name === undefined) throw new Error(`${path} exports more than functions: ${declaration}`);
    return name;
  });
}
