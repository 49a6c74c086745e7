/** Several studio processes on one PostgreSQL and one folder of chunks or one storage, behind a balancer; one by one they are killed. */
import { join } from 'node:path';
import { readConfig, type StudioConfig, type StudioOptions } from '../../../server/config.ts';
import { root } from '../../support/cache.ts';
import { environmentOf } from '../../support/environment.ts';
import { Program } from '../../support/process.ts';
import { Balancer } from './balancer.ts';

const CAIRN = join(root, 'dist', 'cairn.cjs');

export class Cluster {
  readonly config: StudioConfig;
  readonly #storage: StudioOptions;
  readonly #balancer: Balancer;
  readonly #studios: Program[] = [];
  #kills = 0;

  private constructor(config: StudioConfig, storage: StudioOptions, balancer: Balancer) {
    this.config = config;
    this.#storage = storage;
    this.#balancer = balancer;
  }

  /** @param storage where the chunks are; without options, in the folder `data` */
  static async start(
    data: string,
    database: string,
    studios: number,
    storage: StudioOptions = {},
  ): Promise<Cluster> {
    const config = readConfig({ env: {}, options: { ...storage, data, database } });
    const cluster = new Cluster(config, storage, await Balancer.start(studios));
    try {
      // All at once: they agree on who makes the tables.
      await Promise.all(Array.from({ length: studios }, (_, studio) => cluster.#serve(studio)));
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  get url(): string {
    return this.#balancer.url;
  }

  get size(): number {
    return this.#studios.length;
  }

  get kills(): number {
    return this.#kills;
  }

  /** Kills a studio and starts it again. */
  async crash(studio: number): Promise<void> {
    await this.#studios[studio]?.kill();
    this.#kills++;
    await this.#serve(studio);
  }

  /** What they have logged that is a failure of theirs. */
  failures(): string[] {
    return this.#studios.flatMap(({ stderr }) =>
      stderr.split('\n').filter((line) => line.includes('"level":50') || /^\s+at /u.test(line)),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#studios.map((studio) => studio.stop()));
    await this.#balancer.stop();
  }

  async #serve(studio: number): Promise<void> {
    const args = [CAIRN, 'studio', 'serve', '--data', this.config.data, '--port', '0'];
    const own = { CAIRN_STUDIO_DATABASE: this.config.database ?? '', CAIRN_STUDIO_LOG_LEVEL: 'error' };
    const env = { ...own, ...environmentOf(this.#storage) };
    const program = new Program(`studio ${studio}`, process.execPath, args, { env });
    this.#studios[studio] = program;
    const [, port] = await program.waitFor(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/u);
    this.#balancer.set(studio, Number(port));
  }
}
