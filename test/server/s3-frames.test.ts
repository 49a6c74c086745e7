import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { S3Store } from '../../server/chunks/s3/s3-store.ts';
import { readConfig, storageOf } from '../../server/config.ts';
import { openSqliteMetadata } from '../../server/metadata/sqlite.ts';
import { seededBytes } from '../support/chunks.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { useTempFolder } from '../support/temp.ts';

describe('frames that are read into memory of whoever asks', () => {
  const folder = useTempFolder();

  it('end, also where they fail, when nothing is written to it any more', async () => {
    const storage = await StandIn.start();
    const metadata = await openSqliteMetadata(join(folder(), 'studio.sqlite'));
    const config = readConfig({ env: {}, options: { ...storage.options, data: folder() } });
    const store = await S3Store.open(storageOf(config)!, metadata);
    const open = Promise.withResolvers<void>();
    try {
      const project = uuid();
      const plains = ['one', 'two'].map((seed) => seededBytes(seed, 50_000));
      const chunks = plains.map((plain) => encodeChunk(sha256(plain), plain));
      for (const chunk of chunks) await store.put(project, [chunk]);
      storage.seen.length = 0;
      storage.fault = ({ method }) => (method === 'GET' ? { after: open.promise } : undefined);
      let given = 0;
      // There is no memory for the first, while the second is on its way.
      const take = (bytes: number) => {
        if (given++ === 0) throw new Error('no memory');
        return Buffer.alloc(bytes);
      };
      let ended = false;
      const hashes = chunks.map(({ hash }) => hash);
      const read = async () => {
        for await (const _ of store.frames(project, hashes, undefined, take));
      };
      const reading = assert.rejects(read, /no memory/u).finally(() => {
        ended = true;
      });
      while (storage.seen.length === 0) await setImmediate();
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      assert.equal(ended, false, 'the second is still being read');
      open.resolve();
      await reading;
    } finally {
      open.resolve();
      await store.close();
      await metadata.close();
      await storage.close();
    }
  });
});
