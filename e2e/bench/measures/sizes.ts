import { type BundleSize, bundleSize } from '../../tools/bundle-size.js';
import { workerSize as sizesOfWorker } from '../../tools/worker-size.js';
import { atMost, type Figure, type Measure, type Role } from '../measure.js';

/** Minified by esbuild and gzipped, by the code behind `npm run size`, in kB of 1000 bytes. */
const inKB = (bytes: number) => bytes / 1000;
const whole = ({ atOnce, later }: BundleSize) => inKB(atOnce.gzipped + later.gzipped);

const sized = (contender: string, role: Role, value: number, note?: string): Figure => ({
  contender,
  role,
  value,
  ...(note !== undefined && { note }),
});

const PEERS = {
  'aws-amplify (configure, signIn, fetchAuthSession)': `
    import { Amplify } from 'aws-amplify';
    Amplify.configure({ Auth: { Cognito: { userPoolId: '', userPoolClientId: '' } } });
    export { fetchAuthSession, signIn } from 'aws-amplify/auth';
  `,
  '@axa-fr/oidc-client': "export { OidcClient } from '@axa-fr/oidc-client';",
  'oidc-client-ts': "export { UserManager } from 'oidc-client-ts';",
} as const;

export const pageSize: Measure = {
  id: 'page-size',
  title: 'Page script, minified and gzipped',
  unit: 'kB',
  async run() {
    const size = await bundleSize('client/index.ts');
    const peers = await Promise.all(
      Object.entries(PEERS).map(async ([name, source]) => sized(name, 'peer', whole(await bundleSize({ source })))),
    );
    const later = `and ${inKB(size.later.gzipped).toFixed(1)} kB when they are needed`;
    const ours = sized('cognito-session-worker', 'ours', inKB(size.atOnce.gzipped), later);
    const [amplify] = peers;
    return [
      {
        what: 'page script, min+gzip',
        figures: [ours, ...peers],
        targets: [
          atMost('≤ 6 kB', ours.value, 6),
          atMost('≤ a seventh of aws-amplify’s', ours.value / (amplify?.value ?? Number.NaN), 1 / 7),
        ],
      },
    ];
  },
};

/** What a session needs of both services, and no more, as the SDK has its clients bundled small. */
const AWS_CLIENTS = `
  export {
    CognitoIdentityProviderClient, GetTokensFromRefreshTokenCommand, GlobalSignOutCommand, InitiateAuthCommand,
    RespondToAuthChallengeCommand, RevokeTokenCommand,
  } from '@aws-sdk/client-cognito-identity-provider';
  export {
    CognitoIdentityClient, GetCredentialsForIdentityCommand, GetIdCommand,
  } from '@aws-sdk/client-cognito-identity';
`;

export const workerSize: Measure = {
  id: 'worker-size',
  title: 'Worker script, minified and gzipped',
  unit: 'kB',
  async run() {
    const size = await sizesOfWorker();
    const clients = sized(
      'both AWS clients alone, `Client` + commands',
      'floor',
      whole(await bundleSize({ source: AWS_CLIENTS })),
    );
    const everything = sized('cognito-session-worker', 'ours', inKB(size.whole.gzipped));
    const atOnce = sized('cognito-session-worker', 'ours', inKB(size.atOnce.gzipped));
    return [
      {
        what: 'worker script, min+gzip, everything in it',
        figures: [everything, clients],
        targets: [atMost('≤ 60 kB', everything.value, 60)],
      },
      {
        what: 'worker script, min+gzip, evaluated before the first answer',
        figures: [atOnce],
        targets: [atMost('≤ 25 kB', atOnce.value, 25)],
      },
    ];
  },
};
