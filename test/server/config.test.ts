import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultDataFolder, readConfig, type StudioOptions, storageOf } from '../../server/config.ts';
import { useTempFolder } from '../support/temp.ts';

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

  it('without a home folder needs a data folder, and takes none below the current one', () => {
    const message = /--data/;
    for (const home of ['', 'relative'])
      for (const platform of ['linux', 'darwin', 'win32'] as const)
        assert.throws(() => defaultDataFolder(platform, { XDG_DATA_HOME: '' }, () => home), { message });
    const { HOME } = process.env;
    process.env.HOME = '';
    try {
      assert.throws(() => readConfig({ env: {}, options: {} }), { code: 'usage', message });
      assert.equal(readConfig({ env: {}, options: { data: '/srv/cairn' } }).data, '/srv/cairn');
    } finally {
      process.env.HOME = HOME;
    }
  });

  it('says which setting is wrong, and where it came from', () => {
    const cases: [Parameters<typeof readConfig>[0], RegExp][] = [
      [file('{'), /studio\.json is not JSON/],
      [file('[]'), /must hold one JSON object/],
      [file('{"sessionDays": 0}'), /"sessionDays" in studio\.json/],
      [file('{"pots": 1}'), /"pots" in studio\.json: there is no such setting/],
      [file('{"trustedProxies": "10.0.0.1"}'), /"trustedProxies" in studio\.json/],
      [{ env: {}, options: { port: 70_000 } }, /--port: must be 65535 at most/],
      [{ env: {}, options: { port: 1.5 } }, /--port: must be a whole number/],
      [{ env: {}, options: { sessionDays: 0 } }, /must be 1 at least/],
      [{ env: { CAIRN_STUDIO_MAX_REQUESTS: 'many' }, options: {} }, /CAIRN_STUDIO_MAX_REQUESTS/],
      [{ env: { CAIRN_STUDIO_LOG_LEVEL: 'loud' }, options: {} }, /CAIRN_STUDIO_LOG_LEVEL/],
      [{ env: { CAIRN_STUDIO_PROT: '1' }, options: {} }, /CAIRN_STUDIO_PROT: there is no such setting/],
    ];
    for (const [sources, message] of cases)
      assert.throws(() => readConfig(sources), { code: 'usage', message });
  });

  describe('of a storage', () => {
    const folder = useTempFolder();
    const given = {
      s3Bucket: 'art',
      s3Endpoint: 'http://127.0.0.1:9000',
      s3AccessKey: 'AK',
      s3Secret: 'not to be told',
    };

    it('comes from the file, the environment, and a file of its own for the secret', () => {
      const file = join(folder(), 'secret');
      writeFileSync(file, ' s3cret \nmore');
      const env = {
        CAIRN_STUDIO_S3_SECRET_FILE: file,
        CAIRN_STUDIO_S3_PATH_STYLE: 'false',
        CAIRN_STUDIO_DIRECT: 'false',
      };
      const options = { ...given, s3Secret: undefined, s3Endpoint: 'https://s3.example.com' };
      const found = storageOf(readConfig({ env, options: options as StudioOptions }));
      assert.deepEqual(
        [found?.secret, found?.pathStyle, found?.direct, found?.region],
        ['s3cret', false, false, 'us-east-1'],
      );
      assert.equal(found?.clientEndpoint.href, 'https://s3.example.com/');
      assert.equal(storageOf(readConfig({ env: {}, options: {} })), undefined);
    });

    it('says which key is missing or wrong, and never the secret', () => {
      const cases: [Record<string, unknown>, RegExp][] = [
        [{ s3Endpoint: undefined }, /s3Endpoint/u],
        [{ s3AccessKey: undefined }, /s3AccessKey/u],
        [{ s3Secret: undefined }, /s3Secret/u],
        [{ s3Bucket: undefined }, /s3Bucket/u],
        [{ s3Bucket: 'Not A Bucket' }, /s3Bucket/u],
        [{ s3Endpoint: 'ftp://x' }, /s3Endpoint/u],
        [{ s3Prefix: '../up' }, /s3Prefix/u],
        [{ s3PathStyle: 'perhaps' }, /s3PathStyle/u],
        [{ s3PathStyle: false }, /s3PathStyle/u],
        [{ s3SecretFile: '/x' }, /s3SecretFile/u],
        [{ s3Secret: undefined, s3SecretFile: join(folder(), 'none') }, /s3SecretFile.*ENOENT/u],
        [{ s3Secret: `not to be told${'x'.repeat(300)}` }, /s3Secret/u],
      ];
      for (const [change, message] of cases) {
        const read = () => readConfig({ env: {}, options: { ...given, ...change } as StudioOptions });
        assert.throws(
          read,
          (error: Error) => message.test(error.message) && !error.message.includes('not to be told'),
          JSON.stringify(change),
        );
      }
    });
  });
});
