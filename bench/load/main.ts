/**
 * Many members at once on one studio: each pulls all content again and again and pushes new versions in between.
 *
 *   node bench/load/main.ts [--clients 50] [--mb 200] [--minutes 10] [--form embedded|s3|through] [--requests N]
 *     [--spike 0.5] [--spike-requests 8] [--greed 8]
 *
 * `s3` is on the strict stand-in, in a process of its own, or on the storage that CAIRN_TEST_S3 names; `through` is the
 * same with all bytes going through the studio. Short by default. `--requests` sets how many the studio has in work at
 * once. After that time comes a spike, of so many minutes: the studio starts again with room for few requests, and one
 * of the members asks several times as much as each other.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { v7 as uuid } from 'uuid';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { createStudioSync } from '../../engine/remote/sync.ts';
import { contentOf, item, newItem } from '../../test/support/changes.ts';
import { seededBytes } from '../../test/support/chunks.ts';
import { environmentOf } from '../../test/support/environment.ts';
import { processorOf } from '../scale/meter.ts';
import { Client, type Shelf } from './client.ts';
import { runPhase } from './phase.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '8' },
    mb: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '0.25' },
    form: { type: 'string', default: 'embedded' },
    requests: { type: 'string', default: '256' },
    spike: { type: 'string', default: '0.1' },
    'spike-requests': { type: 'string', default: '8' },
    greed: { type: 'string', default: '8' },
  },
});
const CLIENTS = Number(values.clients);
const PASSWORD = 'correct horse battery';
const MB = 1_000_000;
/** Of one file, plain bytes: several chunks of 250 kB. */
const FILE = 10 * MB;

type Line = Record<string, string>;

function firstLine(child: ReturnType<typeof spawn>): Promise<Line> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as Line));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
}

async function fill(url: string, token: string, project: string): Promise<Shelf[]> {
  const studio = createStudioSync(url, token, project);
  await studio.connect(new AbortController().signal);
  const founder = new Client(studio, [], 1, 0);
  const lib = item({ name: 'lib', kind: 'collection', shared: true });
  await founder.rows(newItem(lib));
  const shelves: Shelf[] = [];
  for (let at = 0; at < Math.ceil((Number(values.mb) * MB) / FILE); at++) {
    const parts = Array.from({ length: FILE / 250_000 }, (_, piece) =>
      seededBytes(at * 1_000 + piece, 250_000),
    );
    shelves.push(await founder.store(`file${at}`, contentOf(...parts), lib.id));
  }
  await studio.close();
  return shelves;
}

async function members(url: string, admin: string, project: string): Promise<string[]> {
  const account = createStudioAccount(url, admin);
  const tokens: string[] = [];
  for (let at = 0; at < CLIENTS; at++) {
    await account.addUser(`member${at}`, PASSWORD, false);
    await account.setMember(project, `member${at}`, 'Artist');
    const own = createStudioAccount(url, null);
    tokens.push((await own.login(`member${at}`, PASSWORD, 'bench')).token);
    await own.close();
  }
  await account.close();
  return tokens;
}

/** Checkpoints that the studio gives to somebody who asks for everything. */
async function known(url: string, token: string, project: string): Promise<Set<string>> {
  const studio = createStudioSync(url, token, project);
  const found = new Set<string>();
  let cursor = '';
  for (let more = true; more; ) {
    const page = await studio.changes(0, cursor, new AbortController().signal);
    for (const { checkpoint } of page.rows) if (checkpoint?.id) found.add(checkpoint.id);
    ({ more, cursor } = page);
  }
  await studio.close();
  return found;
}

const root = mkdtempSync(join(tmpdir(), 'cairn-load-'));
const program = join(import.meta.dirname, '../../server/main.ts');
const started: ReturnType<typeof spawn>[] = [];
try {
  let storage: Line = {};
  if (values.form !== 'embedded') {
    const named = process.env.CAIRN_TEST_S3;
    if (named) storage = { ...(JSON.parse(named) as Line), s3Prefix: `load-${uuid()}` };
    else {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'storage.ts')], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      started.push(child);
      storage = await firstLine(child);
    }
    if (values.form === 'through') storage = { ...storage, direct: 'false' };
  }
  const start = async (requests: string) => {
    const env = {
      ...process.env,
      ...environmentOf(storage),
      CAIRN_STUDIO_LOG_LEVEL: 'error',
      CAIRN_STUDIO_MAX_REQUESTS: requests,
    };
    const args = [program, 'serve', '--data', join(root, 'studio'), '--port', '0'];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    const { url = '', setupToken = '' } = await firstLine(child);
    return { child, pid: child.pid!, url, setupToken };
  };
  const first = await start(values.requests);
  const anonymous = createStudioAccount(first.url, null);
  const { token } = await anonymous.setup(first.setupToken, 'ada', PASSWORD);
  await anonymous.close();
  const founder = createStudioAccount(first.url, token);
  const project = uuid();
  await founder.createProject(project, 'film');
  await founder.close();
  const atFirst = processorOf(first.pid);
  const shelves = await fill(first.url, token, project);
  const filled = processorOf(first.pid) - atFirst;
  const tokens = await members(first.url, token, project);
  const phase = { project, tokens, shelves };
  const told = await runPhase({
    ...{ ...phase, ...first, minutes: Number(values.minutes), greed: 1, first: 10 },
    known: () => known(first.url, token, project),
  });
  const result: Record<string, unknown> = {
    ...{ form: values.form, clients: CLIENTS, ...told },
    'studio, processor s per GB taken in': Number((filled / ((shelves.length * FILE) / 1e9)).toFixed(2)),
  };
  if (Number(values.spike) > 0) {
    const ended = new Promise((resolve) => first.child.once('exit', resolve));
    first.child.kill('SIGTERM');
    await ended;
    const second = await start(values['spike-requests']);
    const greed = Number(values.greed);
    result[`the spike: ${values['spike-requests']} requests at once`] = await runPhase({
      ...{ ...phase, ...second, minutes: Number(values.spike), greed, first: 10_000 },
      known: () => known(second.url, token, project),
    });
  }
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
} finally {
  for (const child of started.toReversed()) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((resolve) => child.once('exit', resolve));
  }
  rmSync(root, { recursive: true, force: true });
}
