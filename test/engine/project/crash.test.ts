/** Processes that die while they write, collect, compact or export: what was acknowledged is there, and all of it whole. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuid } from 'uuid';
import type { ActionContext } from '../../../engine/actions/context.ts';
import { collectGarbage } from '../../../engine/actions/gc.ts';
import { verify } from '../../../engine/actions/verify.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { Project } from '../../../engine/project/project.ts';
import { loadSqlite } from '../../../native/sqlite.ts';
import { seeded } from '../../support/content.ts';
import { assertWhole } from '../../support/history.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

const WORKER = fileURLToPath(new URL('../../support/store-worker.ts', import.meta.url));
const KILLS = 5;
/** What is done, how often it is killed, and within which time of its first sign of work, in milliseconds. */
const MODES = [
  ['write', KILLS, 150],
  ['gc', KILLS, 150],
  ['export', KILLS, 150],
  ['record', 3, 700],
] as const;

describe('a project file whose processes', function () {
  this.timeout(60_000);
  const root = useTempFolder();
  const folder = () => join(root(), 'film');
  const running: ChildProcess[] = [];
  beforeEach(async () => {
    mkdirSync(join(root(), 'out'));
    (await Project.create(folder(), 'film', uuid())).close();
  });
  afterEach(() => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
  });

  /** Runs to its end, or until `killAfter` ms behind its first line. @returns hashes of the versions it acknowledged. */
  async function work(mode: string, name: string, rounds: number, killAfter?: number): Promise<string[]> {
    const args = [WORKER, folder(), name, mode, String(rounds)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.push(child);
    let [text, errors] = ['', ''];
    let timer: NodeJS.Timeout | undefined;
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      errors += part;
    });
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (killAfter !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), killAfter);
    });
    const code = await new Promise((done) => child.on('close', done));
    clearTimeout(timer);
    if (killAfter === undefined) assert.equal(code, 0, errors);
    else assert.equal(child.signalCode, 'SIGKILL', errors);
    return text.split('\n').flatMap((line) => (line.startsWith('made ') ? [line.slice(5)] : []));
  }

  /** Nothing amiss, and these versions are here. */
  async function check(made: readonly string[]): Promise<void> {
    const project = await Project.open(folder());
    try {
      const context: ActionContext = {
        project,
        ports: testPorts(),
        content: new ContentPool(),
        withStudio: () => assert.fail('no studio here'),
      };
      assert.deepEqual((await verify(context, false, {})).problems, []);
      await assertWhole(project);
      const here = project.checkpoints.all().filter(({ manifest }) => project.chunks.has(manifest));
      const hashes = new Set(here.map(({ contentHash }) => contentHash));
      for (const hash of made) assert.ok(hashes.has(hash), `${hash} is lost`);
    } finally {
      project.close();
    }
  }

  for (const [seed, [mode, kills, span]] of MODES.entries()) {
    it(`are killed in the middle of: ${mode}`, async () => {
      const random = seeded(seed + 1);
      const made: string[] = [];
      for (let kill = 0; kill < kills; kill++) {
        made.push(...(await work(mode, `k${kill}`, 1000, random() * span)));
        await check(made);
      }
      made.push(...(await work(mode, 'last', 1)));
      await check(made);
      const project = await Project.open(folder());
      await collectGarbage(project, false);
      project.close();
      await check(made);
      const Sqlite = await loadSqlite();
      for (const name of readdirSync(join(root(), 'out')).filter((entry) => entry.endsWith('.clst'))) {
        const file = new Sqlite(join(root(), 'out', name), { readonly: true });
        assert.equal(file.pragma('integrity_check', { simple: true }), 'ok', name);
        assert.equal(
          file.prepare('SELECT count(*) FROM chunk WHERE pack IS NOT NULL').pluck().get(),
          0,
          name,
        );
        file.close();
      }
    });
  }

  it('write and collect at the same time', async () => {
    const made = await Promise.all([
      work('write', 'one', 8),
      work('write', 'two', 8),
      work('gc', 'three', 8),
    ]);
    await check(made.flat());
  });
});
