/** What the image holds, run as the image says: without anything else of the project, as an ordinary user. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/cache.ts';
import { CliProcess } from '../../support/cliProcess.ts';

const instruction = (name: string): string => {
  const lines = readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n');
  return lines.findLast((line) => line.startsWith(`${name} `)) ?? '';
};
const array = (text: string): string[] => JSON.parse(text.slice(text.indexOf('['))) as string[];

describe('the image of a studio', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-image-'));
    chmodSync(folder, 0o755);
    cpSync(join(root, 'dist'), join(folder, 'app', 'dist'), { recursive: true });
    mkdirSync(join(folder, 'data'), { mode: 0o700 });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('starts, is well, writes nothing but its data, and stops when it is told to', async () => {
    const [uid = 0, gid = 0] = instruction('USER').split(/[ :]/u).slice(1).map(Number);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(join(folder, 'data'), uid, gid);
    const who = isRoot ? { uid, gid } : {};
    const [, ...entry] = [...array(instruction('ENTRYPOINT')), ...array(instruction('CMD'))].map((word) =>
      word.replace('/app/', `${folder}/app/`),
    );
    const env = {
      ...{ NODE_ENV: 'production', CAIRN_STUDIO_DATA: join(folder, 'data'), CAIRN_STUDIO_PORT: '0' },
      ...{ HOME: '/nonexistent', NODE_PATH: '' },
    };
    const studio = new CliProcess(entry, { cwd: folder, env, ...who });
    const started = await studio.seen(/"url":"http:\/\/[^"]*:(\d+)"/u);
    assert.ok(started, (await Promise.race([studio.result, Promise.resolve({ stderr: '' })])).stderr);
    const [, port = ''] = started;
    const check = array(instruction('HEALTHCHECK').replace(/^.* CMD /u, ''));
    const well = () =>
      spawnSync(process.execPath, check.slice(1), { env: { ...process.env, CAIRN_STUDIO_PORT: port } })
        .status;
    assert.equal(well(), 0);
    studio.kill('SIGTERM');
    assert.equal((await studio.result).code, 0);
    assert.equal(well(), 1);
  });
});
