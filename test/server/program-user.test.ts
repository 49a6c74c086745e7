/** Who runs the studio's program, and who reads what it says. */
import assert from 'node:assert/strict';
import { type SpawnOptions, spawn } from 'node:child_process';
import { chmodSync, chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/cache.ts';
import { PASSWORD } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const PROGRAM = join(root, 'server', 'main.ts');
const SERVICE = 65_534;

describe('the studio program', function () {
  this.timeout(120_000);
  const folder = useTempFolder();
  const data = () => join(folder(), 'data');
  const start = (args: readonly string[], who: SpawnOptions = {}) =>
    spawn(process.execPath, [PROGRAM, ...args], {
      ...who,
      env: { ...process.env, CAIRN_PASSWORD: PASSWORD },
      stdio: 'pipe',
    });

  const run = (...args: readonly string[]) => ended(start(args));

  async function ended(child: ReturnType<typeof start>) {
    let [out, err] = ['', ''];
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  it('leaves no packs of root in the folder of a studio that serves as somebody else', async function () {
    if (process.geteuid?.() !== 0) this.skip();
    assert.equal((await run('user', 'add', 'ada', '--admin', '--data', data())).code, 0);
    assert.equal((await run('gc', '--data', data())).code, 0);
    for (const entry of ['', ...(readdirSync(data(), { recursive: true }) as string[])])
      chownSync(join(data(), entry), SERVICE, SERVICE);
    const refused = await run('gc', '--data', data(), '--json');
    const { error } = JSON.parse(refused.out) as { error: { code: string; message: string } };
    assert.deepEqual([refused.code, error.code], [4, 'forbidden']);
    assert.match(error.message, /sudo -u '#65534'/u);
    assert.equal((await run('gc', '--dry-run', '--data', data())).code, 0);
  });

  it('does not take a studio or a backup that may not be read for none', async function () {
    if (process.geteuid?.() !== 0) this.skip();
    const backup = join(folder(), 'backup');
    assert.equal((await run('user', 'add', 'ada', '--admin', '--data', data())).code, 0);
    assert.equal((await run('backup', backup, '--data', data())).code, 0);
    chmodSync(folder(), 0o755);
    const other = { uid: SERVICE, gid: SERVICE };
    for (const args of [
      ['verify', '--data', data()],
      ['restore', backup, '--data', join(folder(), 'new')],
    ]) {
      const { code, err } = await ended(start(args, other));
      assert.equal(code, 1, err);
      assert.match(err, /This user may not read or write there/u, args[0]);
    }
    const missing = await run('migrate', '--to', join(folder(), 'none.json'), '--data', data());
    assert.deepEqual([missing.code, /--to .*none\.json cannot be read/u.test(missing.err)], [2, true]);
  });

  it('outlives who reads its log, and its results', async () => {
    const child = start(['serve', '--data', data(), '--port', '0']);
    let told = '';
    const url = await new Promise<string>((resolve) =>
      child.stdout.on('data', (text: Buffer) => {
        told += text;
        const found = /"url":"([^"]*)"/u.exec(told)?.[1];
        if (found) resolve(found);
      }),
    );
    child.stderr.destroy();
    child.stdout.destroy();
    for (let request = 0; request < 5; request++)
      assert.equal((await fetch(`${url}/v1/hello`)).status, 200, 'it serves on');
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    const list = start(['user', 'list', '--data', data()]);
    list.stdout.destroy();
    let err = '';
    list.stderr.on('data', (text) => {
      err += text;
    });
    assert.equal(await new Promise<number | null>((resolve) => list.once('close', resolve)), 0, err);
    assert.equal(err, '');
  });
});
