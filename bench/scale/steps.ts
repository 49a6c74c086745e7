/** What is measured at one size, step by step. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fillProject } from './fill-project.ts';
import { fillStudio, type MadeStudio } from './fill-studio.ts';
import type { Task } from './member.ts';
import { memoryOf, processorOf, resetPeak } from './meter.ts';
import { pullAtOnce } from './pulls.ts';
import { idOf, Shape } from './shape.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const MB = 1e6;

type Measures = Record<string, number>;

export interface SizeResult {
  readonly assets: number;
  readonly steps: Readonly<Record<string, Measures>>;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function startStudio(data: string): Promise<{ pid: number; url: string; stop: () => Promise<void> }> {
  const words = [join(ROOT, 'server', 'main.ts'), 'serve', '--data', data, '--port', '0'];
  const env = { ...process.env, CAIRN_STUDIO_LOG_LEVEL: 'silent' };
  const studio = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void studio.kill('SIGKILL');
  process.once('exit', kill);
  const [said] = (await once(studio.stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(String(said)) as { url: string };
  const stop = async () => {
    process.off('exit', kill);
    const ended = once(studio, 'exit');
    studio.kill('SIGTERM');
    await ended;
  };
  return { pid: studio.pid ?? 0, url, stop };
}

/** Runs one member's work in a process of its own. */
async function member(task: Task): Promise<Record<string, unknown>> {
  const words = ['--expose-gc', join(import.meta.dirname, 'member.ts'), JSON.stringify(task)];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('exit', kill);
  if (code !== 0) throw new Error(`${task.work} ended with ${code}`);
  return JSON.parse(said) as Record<string, unknown>;
}

export async function measureSize(
  home: string,
  assets: number,
  only: readonly string[],
): Promise<SizeResult> {
  const size = await Size.make(home, assets);
  try {
    for (const [name, step] of Object.entries(STEPS)) {
      if (only.length > 0 && !only.includes(name) && name !== 'first pull') continue;
      await step(size);
    }
  } finally {
    await size.stop();
  }
  return { assets, steps: size.steps };
}

class Size {
  readonly assets: number;
  readonly steps: Record<string, Measures> = {};
  readonly shape: Shape;
  readonly made: MadeStudio;
  readonly #home: string;
  readonly #studio: { pid: number; url: string; stop: () => Promise<void> };
  #next = 0;

  private constructor(
    home: string,
    made: MadeStudio,
    assets: number,
    studio: { pid: number; url: string; stop: () => Promise<void> },
  ) {
    this.#home = home;
    this.assets = assets;
    this.made = made;
    this.shape = new Shape(assets, made.people);
    this.#studio = studio;
  }

