import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { createStudioSync } from '../../engine/remote/sync.ts';
import { loadSqlite } from '../../native/sqlite.ts';
import { root } from '../support/cache.ts';
import { contentOf, item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { batchOf } from '../support/frames.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { PASSWORD } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const PROGRAM = join(root, 'server', 'main.ts');
const never = new AbortController().signal;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the studio program', function () {
  this.timeout(120_000);
  const folder = useTempFolder();
  const running: { kill(signal?: NodeJS.Signals): void }[] = [];
  afterEach(() => {
    for (const one of running.splice(0)) one.kill('SIGKILL');
  });

  const start = (args: readonly string[], env: Record<string, string> = {}, input = '') => {
    const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env } });
    running.push(child);
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    const firstLine = new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
        if (stdout.includes('\n')) resolve(stdout.split('\n', 1)[0] ?? '');
      });
      child.once('close', () => reject(new Error(`ended: ${stderr}`)));
    });
    firstLine.catch(() => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    );
    return { child, firstLine, ended };
  };
  const data = () => join(folder(), 'data');
  const serve = async (...more: string[]) => {
    const program = start(['serve', '--data', data(), '--port', '0', ...more]);
    const line = JSON.parse(await program.firstLine) as { url: string; setupToken?: string };
    return { ...program, ...line };
  };
  const run = (args: readonly string[], env?: Record<string, string>, input?: string) =>
    start(args, env, input).ended;

  it('prints its address and, until there is an account, a setup token', async () => {
    const first = await serve();
    assert.match(first.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const account = createStudioAccount(first.url, null);
    await account.setup(first.setupToken ?? '', 'ada', PASSWORD);
    await account.close();
    for (const path of ['/healthz', '/readyz']) assert.equal((await fetch(first.url + path)).status, 200);
    first.child.kill('SIGTERM');
    const { code, stderr } = await first.ended;
    assert.equal(code, 0);
    for (const secret of [first.setupToken!, PASSWORD])
      assert.ok(!stderr.includes(secret), 'logs hold no secrets');
    assert.equal((await serve()).setupToken, undefined);
  });

  it('keeps accounts from the command line while it serves', async () => {
    const { url } = await serve();
    const added = await run(['user', 'add', 'ada', '--admin', '--data', data(), '--json'], {
      CAIRN_PASSWORD: PASSWORD,
    });
    assert.equal(added.code, 0, added.stderr);
    const piped = await run(
      ['user', 'add', 'bob', '--data', data()],
      { CAIRN_PASSWORD: '' },
      `${PASSWORD}\n`,
    );
    assert.equal(piped.code, 0, piped.stderr);
    const account = createStudioAccount(url, null);
    const bob = await account.login('bob', PASSWORD, 'here');
    await account.close();
    const signedIn = createStudioAccount(url, bob.token);
    assert.equal((await signedIn.me()).name, 'bob');
    assert.equal((await run(['user', 'remove', 'bob', '--data', data()])).code, 0);
    await assert.rejects(signedIn.me(), { code: 'session-expired' });
    await signedIn.close();
    const list = await run(['user', 'list', '--data', data(), '--json']);
    assert.deepEqual(
      (JSON.parse(list.stdout) as { users: { name: string }[] }).users.map((user) => user.name),
      ['ada'],
    );
    const twice = await run(['user', 'add', 'ADA', '--data', data(), '--json'], { CAIRN_PASSWORD: PASSWORD });
    assert.equal(twice.code, 2);
    assert.equal((JSON.parse(twice.stdout) as { error: { code: string } }).error.code, 'name-taken');
  });

  it('has lost nothing it answered for when it is killed', async () => {
    const first = await serve();
    const guest = createStudioAccount(first.url, null);
    const { token } = await guest.setup(first.setupToken ?? '', 'ada', PASSWORD);
    await guest.close();
    const account = createStudioAccount(first.url, token);
    const project = await account.createProject(uuid(), 'film');
    await account.close();
    const sync = createStudioSync(first.url, token, project.id);
    const pushed = new Set<string>();
    const kill = (async () => {
      for (;;) {
        const row = item({ name: `a${pushed.size}` });
        const { head } = await sync.changes(Number.MAX_SAFE_INTEGER, '', never);
        await sync.upload(batchOf(contentOf(seededBytes(row.id, 20_000)).chunks), never);
        await sync.push({ pushId: uuid(), baseRevision: head, changes: [newItem(row)] }, never);
        pushed.add(row.id);
        if (pushed.size === 8) setImmediate(() => first.child.kill('SIGKILL'));
      }
    })();
    await assert.rejects(kill, { code: 'studio-unreachable' });
    await sync.close();
    await first.ended;
    const verified = await run(['verify', '--data', data(), '--json']);
    assert.equal(verified.code, 0, verified.stdout);
    const again = await serve();
    const after = createStudioSync(again.url, token, project.id);
    const { rows } = await after.changes(0, '', never);
    await after.close();
    const there = new Set(rows.map((row) => row.item?.id));
    for (const id of pushed) assert.ok(there.has(id));
  });

  it('backs up while it serves, restores, verifies and collects', async () => {
    await serve();
    const backup = join(folder(), 'backup');
    const restored = join(folder(), 'restored');
    assert.equal((await run(['backup', backup, '--data', data()])).code, 0);
    assert.equal((await run(['backup', backup, '--data', data()])).code, 2);
    assert.equal((await run(['restore', backup, '--data', restored])).code, 0);
    assert.equal((await run(['verify', '--data', restored])).code, 0);
    const gc = await run(['gc', '--dry-run', '--data', restored, '--json']);
    assert.deepEqual(JSON.parse(gc.stdout), { chunks: 0, bytes: 0, files: 0, dryRun: true });
    assert.deepEqual(readdirSync(folder()).sort(), ['backup', 'data', 'restored']);
  });

  it('goes on with a restore that was killed, and leaves nothing of it behind', async () => {
    const storage = await StandIn.start();
    try {
      const backup = join(folder(), 'backup');
      const fresh = await run(['user', 'add', 'ada', '--admin', '--data', data()], {
        CAIRN_PASSWORD: PASSWORD,
      });
      assert.equal(fresh.code, 0, fresh.stderr);
      assert.equal((await run(['backup', backup, '--data', data()])).code, 0);
      const back = join(folder(), 'back');
      mkdirSync(back);
      const config = join(folder(), 'config.json');
      writeFileSync(config, JSON.stringify({ ...storage.options, data: back }));
      const restore = ['restore', backup, '--config', config, '--json'];
      const first = start(restore);
      await new Promise((resolve) => first.child.stderr.once('data', resolve));
      first.child.kill('SIGKILL');
      await first.ended;
      assert.deepEqual(readdirSync(back).includes('restore.partial'), true);
      const second = await run(restore);
      assert.equal(second.code, 0, second.stdout + second.stderr);
      for (const line of second.stderr.trim().split('\n'))
        assert.equal((JSON.parse(line) as { log: { level: string } }).log.level, 'info');
      assert.deepEqual(
        readdirSync(back).filter((name) => name.includes('partial')),
        [],
      );
      assert.equal((await run(['verify', '--config', config])).code, 0);
    } finally {
      await storage.close();
    }
  });

  it('ends where it cannot start, and lets go of everything', async () => {
    assert.equal((await run(['user', 'list', '--data', data()])).code, 2);
    assert.equal(existsSync(join(data(), 'studio.sqlite')), false);
    const made = await run(['user', 'add', 'ada', '--admin', '--data', data()], { CAIRN_PASSWORD: PASSWORD });
    assert.equal(made.code, 0, made.stderr);
    const Database = await loadSqlite();
    const database = new Database(join(data(), 'studio.sqlite'));
    database.exec(
      "DELETE FROM studio_activity; DELETE FROM account; CREATE TRIGGER full BEFORE INSERT ON setting BEGIN SELECT raise(ABORT, 'database or disk is full'); END",
    );
    database.close();
    const ended = await run(['serve', '--data', data(), '--port', '0', '--json']);
    assert.equal(ended.code, 1);
    assert.match(ended.stdout, /database or disk is full/u);
  });

  it('says which setting is wrong, and ends with the code for usage', async () => {
    const { code, stdout, stderr } = await run(['serve', '--port', '70000']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /--port/);
    assert.match((await run(['serve', '--port', 'abc'])).stderr, /--port: must be a whole number/u);
    const gc = await run(['gc', '--grace', 'abc', '--data', data()]);
    assert.deepEqual([gc.code, gc.stderr], [2, 'cairn: --grace: "abc" is no number of hours\n']);
  });

  it('says why a data folder cannot be used, and leaves it as it is', async () => {
    mkdirSync(data());
    writeFileSync(join(data(), 'studio.sqlite'), 'this is no database, however long it may be'.repeat(200));
    const ended = await run(['serve', '--data', data(), '--json']);
    assert.equal(ended.code, 1);
    assert.match(
      (JSON.parse(ended.stdout) as { error: { message: string } }).error.message,
      /studio\.sqlite/,
    );
    assert.equal((await run(['verify', '--data', join(folder(), 'nothing')])).code, 2);
    assert.equal(existsSync(join(folder(), 'nothing')), false);
  });

  it('says where no folder can be made, also where the system says that there is none', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const place of ['/proc/studio', '/proc/studio/data']) {
      const ended = await run(['serve', '--data', place, '--port', '0', '--json']);
      assert.equal(ended.code, 2, place);
      const { message } = (JSON.parse(ended.stdout) as { error: { message: string } }).error;
      assert.match(message, /made there \(\/proc\/studio\)/u);
    }
  });
});
