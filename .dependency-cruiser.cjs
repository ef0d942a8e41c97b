/** Unit tests, and what they are built from, stand beside the code but are not shipped. */
const TESTS = '\\.test\\.ts$|/testing/';

/**
 * The directions in which the folders may import each other: DESIGN.md section 2.
 * @type {import('dependency-cruiser').IConfiguration}
 */
module.exports = {
  forbidden: [
    {
      name: 'shared-stands-alone',
      comment: 'shared/ is the wire contract: it imports nothing, not even a package.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TESTS },
      to: { pathNot: '^shared/' },
    },
    {
      name: 'page-knows-no-worker',
      comment: 'client/ runs in pages: nothing of the worker, which may hold a token, belongs in their bundle.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^sw/' },
    },
    {
      name: 'worker-knows-no-page',
      severity: 'error',
      from: { path: '^sw/' },
      to: { path: '^client/' },
    },
    {
      name: 'adapters-stand-apart',
      comment: 'A folder of client/ is an entry of its own: nobody pays for an adapter to what they do not use.',
      severity: 'error',
      from: { path: '^client/([^/]+)/', pathNot: TESTS },
      to: { path: '^client/[^/]+/', pathNot: '^client/$1/' },
    },
    {
      name: 'page-needs-no-adapter',
      severity: 'error',
      from: { path: '^client/[^/]+$', pathNot: TESTS },
      to: { path: '^client/[^/]+/' },
    },
    {
      name: 'adapters-alone-know-their-hosts',
      comment: 'React is a peer of its adapter alone: an app without it must be able to bundle everything else.',
      severity: 'error',
      from: { path: '^(shared|sw|client)/', pathNot: ['^client/react/', TESTS] },
      to: { path: '(^|/)node_modules/react(-dom)?/' },
    },
    {
      name: 'server-stands-alone',
      comment:
        "sw/server runs on a server: it serves the worker's script, and shares with the worker only the contract.",
      severity: 'error',
      from: { path: '^sw/server/', pathNot: TESTS },
      to: { pathNot: '^(sw/server|shared)/' },
    },
    {
      name: 'worker-knows-no-server',
      comment: "What derives keys from the server's secret belongs in no bundle that a browser gets.",
      severity: 'error',
      from: { path: '^(sw|client|shared)/', pathNot: '^sw/server/' },
      to: { path: '^sw/server/' },
    },
    {
      name: 'pages-know-neither-aws-sdk-nor-amplify',
      comment: 'Their adapters need no more than the shapes of what they hand out: no version of theirs is asked for.',
      severity: 'error',
      from: { path: '^(shared|client)/', pathNot: TESTS },
      to: { path: '(^|/)node_modules/(aws-amplify|@aws-amplify|@aws-sdk|@smithy)/' },
    },
    {
      name: 'session-domain-is-pure',
      comment:
        'sw/session is given its clock, store, lock and network: it imports only itself, shared/ and the JWT reader.',
      severity: 'error',
      from: { path: '^sw/session/', pathNot: TESTS },
      to: { pathNot: ['^(sw/session|shared)/', '(^|/)node_modules/jose/'] },
    },
    {
      name: 'command-stands-alone',
      comment: 'bin/ runs in Node, the command with nothing but Node: it copies what the build has made of sw/.',
      severity: 'error',
      from: { path: '^bin/', pathNot: ['^bin/vite/', TESTS] },
      to: { pathNot: '^bin/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'vite-plugin-knows-vite-alone',
      severity: 'error',
      from: { path: '^bin/vite/', pathNot: TESTS },
      to: { pathNot: ['^bin/vite/', '(^|/)node_modules/vite/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'product-knows-no-tests',
      comment: 'What is shipped imports nothing of the tests, the local Cognito or the demo.',
      severity: 'error',
      from: { path: '^(shared|sw|client|bin)/' },
      to: { path: '^(e2e|public)/' },
    },
    {
      name: 'shipped-code-uses-dependencies-only',
      comment: 'A devDependency is not there when the package is installed, unless it is a peer as well.',
      severity: 'error',
      from: { path: '^(shared|sw|client)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'core'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or three. Types alone may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
