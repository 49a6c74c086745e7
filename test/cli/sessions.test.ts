import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sessions } from '../../cli/sessions.ts';

describe('cli: sessions', () => {
  let dir: string;
  let sessions: Sessions;
  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'cairn-sessions-')), 'cairn');
    sessions = new Sessions(() => dir, undefined);
  });
  afterEach(() => rm(join(dir, '..'), { recursive: true, force: true }));

  it('are kept per studio, whatever the spelling of its address', async () => {
    await sessions.store('http://Studio.test/', 'anna', 'secret-a');
    await sessions.store('http://other.test', 'ben', 'secret-b');
    assert.equal(await sessions.token('http://studio.test:80'), 'secret-a');
    assert.equal(await sessions.token('http://other.test/'), 'secret-b');
    assert.equal(await sessions.token('http://third.test'), null);
    assert.equal(await sessions.current(), 'http://other.test');
  });

  it('give way to a token from outside, which has to be one', async () => {
    const given = (token: string) => new Sessions(() => dir, token).token('http://studio.test');
    await sessions.store('http://studio.test', 'anna', 'own');
    assert.equal(await given(' cairn_a-B_3\r\n'), 'cairn_a-B_3');
    assert.equal(await given(' \n'), 'own');
    for (const bad of ['two\nlines', 'two words', 'töken', 'nul\u0000'])
      await assert.rejects(given(bad), { code: 'usage' }, bad);
  });

  it('are readable by the user only', async function () {
    if (process.platform === 'win32') this.skip();
    await sessions.store('http://studio.test', 'anna', 'secret');
    const folder = join(dir, 'sessions');
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    const files = await readdir(folder);
    assert.equal(files.length, 1);
    assert.equal((await stat(join(folder, files[0] ?? ''))).mode & 0o777, 0o600);
  });

  it('can be forgotten, twice too', async () => {
    await sessions.store('http://studio.test', 'anna', 'secret');
    await sessions.remove('http://studio.test');
    await sessions.remove('http://studio.test');
    assert.equal(await sessions.token('http://studio.test'), null);
    assert.equal(await sessions.current(), null);
  });

  it('give way to a token from the environment', async () => {
    await sessions.store('http://studio.test', 'anna', 'secret');
    assert.equal(await new Sessions(() => dir, 'farm').token('http://studio.test'), 'farm');
    assert.equal(await new Sessions(() => dir, '').token('http://studio.test'), 'secret');
  });

  it('that are damaged count as none, and signing in again replaces them', async () => {
    await sessions.store('http://studio.test', 'anna', 'secret');
    const [file = ''] = await readdir(join(dir, 'sessions'));
    await writeFile(join(dir, 'sessions', file), '{"version":1,');
    assert.equal(await sessions.token('http://studio.test'), null);
    await sessions.store('http://studio.test', 'anna', 'again');
    assert.equal(await sessions.token('http://studio.test'), 'again');
  });

  it('of two programs that sign in at once are both kept', async () => {
    const urls = Array.from({ length: 8 }, (_, n) => `http://s${n}.test`);
    await Promise.all(
      urls.map((url) => new Sessions(() => dir, undefined).store(url, 'anna', `token ${url}`)),
    );
    for (const url of urls) assert.equal(await sessions.token(url), `token ${url}`);
  });
});
