/** Backup programs that cut by content: restic and borg. Their repository lies on the same disk; there is no server. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, run } from '../run/command.ts';
import { bytesBelow } from '../run/files.ts';
import type { Repository, System } from './system.ts';
import { versionOf } from './version.ts';

/** How one of them is called. `env` holds what it keeps beside the repository, so that nothing is left behind. */
interface Words {
  readonly env: (home: string) => Readonly<Record<string, string>>;
  readonly init: (store: string) => readonly string[];
  readonly commit: (store: string, number: number) => readonly string[];
  readonly restore: (store: string, number: number) => readonly string[];
}

/** It compresses with zstd by itself ("auto", which skips what does not get smaller), and encrypts always. */
const RESTIC: Words = {
  env: (home) => ({ RESTIC_PASSWORD: 'bench', RESTIC_CACHE_DIR: join(home, 'cache') }),
  init: (store) => ['restic', '-q', '-r', store, 'init'],
  commit: (store) => ['restic', '-q', '-r', store, 'backup', '.'],
  restore: (store) => ['restic', '-q', '-r', store, 'restore', 'latest', '--target', '.'],
};

const BORG: Words = {
  env: (home) => ({
    BORG_BASE_DIR: join(home, 'cache'),
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
  }),
  init: (store) => ['borg', 'init', '-e', 'none', store],
  commit: (store, number) => ['borg', 'create', '--compression', 'zstd,3', `${store}::${number}`, '.'],
  restore: (store, number) => ['borg', 'extract', `${store}::${number}`],
};

class BackupRepository implements Repository {
  readonly own = [];
  readonly folder: string;
  readonly #store: string;
  readonly #words: Words;
  readonly #env: Readonly<Record<string, string>>;
  #number = 0;

  constructor(home: string, words: Words) {
    this.folder = join(home, 'work');
    this.#store = join(home, 'store');
    this.#words = words;
    this.#env = words.env(home);
  }

  async init(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await this.#run(this.#words.init(this.#store), this.folder);
  }

  commit(): Promise<Cost> {
    return this.#run(this.#words.commit(this.#store, ++this.#number), this.folder);
  }

  restore(to: string): Promise<Cost> {
    mkdirSync(to, { recursive: true });
    return this.#run(this.#words.restore(this.#store, this.#number), to);
  }

  stored() {
    return { client: bytesBelow(this.#store), server: 0 };
  }

  async close(): Promise<void> {}

  #run(words: readonly string[], cwd: string): Promise<Cost> {
    return run(words, { cwd, env: this.#env });
  }
}

const system = (name: string, version: string | undefined, words: Words): System => ({
  name,
  version,
  async open(home) {
    const repository = new BackupRepository(home, words);
    await repository.init();
    return repository;
  },
});

export const restic = (): System => system('restic', versionOf('restic', 'version'), RESTIC);
export const borg = (): System => system('borg', versionOf('borg', '--version'), BORG);
