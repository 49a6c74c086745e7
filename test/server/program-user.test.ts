/** Who runs the studio's program, and who reads what it says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
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
  const start = (args: readonly string[]) =>
    spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, CAIRN_PASSWORD: PASSWORD } });

  async function run(...args: readonly string[]) {
    const child = start(args);
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
