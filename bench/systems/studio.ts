/** A studio of Cairn on this machine, as a program of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run/command.ts';

const PASSWORD = 'a password for benchmarks';

export class Studio {
  readonly #home: string;
  readonly #dist: string;
  #process: ChildProcess | undefined;
  #port = 0;

  /** @param dist the folder with Cairn's bundles */
  constructor(home: string, dist: string) {
    this.#home = home;
    this.#dist = dist;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get data(): string {
    return join(this.#home, 'studio');
  }

  /** The environment of a member's command line, who has signed in to this studio. */
  get env(): Readonly<Record<string, string>> {
    return { CAIRN_CONFIG_DIR: join(this.#home, 'config'), CAIRN_PASSWORD: PASSWORD };
  }

  /** The words that start Cairn's command line. */
  get cairn(): readonly string[] {
    return [process.execPath, join(this.#dist, 'cairn.cjs'), '--json'];
  }

  async start(): Promise<void> {
    mkdirSync(this.#home, { recursive: true });
    const words = [join(this.#dist, 'cairn.cjs'), 'studio', 'serve', '--data', this.data, '--port', '0'];
    const studio = spawn(process.execPath, words, { cwd: this.#home, stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', () => studio.kill('SIGKILL'));
    this.#process = studio;
    this.#port = await portOf(studio);
    await this.run('studio', 'user', 'add', 'ada', '--admin', '--data', this.data);
    await this.login(this.url);
  }

  /** Signs in under another address of the same studio: a slower way to it. */
  async login(url: string): Promise<void> {
    await this.run('login', url, '--user', 'ada');
  }

  run(...words: readonly string[]) {
    return run([...this.cairn, ...words], { cwd: this.#home, env: this.env });
  }

  async stop(): Promise<void> {
    const studio = this.#process;
    if (!studio || studio.exitCode !== null) return;
    const ended = once(studio, 'exit');
    studio.kill('SIGTERM');
    await ended;
  }
}

/** Waits until the studio says where it listens. */
function portOf(studio: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: string): void => {
      said = `${said}${text}`.slice(-20_000);
      const port = /"url":\s*"http:\/\/[^"]*:(\d+)/u.exec(said)?.[1];
      if (port) resolve(Number(port));
    };
    studio.stdout?.setEncoding('utf8').on('data', hear);
    studio.stderr?.setEncoding('utf8').on('data', hear);
    studio.once('exit', (code) => reject(new Error(`The studio ended with ${code}:\n${said}`)));
    studio.once('error', reject);
  });
}
