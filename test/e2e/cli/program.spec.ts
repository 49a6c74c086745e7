/** The program itself: its streams, its exit codes, its signals, and the launcher in front of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliProcess, LAUNCHER, PROGRAM } from '../../support/cliProcess.ts';
import { type CliMember, loneMember, type Status } from '../../support/cliWorld.ts';

/** A Node too old for the program, where this machine has one: what the launcher is for. */
function oldNode(): string | undefined {
  for (const dir of ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']) {
    const node = join(dir, 'node');
    if (!existsSync(node)) continue;
    const napi = spawnSync(node, ['-p', 'process.versions.napi']).stdout?.toString().trim();
    if (Number(napi) < 10) return node;
  }
  return undefined;
}

describe('the cairn program', () => {
  let anna: CliMember;
  let end: () => void;
  before(async () => {
    ({ member: anna, end } = loneMember());
    await anna.cairn(['init', '--name', 'show']);
    await anna.writeRandom('a.bin', 1, 5_000_000);
    await anna.cairn(['track', 'a.bin']);
  });
  after(() => end());

  const plain = async (...args: string[]) => {
    const result = await anna.run(args, { plain: true });
    return { code: result.code, out: result.stdout.toString(), err: result.stderr };
  };

  it('says what it cannot do on standard error, and leaves with 2', async () => {
    for (const args of [['bogus'], ['status', '--bogus'], ['checkpoint', 'a.bin'], ['log'], []]) {
      const { code, out, err } = await plain(...args);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, /cairn/u);
      assert.equal(((await anna.run(args)).json as { error: { code: string } }).error.code, 'usage');
    }
    const { code, err } = await plain('log', 'nothing');
    assert.deepEqual([code, err.startsWith('cairn: ')], [2, true]);
  });

  it('answers --help and --version on standard output', async () => {
    const help = await plain('--help');
    assert.deepEqual([help.code, help.err], [0, '']);
    for (const command of ['status', 'sync', 'resolve', 'studio'])
      assert.match(help.out, new RegExp(command, 'u'));
    assert.match((await plain('--version')).out, /^\d+\.\d+\.\d+\n$/u);
    assert.match((await plain('checkpoint', '--help')).out, /--preview/u);
  });

  it('speaks to people without --json, and briefly with --quiet', async () => {
    await anna.write('new.txt', 'new');
    const { out, err } = await plain('status');
    assert.match(out, /untracked {2}new\.txt/u);
    assert.match(out, /Next: .*cairn track/u);
    assert.equal(err, '');
    assert.equal((await plain('mkdir', 'quiet', '--quiet')).out, '');
    assert.match((await plain('--quiet', 'status')).out, /new\.txt/u);
    const quiet = await anna.run(['--quiet', 'track', 'new.txt']);
    assert.equal(quiet.stderr, '');
  });

  it('does not ask where nobody can answer', async () => {
    const { code, out, err } = await anna
      .start(['login', 'http://127.0.0.1:9', '--user', 'anna'], { plain: true, env: { CAIRN_PASSWORD: '' } })
      .result.then((r) => ({ code: r.code, out: r.stdout.toString(), err: r.stderr }));
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /CAIRN_PASSWORD/u);
  });

  it('ends quietly when its reader goes away', async () => {
    const pipe = new CliProcess([LAUNCHER, 'cat', 'a.bin', '--version', '1'], {
      cwd: anna.folder,
      through: ['sh', '-c', '("$@"; echo "code $?" >&2) | head -c 10 >/dev/null', 'sh'],
    });
    const { stderr } = await pipe.result;
    assert.equal(stderr, 'code 0\n');
  });

  it('cancels on Ctrl+C with 130, and keeps what was there', async function () {
    if (process.platform === 'win32') this.skip();
    await anna.writeRandom('big.bin', 2, 150_000_000);
    const running = anna.start(['track', 'big.bin']);
    assert.ok(await running.seen(/"phase":"read"/u));
    const asked = performance.now();
    running.kill('SIGINT');
    const { code, signal, stdout } = await running.result;
    assert.deepEqual([code, signal], [130, null]);
    assert.equal((JSON.parse(stdout.toString()) as { error: { code: string } }).error.code, 'cancelled');
    assert.ok(performance.now() - asked < 5_000);
    await anna.cairn(['verify']);
    const { assets } = await anna.cairn<Status>(['status']);
    assert.equal(assets.find((asset) => asset.path === 'big.bin')?.state, 'untracked');
    assert.deepEqual(
      (await readdir(anna.folder)).filter((name) => /tmp/u.test(name)),
      [],
    );
  });

  it('starts from a link, and from a Node too old for it', async function () {
    if (process.platform === 'win32') this.skip();
    const link = join(anna.folder, '..', 'cairn');
    await symlink(LAUNCHER, link);
    assert.ok(statSync(LAUNCHER).mode & 0o100);
    const linked = await new CliProcess([link, '--version']).result;
    assert.equal(linked.code, 0, linked.stderr);
    const old = oldNode();
    if (old === undefined) return;
    const run = (...args: string[]) =>
      new CliProcess([], { cwd: anna.folder, through: [old, link, ...args] }).result;
    const status = await run('status', '--json', '--');
    assert.equal(status.code, 0, status.stderr);
    assert.equal((await run('bogus')).code, 2);
  });

  it('takes along the program it started, whether asked to end or killed', async function () {
    const old = oldNode();
    if (old === undefined || process.platform === 'win32') this.skip();
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const through = [old, LAUNCHER, '--json', 'track', 'big.bin'];
      const running = new CliProcess([], { cwd: anna.folder, through });
      assert.ok(await running.seen(/"phase":"read"/u));
      running.kill(signal);
      // Its streams are the program's too: they close once both are gone.
      const result = await running.result;
      assert.deepEqual([result.code, result.signal], signal === 'SIGTERM' ? [130, null] : [null, 'SIGKILL']);
      assert.equal(await anna.state('big.bin'), 'untracked');
    }
    await anna.cairn(['verify']);
  });

  it('does not call it done where what it waits for never comes', async () => {
    const hook = join(anna.folder, '..', 'never.cjs');
    await writeFile(hook, "require('node:fs/promises').stat = () => new Promise(() => {});");
    const { code, stderr } = await new CliProcess(['-r', hook, PROGRAM, '-C', '.', 'status'], {
      cwd: anna.folder,
    }).result;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /never comes/u);
  });

  it('refuses a token that is none, before anybody is asked', async () => {
    const run = (args: string[]) => anna.start(args, { env: { CAIRN_TOKEN: 'two\nlines' } }).result;
    const { code, stdout } = await run(['whoami', 'http://127.0.0.1:9']);
    const { error } = JSON.parse(stdout.toString()) as { error: { code: string; message: string } };
    assert.deepEqual([code, error.code], [2, 'usage']);
    assert.match(error.message, /CAIRN_TOKEN/u);
  });

  it('ends with the studio commands it started, and a studio ends when it is asked to', async function () {
    const old = oldNode();
    if (old === undefined || process.platform === 'win32') this.skip();
    const data = join(anna.folder, '..', 'own-studio');
    const run = (...args: string[]) =>
      new CliProcess([], {
        through: [old, LAUNCHER, 'studio', ...args, '--data', data],
        env: { CAIRN_PASSWORD: 'correct horse' },
      });
    const added = await run('user', 'add', 'anna', '--admin').result;
    assert.equal(added.code, 0, added.stderr);
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const serving = run('serve', '--port', '0');
      assert.ok(await serving.seen(/"url"/u));
      serving.kill(signal);
      const result = await serving.result;
      assert.deepEqual([result.code, result.signal], signal === 'SIGTERM' ? [0, null] : [null, 'SIGKILL']);
    }
    assert.match((await run('user', 'list').result).stdout.toString(), /anna/u);
  });
});
