/**
 * What single operations cost the studio, in processor time of its process: one member, one request after the other.
 *
 *   node bench/load/cost.ts [--form embedded|s3] [--times 200]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { v7 as uuid } from 'uuid';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { createStudioSync } from '../../engine/remote/sync.ts';
import { contentOf, item, newItem } from '../../test/support/changes.ts';
import { seededBytes } from '../../test/support/chunks.ts';
import { environmentOf } from '../../test/support/environment.ts';
import { processorOf } from '../scale/meter.ts';
import { Client, type Shelf } from './client.ts';

const { values } = parseArgs({
  options: { form: { type: 'string', default: 'embedded' }, times: { type: 'string', default: '200' } },
});
const TIMES = Number(values.times);
const CHUNK = 250_000;
const never = new AbortController().signal;
const started: ReturnType<typeof spawn>[] = [];

/** Starts a program and answers what it says first. */
async function start(words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout }))
    return { pid: child.pid ?? 0, said: JSON.parse(line) as Record<string, string> };
  throw new Error(`${words[0]} ended`);
}

const root = mkdtempSync(join(tmpdir(), 'cairn-cost-'));
try {
  const storage =
    values.form === 's3' ? (await start([join(import.meta.dirname, 'storage.ts')])).said : undefined;
  const program = join(import.meta.dirname, '../../server/main.ts');
  const words = [program, 'serve', '--data', join(root, 'studio'), '--port', '0'];
  const env = { ...process.env, ...environmentOf(storage ?? {}), CAIRN_STUDIO_LOG_LEVEL: 'error' };
  const { pid, said } = await start(words, env);
  const { url = '', setupToken = '' } = said;
  const anonymous = createStudioAccount(url, null);
  const { token } = await anonymous.setup(setupToken, 'ada', 'correct horse battery');
  await anonymous.close();
  const account = createStudioAccount(url, token);
  const project = uuid();
  await account.createProject(project, 'film');
  const studio = createStudioSync(url, token, project);
  await studio.connect(never);
  const member = new Client(studio, [], 1, 0);
  const lib = item({ name: 'lib', kind: 'collection', shared: true });
  await member.rows(newItem(lib));

  const measure = async (name: string, times: number, work: (at: number) => Promise<unknown>) => {
    const before = processorOf(pid);
    for (let at = 0; at < times; at++) await work(at);
    // What is checked after the answer counts, too.
    await sleep(storage ? 3_000 : 200);
    const each = ((processorOf(pid) - before) * 1_000) / times;
    process.stdout.write(`${name.padEnd(44)} ${each.toFixed(2).padStart(9)} ms\n`);
  };
  let seed = 0;
  const version = async (name: string, chunks: number): Promise<Shelf> => {
    const parts = Array.from({ length: chunks }, () => seededBytes(seed++, CHUNK));
    return member.store(`${name}${seed}`, contentOf(...parts), lib.id);
  };
  const pull = async ({ checkpointId, chunks }: Shelf) => {
    const parts = [{ checkpointId, hashes: chunks.map(({ hash }) => hash) }];
    const request = { parts, held: [], deltas: true, stored: () => undefined, onBytes: () => undefined };
    for await (const { release } of studio.fetch(request, never)) release();
  };

  const shelves: Shelf[] = [];
  await measure('(cold) a version of 10 MB in, with its rows', 20, async () =>
    shelves.push(await version('cold', 40)),
  );
  await measure('who am I', TIMES, () => account.me());
  await measure('a sync with nothing to do', TIMES, async () => {
    await studio.connect(never);
    await studio.changes(1_000_000_000, '', never).catch(() => undefined);
  });
  await measure('a version of 1 MB in, with its rows', Math.ceil(TIMES / 4), () => version('small', 4));
  await measure('a version of 100 MB in, with its rows', 4, () => version('large', 400));
  await measure('10 MB out, in one request', TIMES, (at) => pull(shelves[at % shelves.length] as Shelf));
  await studio.close();
  await account.close();
} finally {
  for (const child of started.toReversed()) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
  rmSync(root, { recursive: true, force: true });
}
