import assert from 'node:assert/strict';
import { zstdCompressSync } from 'node:zlib';
import { v7 as uuid } from 'uuid';
import { sha256 } from '../../engine/content/hash.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import {
  MAX_BATCH_BYTES,
  MAX_CHUNK_BYTES,
  MAX_MESSAGE_BYTES,
  MESSAGE_TYPE,
  PROTOCOL_MIN,
  PROTOCOL_VERSION,
} from '../../proto/limits.ts';
import { checkpoint, contentOf, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { frameOf } from '../support/frames.ts';
import { chunkHomes, type TestStorage } from '../support/s3/storages.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

for (const [home, start] of Object.entries(chunkHomes()))
  describe(`content on the studio, in ${home}`, () => {
    const folder = useTempFolder();
    let storage: TestStorage;
    let studio: TestStudio;
    let ada: Seat;
    let art: Seat;
    let vic: Seat;
    beforeEach(async () => {
      storage = await start();
      const team = await startTeam(folder(), { art: 'Artist', vic: 'Vendor' }, storage.options);
      ({ studio, ada } = team);
      art = team.seats.art!;
      vic = team.seats.vic!;
    });
    afterEach(async () => {
      await studio.close();
      await storage.close();
    });

    const hashesOf = (content: { chunks: readonly StoredChunk[] }) =>
      content.chunks.map((chunk) => chunk.hash);
    const refusals = async (seat: Seat, chunk: StoredChunk) =>
      (await seat.upload([chunk])).refused.map((r) => r.code);

    it('comes back as it was sent, in the order asked for', async () => {
      const content = contentOf(seededBytes(1, 300_000), Buffer.alloc(200_000, 'ab'), seededBytes(3, 1));
      const { item: rock, checkpoint: v1 } = await art.asset('rock', content);
      assert.equal(content.chunks[1]?.codec, 'zstd');
      await ada.push(edit(rock, { task: true, assigneeId: vic.person.id }));
      const wanted = hashesOf(content).reverse();
      const frames = await vic.fetch(v1.id, wanted);
      assert.ok(Array.isArray(frames));
      assert.deepEqual(
        frames.map((frame) => Buffer.from(frame.hash).toString('hex')),
        wanted,
      );
      for (const frame of frames) {
        const sent = content.chunks.find((chunk) => chunk.hash === Buffer.from(frame.hash).toString('hex'))!;
        assert.ok(Buffer.from(frame.data).equals(Buffer.from(sent.data)));
        assert.equal(frame.size, sent.size);
      }
    });

    it('goes to nobody who is not entitled to a checkpoint it is part of', async () => {
      const content = contentOf(seededBytes(1, 1000));
      const other = contentOf(seededBytes(2, 1000));
      const box = item({ name: 'box', kind: 'collection' });
      await ada.push(newItem(box));
      const { item: rock, checkpoint: v1 } = await ada.asset('rock', content, { parentId: box.id });
      const { checkpoint: foreign } = await ada.asset('tree', other);
      assert.equal(await art.fetch(v1.id, hashesOf(content)), 404);
      assert.equal(await art.fetch(uuid(), hashesOf(content)), 404);
      await ada.push(edit(box, { shared: true }));
      const frames = await art.fetch(v1.id, [...hashesOf(content), other.chunks[0]!.hash]);
      assert.ok(Array.isArray(frames));
      assert.deepEqual(
        frames.map((frame) => frame.error),
        ['', '', 'not-found'],
      );
      assert.equal(await art.fetch(foreign.id, hashesOf(other)), 404);
      await ada.push(edit(rock, { trashed: true }));
      assert.equal(await art.fetch(v1.id, hashesOf(content)), 404, 'nor once it is in the trash');
      assert.ok(Array.isArray(await ada.fetch(v1.id, hashesOf(content))), 'its author keeps it');
    });

    it('follows dependencies of what is assigned', async () => {
      const { item: rock, checkpoint: v1 } = await ada.asset('rock', contentOf(seededBytes(1, 10)));
      const { item: shot } = await ada.asset('shot', contentOf(seededBytes(2, 10)));
      await ada.push(edit(shot, { task: true, assigneeId: vic.person.id }), {
        row: { dependency: { itemId: shot.id, targetId: rock.id, present: true } },
        created: true,
      });
      assert.ok(Array.isArray(await vic.fetch(v1.id, [])));
      await ada.push(edit(shot, { assigneeId: '' }));
      assert.equal(await vic.fetch(v1.id, []), 404);
    });

    it('is not had by knowing its hash', async () => {
      const secret = contentOf(seededBytes('secret', 1000));
      await ada.asset('secret', secret);
      const hashes = hashesOf(secret);
      assert.deepEqual(
        await art.missing(hashes),
        hashes,
        'an outsider is asked for it like for anything new',
      );
      assert.deepEqual(await ada.missing(hashes), []);
      const mine = item({ name: 'mine' });
      const claim = checkpoint(mine.id, secret);
      assert.deepEqual((await art.push(newItem(mine), newCheckpoint(claim))).rejected, {
        1: 'content-missing',
      });
      assert.equal(await art.fetch(claim.id, hashes), 404);
      await art.upload(secret.chunks);
      assert.deepEqual((await art.push(newCheckpoint(claim))).rejected, {}, 'who sends the bytes has them');
    });

    it('need not be sent again on top of what one may read', async () => {
      const shared = seededBytes(1, 1000);
      const first = contentOf(shared, seededBytes(2, 1000));
      const box = item({ name: 'box', kind: 'collection', shared: true });
      await ada.push(newItem(box));
      const { item: rock, checkpoint: v1 } = await ada.asset('rock', first, { parentId: box.id });
      const next = contentOf(shared, seededBytes(3, 1000));
      const own = next.chunks.slice(1);
      const hashes = hashesOf(next);
      assert.deepEqual(
        await art.missing(hashes, [v1.id]),
        own.map((chunk) => chunk.hash),
      );
      await art.upload(own);
      const v2 = checkpoint(rock.id, next, { parentId: v1.id });
      assert.deepEqual((await art.push(newCheckpoint(v2))).rejected, {});
      await ada.push(edit(box, { shared: false }));
      assert.deepEqual(
        await vic.missing(hashes, [v1.id, v2.id]),
        hashes,
        'a basis one may not read proves nothing',
      );
    });

    it('counts a basis named in the push itself', async () => {
      const first = contentOf(seededBytes(1, 1000));
      const box = item({ name: 'box', kind: 'collection', shared: true });
      await ada.push(newItem(box));
      const { checkpoint: v1 } = await ada.asset('rock', first, { parentId: box.id });
      const copy = item({ name: 'copy' });
      const claim = checkpoint(copy.id, first);
      assert.deepEqual((await art.push(newItem(copy), newCheckpoint(claim))).rejected, {
        1: 'content-missing',
      });
      assert.deepEqual((await art.push(newCheckpoint(claim, [v1.id]))).rejected, {});
    });

    it('is refused where it is not what it says', async () => {
      const data = Buffer.alloc(100_000, 'cairn');
      const hash = sha256(data);
      const packed = zstdCompressSync(data);
      const good = { hash, codec: 'zstd', size: data.length, data: packed } as const;
      const bomb = zstdCompressSync(Buffer.alloc(64 * MAX_CHUNK_BYTES));
      const bad: Record<string, StoredChunk> = {
        'another hash': { ...good, hash: sha256(Buffer.from('x')) },
        'a size too small': { ...good, size: data.length - 1 },
        'a size too large': { ...good, size: data.length + 1 },
        'trailing bytes': { ...good, data: Buffer.concat([packed, Buffer.from('more')]) },
        'a second frame': { ...good, data: Buffer.concat([packed, packed]) },
        'a bomb': {
          ...good,
          hash: sha256(Buffer.alloc(64 * MAX_CHUNK_BYTES)),
          size: MAX_CHUNK_BYTES,
          data: bomb,
        },
        'raw said to be zstd': { ...good, data },
        'no chunk that large': { hash, codec: 'raw', size: MAX_CHUNK_BYTES + 1, data: Buffer.alloc(10) },
      };
      for (const [what, chunk] of Object.entries(bad))
        assert.equal((await refusals(art, chunk)).length, 1, what);
      assert.deepEqual(await art.missing([hash]), [hash]);
      assert.deepEqual(await refusals(art, good), []);
      assert.deepEqual(await art.missing([hash]), []);
    });

    it('is kept up to the frame at which a stream breaks off', async () => {
      const chunks = contentOf(seededBytes(1, 500), seededBytes(2, 500)).chunks;
      const frames = chunks.map(frameOf);
      const cut = [frames[0]!, frames[1]!, frames[2]!.subarray(0, 20)];
      const answer = await art.person.frames(art.url('chunks'), cut);
      assert.deepEqual([answer.status, answer.code], [400, 'bad-message']);
      assert.deepEqual(await art.missing(chunks.map((chunk) => chunk.hash)), [chunks[2]!.hash]);
    });

    it('is bounded, whoever sends it', async () => {
      const junk = await art.person.frames(art.url('chunks'), [Buffer.alloc(5000, 0xff)]);
      assert.deepEqual([junk.status, junk.code], [400, 'bad-message']);
      const frame = frameOf({
        hash: sha256(Buffer.alloc(0)),
        codec: 'raw',
        size: 9,
        data: seededBytes(1, MAX_CHUNK_BYTES),
      });
      const many = Array.from({ length: MAX_BATCH_BYTES / MAX_CHUNK_BYTES + 8 }, () => frame);
      assert.equal((await art.person.frames(art.url('chunks'), many)).code, 'too-large');
      const large = await art.person.message(art.url('push'), Buffer.alloc(MAX_MESSAGE_BYTES + 1));
      assert.deepEqual([large.status, large.code], [413, 'too-large']);
      const json = await art.person.call('POST', '/v1/projects', { id: uuid(), name: 'x'.repeat(100_000) });
      assert.equal(json.code, 'too-large');
      const garbage = await art.person.message(art.url('push'), Buffer.from('not a message'));
      assert.equal(garbage.code, 'bad-message');
      const hash = await art.person.message(art.url('chunks/missing'), Buffer.from([0x0a, 0x03, 1, 2, 3]));
      assert.equal(hash.code, 'bad-message');
    });

    it('is spoken about in a version both know', async () => {
      const headers = { 'cairn-protocol': '99', 'content-type': MESSAGE_TYPE };
      const answer = await art.person.send({ url: art.url('changes?since=0'), headers });
      assert.deepEqual([answer.status, answer.code], [426, 'protocol-version']);
      const { error } = answer.raw.json() as { error: { details: object } };
      assert.deepEqual(error.details, { min: PROTOCOL_MIN, max: PROTOCOL_VERSION });
    });

    it('must be whole and of one size in a checkpoint', async () => {
      const content = contentOf(seededBytes(1, 1000), seededBytes(2, 1000));
      const rock = item({ name: 'rock' });
      await art.push(newItem(rock));
      const tries: [string, readonly StoredChunk[], object][] = [
        ['content-missing', content.chunks.slice(0, 1), {}],
        ['content-missing', content.chunks.slice(2), {}],
        ['bad-row', content.chunks, { size: 1999 }],
        [
          'content-missing',
          content.chunks,
          { preview: { hash: sha256(Buffer.from('p')), size: 1, mediaType: 'image/png' } },
        ],
        ['bad-row', content.chunks, { manifest: content.chunks[0]!.hash }],
        [
          'bad-row',
          content.chunks,
          { preview: { hash: content.chunks[0]!.hash, size: 5, mediaType: 'image/png' } },
        ],
      ];
      for (const [code, chunks, fields] of tries) {
        await art.upload(chunks);
        const pushed = await art.push(newCheckpoint(checkpoint(rock.id, content, fields)));
        assert.deepEqual(pushed.rejected, { 0: code }, JSON.stringify(fields));
      }
      assert.deepEqual((await art.push(newCheckpoint(checkpoint(rock.id, content)))).rejected, {});
      const empty = contentOf();
      await art.upload(empty.chunks);
      const nothing = item({ name: 'empty' });
      assert.deepEqual(
        (await art.push(newItem(nothing), newCheckpoint(checkpoint(nothing.id, empty)))).rejected,
        {},
      );
    });

    it('does not mix between projects', async () => {
      const content = contentOf(seededBytes(1, 1000));
      await art.upload(content.chunks);
      const other = await art.person.createProject('other');
      assert.deepEqual(await other.missing(hashesOf(content)), hashesOf(content));
      assert.deepEqual(await studio.studio.chunks.projects(), [ada.project]);
    });
  });
