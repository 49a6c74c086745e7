/** The bridge over real HTTP, on a real project: what it does, and whom it keeps out. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { ProjectApi } from '../../engine/api.ts';
import { initProject } from '../../engine/engine.ts';
import { temporaryName } from '../../engine/workspace/temporary.ts';
import { announce, announcementFile, withdraw } from '../../extension/pipeline/announcement.ts';
import { type RunningBridge, startBridge } from '../support/bridge.ts';
import { testPorts } from '../support/ports.ts';
import { useTempFolder } from '../support/temp.ts';

interface Answer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

describe('the bridge', () => {
  const folder = useTempFolder();
  let project: ProjectApi;
  let running: RunningBridge;

  beforeEach(async () => {
    project = await initProject(folder(), 'film', testPorts());
    writeFileSync(join(folder(), 'hero.blend'), 'one');
    running = await startBridge(folder(), project);
  });
  afterEach(async () => {
    await running.close();
    await project.close();
  });

  const code = ({ json }: Answer): unknown => (json.error as { code?: unknown } | undefined)?.code;
  function ask(
    path: string,
    body: unknown,
    over: Record<string, string> = {},
    method = 'POST',
  ): Promise<Answer> {
    const { url, token } = running.bridge.address;
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...over };
      const sent = request(`${url}${path}`, { method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const json = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, json });
        });
      });
      sent.on('error', reject);
      if (method === 'GET') sent.end();
      else sent.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  it('tracks, tells states, checkpoints, tells the history and rebuilds', async () => {
    const where = { folder: folder() };
    const states = async (): Promise<unknown> => (await ask('/v1/states', where)).json.items;
    assert.match(JSON.stringify(await states()), /"path":"hero.blend","kind":"untracked"/u);
    const tracked = await ask('/v1/track', { ...where, paths: ['hero.blend'], comment: 'first' });
    assert.equal(tracked.status, 200);
    writeFileSync(join(folder(), 'hero.blend'), 'two, longer');
    assert.match(JSON.stringify(await states()), /"state":"modified"/u);
    // A program names the file as it knows it.
    const made = await ask('/v1/checkpoint', {
      folder: join(folder(), 'hero.blend'),
      paths: [join(folder(), 'hero.blend')],
      comment: 'blocked out',
    });
    assert.match(JSON.stringify(made.json), /"version":2/u);
    const history = await ask('/v1/history', { ...where, path: 'hero.blend' });
    assert.match(
      JSON.stringify(history.json),
      /"version":2,"author":"[^"]*","time":\d+,"comment":"blocked out"/u,
    );
    unlinkSync(join(folder(), 'hero.blend'));
    await ask('/v1/rebuild', { ...where, paths: ['hero.blend'] });
    assert.equal(readFileSync(join(folder(), 'hero.blend'), 'utf8'), 'two, longer');
  });

  it('keeps out whoever has no token, pages of a browser, and what is named otherwise', async () => {
    const where = { folder: folder() };
    const expect = async (status: number, answer: Promise<Answer>) =>
      assert.equal((await answer).status, status);
    await expect(401, ask('/v1/states', where, { authorization: 'Bearer nothing' }));
    await expect(401, ask('/v1/states', where, { authorization: '' }));
    await expect(403, ask('/v1/states', where, { origin: 'https://evil.example' }));
    await expect(403, ask('/v1/states', where, { host: 'evil.example' }));
    await expect(405, ask('/v1/projects', {}, {}, 'GET'));
    await expect(404, ask('/v1/constructor', where));
    await expect(200, ask('/v1/projects', ''));
    assert.ok(!running.log.join().includes(running.bridge.address.token));
  });

  it('says what is wrong with a request, and what could not be done', async () => {
    assert.equal(code(await ask('/v1/states', '{')), 'usage');
    assert.equal(code(await ask('/v1/checkpoint', { folder: folder(), paths: [] })), 'usage');
    assert.equal(code(await ask('/v1/states', { folder: '/elsewhere' })), 'no-project');
    assert.equal(
      code(await ask('/v1/track', { folder: folder(), paths: ['/etc/passwd'] })),
      'outside-folder',
    );
    assert.equal(code(await ask('/v1/track', { folder: folder(), paths: ['../x'] })), 'outside-folder');
    const large = JSON.stringify({ folder: 'x'.repeat(1_100_000) });
    assert.equal(code(await ask('/v1/states', large)), 'usage');
  });

  it('is announced to its user alone, and only its own announcement is taken away', async () => {
    const file = announcementFile(folder());
    assert.match(readFileSync(file, 'utf8'), new RegExp(running.bridge.address.url, 'u'));
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    const other = { url: 'http://127.0.0.1:1', token: 'of another window' };
    await announce(folder(), other);
    await withdraw(folder(), running.bridge.address);
    assert.ok(existsSync(file));
    await withdraw(folder(), other);
    assert.ok(!existsSync(file));
  });

  it('takes away what a window left half written when it was killed, and nothing of others', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = join(folder(), '.cairn', temporaryName().replace(`-${process.pid}-`, `-${pid}-`));
    const running = join(folder(), '.cairn', temporaryName());
    writeFileSync(left, '{"url":');
    writeFileSync(running, '{"url":');
    await announce(folder(), { url: 'http://127.0.0.1:1', token: 'mine' });
    assert.deepEqual([existsSync(left), existsSync(running)], [false, true]);
  });

  it('leaves no half of an announcement where it cannot be made', async () => {
    const taken = join(folder(), 'taken');
    mkdirSync(join(taken, '.cairn', 'bridge.json', 'x'), { recursive: true });
    await assert.rejects(announce(taken, { url: 'http://127.0.0.1:1', token: 'mine' }));
    assert.deepEqual(readdirSync(join(taken, '.cairn')), ['bridge.json']);
  });

  it('of two windows that come and go at once, the later one’s announcement stays', async () => {
    const old = { url: 'http://127.0.0.1:1', token: 'the one that leaves' };
    const next = { url: 'http://127.0.0.1:2', token: 'the one that comes' };
    for (let round = 0; round < 50; round++) {
      await announce(folder(), old);
      await Promise.all([withdraw(folder(), old), announce(folder(), next)]);
      assert.match(readFileSync(announcementFile(folder()), 'utf8'), /the one that comes/u);
    }
    assert.deepEqual(
      readdirSync(join(folder(), '.cairn')).filter((name) => name.includes('tmp')),
      [],
    );
  });
});
