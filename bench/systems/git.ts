/** git, and git with its large file storage, which pushes to a bare repository on the same disk. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, run, together } from '../run/command.ts';
import { bytesBelow } from '../run/files.ts';
import type { Repository, System } from './system.ts';
import { versionOf } from './version.ts';

/** Nobody's own settings count. Packing that git starts by itself must end within the step that caused it. */
const ENV = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@localhost',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@localhost',
};

/** Everything but text, as a team of artists would set it up. */
const TEXT = ['json', 'mat', 'prefab', 'anim', 'txt', 'md'];
const ATTRIBUTES = [
  '* filter=lfs diff=lfs merge=lfs -text',
  ...['.gitattributes', ...TEXT.map((kind) => `*.${kind}`)].map(
    (name) => `${name} !filter !diff !merge text=auto`,
  ),
];

class GitRepository implements Repository {
  readonly own = ['.git', '.gitattributes'];
  readonly folder: string;
  readonly #remote: string;
  readonly #large: boolean;

  constructor(home: string, large: boolean) {
    this.folder = join(home, 'work');
    this.#remote = join(home, 'remote.git');
    this.#large = large;
  }

  async init(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await this.git('init', '-q', '-b', 'main');
    await this.git('config', 'gc.autoDetach', 'false');
    if (!this.#large) return;
    await run(['git', 'init', '-q', '--bare', '-b', 'main', this.#remote], { env: ENV });
    await this.git('remote', 'add', 'origin', `file://${this.#remote}`);
    await this.git('lfs', 'install', '--local');
    writeFileSync(join(this.folder, '.gitattributes'), `${ATTRIBUTES.join('\n')}\n`);
  }

  async commit(_change: unknown, message: string): Promise<Cost> {
    const recorded = together(
      await this.git('add', '-A', '.'),
      await this.git('commit', '-q', '-m', message),
    );
    // Large files are not where others can have them before the push: it belongs to the step.
    return this.#large ? together(recorded, await this.git('push', '-q', 'origin', 'main')) : recorded;
  }

  async restore(to: string): Promise<Cost> {
    if (!this.#large) return run(['git', 'clone', '-q', this.folder, to], { env: ENV });
    const filters = ['process', 'smudge', 'clean'].flatMap((filter) => {
      return [
        '-c',
        `filter.lfs.${filter}=git-lfs ${filter === 'process' ? 'filter-process' : `${filter} -- %f`}`,
      ];
    });
    return run(['git', ...filters, 'clone', '-q', `file://${this.#remote}`, to], { env: ENV });
  }

  status(): Promise<Cost> {
    return this.git('status', '--porcelain');
  }

  pack(): Promise<Cost> {
    return this.git('gc', '-q', '--prune=now');
  }

  stored() {
    return { client: bytesBelow(join(this.folder, '.git')), server: bytesBelow(this.#remote) };
  }

  async close(): Promise<void> {}

  private git(...words: readonly string[]) {
    return run(['git', ...words], { cwd: this.folder, env: ENV });
  }
}

const system = (name: string, version: string | undefined, large: boolean): System => ({
  name,
  version,
  async open(home) {
    const repository = new GitRepository(home, large);
    await repository.init();
    return repository;
  },
});

export const git = (): System => system('git', versionOf('git', '--version'), false);
export const gitLfs = (): System => system('git-lfs', versionOf('git', 'lfs', 'version'), true);
