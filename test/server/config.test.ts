import assert from 'node:assert/strict';
import { defaultDataFolder, readConfig } from '../../server/config.ts';

describe("the studio's configuration", () => {
  const file = (text: string) => ({ file: { path: 'studio.json', text }, env: {}, options: {} });

  it('takes options before the environment before the file', () => {
    const text = JSON.stringify({ host: 'a', port: 1, sessionDays: 2 });
    const env = {
      CAIRN_STUDIO_HOST: 'b',
      CAIRN_STUDIO_PORT: '3',
      CAIRN_STUDIO_TRUSTED_PROXIES: '10.0.0.1, 10.1.0.0/16',
    };
    const config = readConfig({ ...file(text), env, options: { port: 4 } });
    assert.deepEqual([config.host, config.port, config.sessionDays], ['b', 4, 2]);
    assert.deepEqual(config.trustedProxies, ['10.0.0.1', '10.1.0.0/16']);
  });

  it('listens on this machine only unless told otherwise, and keeps data where the platform does', () => {
    const config = readConfig({ env: { XDG_DATA_HOME: '/x' }, options: {} });
    assert.equal(config.host, '127.0.0.1');
    assert.match(defaultDataFolder('linux', {}), /\.local.share.cairn-studio$/);
    assert.match(defaultDataFolder('linux', { XDG_DATA_HOME: '/x' }), /^.x.cairn-studio$/);
    assert.match(defaultDataFolder('darwin', {}), /Application Support.cairn-studio$/);
    assert.match(defaultDataFolder('win32', { LOCALAPPDATA: 'C:' }), /^C:.cairn-studio$/);
  });

  it('says which setting is wrong, and where it came from', () => {
    const cases: [Parameters<typeof readConfig>[0], RegExp][] = [
      [file('{'), /studio\.json is not JSON/],
      [file('[]'), /must hold one JSON object/],
      [file('{"sessionDays": 0}'), /"sessionDays" in studio\.json/],
      [file('{"pots": 1}'), /"pots" in studio\.json/],
      [file('{"trustedProxies": "10.0.0.1"}'), /"trustedProxies" in studio\.json/],
      [{ env: {}, options: { port: 70_000 } }, /--port/],
      [{ env: { CAIRN_STUDIO_MAX_REQUESTS: 'many' }, options: {} }, /CAIRN_STUDIO_MAX_REQUESTS/],
      [{ env: { CAIRN_STUDIO_LOG_LEVEL: 'loud' }, options: {} }, /CAIRN_STUDIO_LOG_LEVEL/],
    ];
    for (const [sources, message] of cases)
      assert.throws(() => readConfig(sources), { code: 'usage', message });
  });
});
