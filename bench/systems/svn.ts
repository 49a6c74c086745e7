/** Subversion with its repository on the same disk: a commit is a push. */
import { join } from 'node:path';
import { type Cost, run, together } from '../run/command.ts';
import { bytesBelow } from '../run/files.ts';
import type { Repository, System } from './system.ts';
import { versionOf } from './version.ts';

class SvnRepository implements Repository {
  readonly own = ['.svn'];
  readonly folder: string;
  readonly #server: string;

  constructor(home: string) {
    this.folder = join(home, 'work');
    this.#server = join(home, 'server');
  }

  async init(): Promise<void> {
    await run(['svnadmin', 'create', this.#server]);
    await run(['svn', 'checkout', '-q', `file://${this.#server}`, this.folder]);
  }

  async commit(_change: unknown, message: string): Promise<Cost> {
    const added = await this.#svn('add', '-q', '--force', '--no-ignore', '.');
    return together(added, await this.#svn('commit', '-q', '-m', message));
  }

  restore(to: string): Promise<Cost> {
    return run(['svn', 'export', '-q', '--force', `file://${this.#server}`, to]);
  }

  status(): Promise<Cost> {
    return this.#svn('status', '-q');
  }

  stored() {
    return { client: bytesBelow(join(this.folder, '.svn')), server: bytesBelow(this.#server) };
  }

  async close(): Promise<void> {}

  #svn(...words: readonly string[]) {
    return run(['svn', ...words], { cwd: this.folder });
  }
}

export const svn = (): System => ({
  name: 'svn',
  version: versionOf('svnadmin', '--version') && versionOf('svn', '--version', '-q'),
  async open(home) {
    const repository = new SvnRepository(home);
    await repository.init();
    return repository;
  },
});
