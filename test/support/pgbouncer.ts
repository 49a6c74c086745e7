/** A PgBouncer between a studio and its PostgreSQL, which lends connections for one transaction at a time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** It does not run as root. */
const NOBODY = 65_534;

export class PgBouncer {
  readonly #port: number;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  private constructor(port: number, folder: string, child: ChildProcess) {
    this.#port = port;
    this.#folder = folder;
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** @param server an address of its PostgreSQL. @param size connections to each database */
  static async start(server: string, size: number): Promise<PgBouncer> {
    const { hostname, port: behind, username, password } = new URL(server);
    const folder = mkdtempSync(join(tmpdir(), 'cairn-pgbouncer-'));
    const port = await freePort();
    const users = join(folder, 'users');
    writeFileSync(users, `"${username}" "${decodeURIComponent(password)}"\n`);
    const settings = [
      ...['[databases]', `* = host=${hostname} port=${behind}`, '[pgbouncer]', 'listen_addr = 127.0.0.1'],
      ...[`listen_port = ${port}`, 'auth_type = plain', `auth_file = ${users}`, 'unix_socket_dir ='],
      ...['pool_mode = transaction', `default_pool_size = ${size}`, 'max_client_conn = 200'],
    ];
    const config = join(folder, 'config.ini');
    writeFileSync(config, `${settings.join('\n')}\n`);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      chmodSync(folder, 0o755);
      for (const file of [users, config]) chownSync(file, NOBODY, NOBODY);
    }
    const options = { stdio: 'ignore', ...(isRoot && { uid: NOBODY, gid: NOBODY }) } as const;
    const child = spawn('pgbouncer', ['-q', config], options);
    const made = new PgBouncer(port, folder, child);
    await made.#listening();
    return made;
  }

  async #listening(): Promise<void> {
    for (;;) {
      const there = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: this.#port });
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      });
      if (there) return;
      if (this.#child.exitCode !== null) throw new Error('PgBouncer did not start');
    }
  }

  /** The same database, by way of this. */
  at(database: string): string {
    const url = new URL(database);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
