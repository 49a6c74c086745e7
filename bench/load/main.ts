/**
 * Many members at once on one studio: each pulls all content again and again and pushes new versions in between.
 *
 *   node bench/load/main.ts [--clients 50] [--mb 200] [--minutes 10] [--form embedded|s3|through] [--requests N]
 *
 * `s3` is on the strict stand-in, in a process of its own, or on the storage that CAIRN_TEST_S3 names; `through` is the same with all
 * bytes going through the studio. Short by default. `--requests` sets how many the studio has in work before it turns others away.
 */
import { fork, spawn } from 'node:child_process';
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
import { memoryOf, processorOf, resetPeak } from '../scale/meter.ts';
import { Client, type Shelf, type Tally } from './client.ts';
import type { Orders } from './clients.ts';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '8' },
    mb: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '0.25' },
    form: { type: 'string', default: 'embedded' },
    requests: { type: 'string', default: '256' },
  },
});
const CLIENTS = Number(values.clients);
const PROCESSES = Math.min(4, CLIENTS);
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

function runClients(orders: Orders): Promise<Tally[]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'clients.ts'), { serialization: 'advanced' });
    child.once('message', (tallies) => resolve(tallies as Tally[]));
    child.once('error', reject);
    child.send(orders);
  });
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
  const env = {
    ...process.env,
    ...environmentOf(storage),
    CAIRN_STUDIO_LOG_LEVEL: 'error',
    CAIRN_STUDIO_MAX_REQUESTS: values.requests,
  };
  const args = [program, 'serve', '--data', join(root, 'studio'), '--port', '0'];
  const studio = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(studio);
  const { url = '', setupToken = '' } = await firstLine(studio);
  const pid = studio.pid!;
  const anonymous = createStudioAccount(url, null);
  const { token } = await anonymous.setup(setupToken, 'ada', PASSWORD);
  await anonymous.close();
  const founder = createStudioAccount(url, token);
  const project = uuid();
  await founder.createProject(project, 'film');
  await founder.close();
  const atFirst = processorOf(pid);
  const shelves = await fill(url, token, project);
  const filled = processorOf(pid) - atFirst;
  const tokens = await members(url, token, project);
  resetPeak(pid);
  const [cpu, begun, idle] = [processorOf(pid), Date.now(), memoryOf(pid).now];
  const until = begun + Number(values.minutes) * 60_000;
  const share = Math.ceil(CLIENTS / PROCESSES);
  const groups = Array.from({ length: PROCESSES }, (_, at) => tokens.slice(at * share, (at + 1) * share));
  const tallies = (
    await Promise.all(
      groups.map((own, at) =>
        runClients({ url, project, tokens: own, first: 10 + at * share, shelves, until }),
      ),
    )
  ).flat();
  const seconds = (Date.now() - begun) / 1_000;
  const used = processorOf(pid) - cpu;
  const { peak } = memoryOf(pid);
  const sum = (of: (tally: Tally) => number) => tallies.reduce((all, one) => all + of(one), 0);
  const shares = tallies.map((one) => one.pulled);
  const firsts = tallies.map((one) => one.first);
  const accepted = tallies.flatMap((one) => one.pushed);
  const there = await known(url, token, project);
  const gb = (sum((one) => one.pulled) + accepted.length * MB) / 1e9;
  const result = {
    form: values.form,
    clients: CLIENTS,
    seconds: Math.round(seconds),
    'pulled, GB': Number((sum((one) => one.pulled) / 1e9).toFixed(2)),
    'versions pushed': accepted.length,
    'of them lost': accepted.filter((id) => !there.has(id)).length,
    failures: tallies.flatMap((one) => one.failures).slice(0, 3),
    'first round, fastest and slowest, s': [Math.min(...firsts), Math.max(...firsts)].map(Math.round),
    'pulled by one member, least and most, GB': [Math.min(...shares), Math.max(...shares)].map((bytes) =>
      Number((bytes / 1e9).toFixed(2)),
    ),
    'told to come back': sum((one) => one.turnedAway),
    'and when': sum((one) => one.turnedAwayWithTime),
    'studio, processor s per GB': Number((used / gb).toFixed(2)),
    'studio, processor s per GB taken in': Number((filled / ((shelves.length * FILE) / 1e9)).toFixed(2)),
    'studio, memory before, MB': Math.round(idle / MB),
    'studio, memory at most, MB': Math.round(peak / MB),
  };
  process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
} finally {
  for (const child of started.toReversed()) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  }
  rmSync(root, { recursive: true, force: true });
}