  static async make(home: string, assets: number): Promise<Size> {
    const data = join(home, 'studio');
    const known = join(home, 'made.json');
    if (!existsSync(known)) {
      const started = performance.now();
      const made = await fillStudio(data, assets);
      await fillProject(join(home, 'ann'), new Shape(assets, made.people), {
        ...{ projectId: made.projectId, userId: made.people.ann, userName: 'ann', head: made.head },
        members: [
          { userId: made.people.ann, name: 'ann', role: 'Admin' },
          { userId: made.people.ben, name: 'ben', role: 'Artist' },
        ],
      });
      writeFileSync(known, JSON.stringify(made));
      say(`${assets} assets made in ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const made = JSON.parse(readFileSync(known, 'utf8')) as MadeStudio;
    const bytes = (file: string) => statSync(file).size / MB;
    const size = new Size(home, made, assets, await startStudio(data));
    size.steps.made = {
      'studio MB': bytes(join(data, 'studio.sqlite')),
      'project file MB': bytes(join(home, 'ann', '.cairn', 'film.clst')),
    };
    return size;
  }

  stop(): Promise<void> {
    return this.#studio.stop();
  }

  get url(): string {
    return this.#studio.url;
  }

  /** What `work` costs the studio is noted beside what it answers. */
  async step(name: string, work: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const { pid } = this.#studio;
    resetPeak(pid);
    const [memory, cpu] = [memoryOf(pid).now, processorOf(pid)];
    const answer = await work();
    const measures: Measures = {};
    const note = (label: string, key: string, unit = 1) => {
      if (typeof answer[key] === 'number') measures[label] = answer[key] / unit;
    };
    note('seconds', 'seconds');
    note('processor seconds, engine', 'cpu');
    measures['processor seconds, studio'] = processorOf(pid) - cpu;
    note('memory above before, engine MB', 'memory', MB);
    measures['memory above before, studio MB'] = (memoryOf(pid).peak - memory) / MB;
    measures['memory in all, studio MB'] = memoryOf(pid).peak / MB;
    note('requests', 'requests');
    note('kB up', 'up', 1000);
    note('kB down', 'down', 1000);
    for (const key of [
      'pushed',
      'pulled',
      'found',
      'assets',
      'listingSeconds',
      'rowsPerSecond',
      'stands',
      'stops',
    ])
      note(key, key);
    this.steps[name] = measures;
    say(`${name}: ${JSON.stringify(answer)}`);
    if (answer.outcome !== undefined && answer.outcome !== 'done')
      throw new Error(`${name}: ${answer.outcome}`);
    return answer;
  }

  sync(who: 'ann' | 'ben', more: Partial<Task> = {}): Promise<Record<string, unknown>> {
    return member({ work: 'sync', ...this.#as(who), ...more });
  }

  other(
    work: Task['work'],
    who: 'ann' | 'ben' | 'cas',
    more: Partial<Task> = {},
  ): Promise<Record<string, unknown>> {
    return member({ work, ...this.#as(who), ...more });
  }

  #as(who: 'ann' | 'ben' | 'cas') {
    return {
      folder: join(this.#home, who),
      url: this.url,
      token: who === 'cas' ? '' : this.made.tokens[who],
    };
  }

  has(who: string): boolean {
    return existsSync(join(this.#home, who));
  }

  /** Makes contents and names that no other sync makes. */
  get seed(): number {
    return Date.now() + this.#next++;
  }

  /** `count` assets of nobody's that were not changed before, spread over the project. */
  resources(count: number): number[] {
    const every = Math.floor(this.assets / count / 10) * 10;
    const at = 10 * this.#next++ + 2;
    // In all collections alike, those of the library too.
    const aside = every >= 2_000 ? 100 : 0;
    const of = (index: number) => index * every + (index % 20) * aside + at;
    return Array.from({ length: count }, (_, index) => of(index) % this.assets);
  }

  /** Tasks of the artist. */
  tasks(count: number): number[] {
    const { taskEvery } = this.shape;
    const from = this.#next++ * 50;
    return Array.from({ length: count }, (_, index) => ((from + index) * taskEvery) % this.assets);
  }
}

const STEPS: Record<string, (size: Size) => Promise<void>> = {
  'first pull': async (size) => {
    if (size.has('ben')) return;
    await size.step('first pull', async () => {
      const answer = await size.other('clone', 'ben');
      return { ...answer, rowsPerSecond: size.shape.rows / (answer.seconds as number) };
    });
  },
  'no-op': async (size) => {
    // The first one of a project file looks at everything that is visible.
    for (const who of ['ben', 'ann'] as const) await size.sync(who);
    await size.step('no-op sync', () => size.sync('ben'));
    await size.step('no-op sync, ann', () => size.sync('ann'));
  },
  changes: async (size) => {
    await size.step('100 changes sent', () =>
      size.sync('ann', { change: size.resources(100), seed: size.seed }),
    );
    await size.step('100 changes received', () => size.sync('ben'));
    await size.step('100 changes of an artist sent', () =>
      size.sync('ben', { change: size.tasks(100), seed: size.seed }),
    );
    await size.sync('ann', { change: size.resources(100), seed: size.seed });
    await size.step('100 changes both ways', () =>
      size.sync('ben', { change: size.tasks(100), seed: size.seed }),
    );
    await size.sync('ann');
  },
  share: async (size) => {
    await size.sync('ann', { share: [idOf(4, 7)] });
    await size.step('a collection of 100 shared', () => size.sync('ben'));
  },
  pulls: async (size) => {
    const token = size.made.tokens.ben;
    await size.step('40 pages pulled by 1', () => pullAtOnce(size.url, size.made.projectId, token, 1, 40));
    await size.step('40 pages each pulled by 16', () =>
      pullAtOnce(size.url, size.made.projectId, token, 16, 40),
    );
  },
  reconcile: async (size) => {
    for (const conflicts of [0, 100, 10_000]) {
      const task = { assets: size.assets, staged: 10_000, conflicts };
      await size.step(`reconcile 10,000, ${conflicts} conflicts`, () => size.other('reconcile', 'ann', task));
    }
  },
  apply: async (size) => {
    const { people } = size.made;
    await size.step('first pull applied', () => size.other('apply', 'cas', { assets: size.assets, people }));
  },
  status: async (size) => {
    await size.step('status', () => size.other('status', 'ann'));
  },
};
