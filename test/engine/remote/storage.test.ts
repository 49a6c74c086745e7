import assert from 'node:assert/strict';
import { StorageHttp } from '../../../engine/remote/storage.ts';
import { StandIn } from '../../support/s3/stand-in.ts';

describe('addresses that a studio gives out', () => {
  let storage: StandIn;
  before(async () => {
    storage = await StandIn.start();
  });
  after(() => storage.close());
  const ask = async (studio: string, url: string, headers: { name: string; value: string }[] = []) => {
    const http = new StorageHttp(studio);
    try {
      await http.get({ url, headers }, 1, new AbortController().signal);
      return 'asked';
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await http.close();
    }
  };

  it('are refused where they ask for more than a storage needs', async () => {
    const good = `${storage.endpoint}/art/x`;
    for (const url of [
      'file:///etc/passwd',
      'ftp://127.0.0.1/x',
      'nonsense',
      '',
      good.replace('//', '//user:word@'),
    ])
      assert.equal(await ask('http://studio', url), 'studio-garbage', url);
    assert.equal(await ask('https://studio', good), 'studio-garbage', 'less safe than the studio itself');
    for (const name of [
      'authorization',
      'cookie',
      'host',
      'metadata-flavor',
      'x-forwarded-for',
      'Range',
      'x-amz-\n',
    ])
      assert.equal(await ask('http://studio', good, [{ name, value: 'x' }]), 'studio-garbage', name);
    assert.deepEqual(storage.seen, [], 'nobody was asked');
  });

  it('are asked otherwise, and what the storage says is told as the storage’s', async () => {
    assert.equal(await ask('http://studio', `${storage.endpoint}/art/x`), 'studio-error');
    assert.equal(storage.seen.length, 1);
    assert.equal(await ask('http://studio', 'http://127.0.0.1:1/art/x'), 'studio-unreachable');
  });
});
