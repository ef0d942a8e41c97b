import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Puts the API reference on the branch `gh-pages` of a remote, from where GitHub Pages serves it. It says what it would
 * do, and does it only with `--push`. Nothing here changes the working tree, its index or a local branch: the commit is
 * made of `dist/docs` by way of an index of its own, on top of what the remote's branch has, and is never forced.
 *
 * `npm run docs:publish` shows, `npm run docs:publish -- --push` publishes; `--remote NAME` unless it is `origin`.
 */

const BRANCH = 'refs/heads/gh-pages';
const FOLDER = resolve('dist/docs');
const INDEX = resolve('.cache/docs-index');

const { values } = parseArgs({
  options: { push: { type: 'boolean', default: false }, remote: { type: 'string', default: 'origin' } },
});

function git(...args: string[]): string {
  const env = { ...process.env, GIT_INDEX_FILE: INDEX };
  return execFileSync('git', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** The commit that the remote's branch has, if there is such a branch. */
function published(remote: string): string | undefined {
  const [commit] = git('ls-remote', remote, BRANCH).split('\t');
  if (!commit) return undefined;
  git('fetch', '--quiet', '--no-write-fetch-head', remote, commit);
  return commit;
}

function commitOf(folder: string, parent: string | undefined): string {
  rmSync(INDEX, { force: true });
  git('--work-tree', folder, 'add', '--all', '--force', folder);
  const tree = git('write-tree');
  rmSync(INDEX, { force: true });
  if (parent !== undefined && git('rev-parse', `${parent}^{tree}`) === tree) return parent;
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const message = `API reference of ${version}, from ${git('rev-parse', '--short', 'HEAD')}`;
  return git('commit-tree', tree, '-m', message, ...(parent === undefined ? [] : ['-p', parent]));
}

if (values.push && execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' }) !== '') {
  throw new Error('There are changes that are not committed: the reference would tell of what no commit has.');
}
execFileSync('npm', ['run', '--silent', 'docs'], { stdio: 'inherit', shell: process.platform === 'win32' });
mkdirSync('.cache', { recursive: true });

const parent = published(values.remote);
const commit = commitOf(FOLDER, parent);
if (commit === parent) {
  console.log(`${values.remote} has this reference already.`);
} else {
  console.log(git('show', '--format=%s', '--shortstat', commit));
  if (values.push) git('push', values.remote, `${commit}:${BRANCH}`);
  console.log(
    values.push
      ? `Pushed ${commit} to ${BRANCH} of ${values.remote}.`
      : `Nothing is pushed yet: npm run docs:publish -- --push would push ${commit} to ${BRANCH} of ${values.remote}.`,
  );
}
