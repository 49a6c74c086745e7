import assert from 'node:assert/strict';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { decodeChunk, encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { buildManifest } from '../../engine/content/manifest.ts';
import { readPlain } from '../../engine/content/plain.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Checkpoint } from '../../engine/domain/rows.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { MAX_DELTA_DEPTH } from '../../proto/limits.ts';
import { readConfig } from '../../server/config.ts';
import { backUp, restore } from '../../server/operations/backup.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { type Content, checkpoint, contentOf, edit, newCheckpoint } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { deltaOn, deltas, versions } from '../support/deltas.ts';
import { chunkHomes, type TestStorage } from '../support/s3/storages.ts';
import { type Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const HOUR = 3_600_000;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** A version of one chunk, kept in the form given. */
function versionOf(chunk: StoredChunk, plain: Buffer): Content {
  const manifest = buildManifest([{ hash: chunk.hash, size: plain.length }]);
  return {
    chunks: [chunk, ...manifest.nodes],
    address: { contentHash: sha256(plain), size: plain.length, manifest: manifest.root },
  };
}

for (const [home, start] of Object.entries(chunkHomes()))
  describe(`deltas on the studio, in ${home}`, () => {
    const folder = useTempFolder();
    const data = () => join(folder(), 'data');
    let storage: TestStorage;
    let studio: TestStudio;
    let ada: Seat;
    let art: Seat;
    let vic: Seat;
    beforeEach(async () => {
      storage = await start();
      const team = await startTeam(data(), { art: 'Artist', vic: 'Vendor' }, storage.options);
      ({ studio, ada } = team);
      art = team.seats.art!;
      vic = team.seats.vic!;
    });
    afterEach(async () => {
      await studio.close();
      await storage.close();
    });

    const codes = async (seat: Seat, chunks: readonly StoredChunk[]) =>
      Object.fromEntries((await seat.upload(chunks)).refused.map(({ index, code }) => [index, code]));
    const kept = async (hash: string) => (await studio.studio.chunks.info(ada.project, [hash])).get(hash);
    const plainOf = (hash: string) => readPlain(hash, (one) => studio.studio.chunks.get(ada.project, one));
    const problems = async () => (await verifyStudio(studio.studio)).problems;

    describe('coming in', () => {
      it('are kept as they were sent, on what their sender has sent before or in the same batch', async () => {
        const [first, second, third] = deltas(3);
        assert.deepEqual(await codes(art, [first!, second!]), {});
        assert.deepEqual(await codes(art, [third!]), {});
        assert.deepEqual([(await kept(second!.hash))?.codec, (await kept(third!.hash))?.depth], ['delta', 2]);
        assert.ok((await plainOf(third!.hash))?.equals(versions(3)[2]!));
        assert.deepEqual(await art.missing([first!.hash, third!.hash]), []);
      });

      it('may stand on what a basis proved', async () => {
        const [one, two] = versions(2);
        const { item, checkpoint: v1 } = await ada.asset('rock', contentOf(one!));
        const delta = deltaOn(one!, two!);
        assert.deepEqual(await codes(art, [delta]), { 0: 'base-missing' });
        assert.deepEqual(
          await art.missing([sha256(one!)], [v1.id]),
          [sha256(one!)],
          'it proves nothing to an outsider',
        );
        assert.deepEqual(await codes(art, [delta]), { 0: 'base-missing' });
        await ada.push(edit(item, { task: true, assigneeId: art.person.id }));
        assert.deepEqual(await art.missing([sha256(one!)], [v1.id]), []);
        assert.deepEqual(await codes(art, [delta]), {});
      });

      it('are refused where they stand on what their sender does not hold, and nothing is kept', async () => {
        const [first, second] = deltas(2);
        assert.deepEqual(await codes(art, [second!]), { 0: 'base-missing' }, 'not there at all');
        await ada.upload([first!]);
        assert.deepEqual(await codes(art, [second!]), { 0: 'base-missing' }, "another's: the same answer");
        assert.deepEqual(await codes(art, [second!, first!]), { 0: 'base-missing' }, 'comes later');
        const other = await art.person.createProject('other');
        await other.upload([encodeChunk(sha256(seededBytes('p', 9_000)), seededBytes('p', 9_000))]);
        const foreign = deltaOn(
          seededBytes('p', 9_000),
          Buffer.concat([seededBytes('p', 9_000), Buffer.from('x')]),
        );
        assert.deepEqual(await codes(art, [foreign]), { 0: 'base-missing' }, 'of another project');
        assert.equal(await kept(second!.hash), undefined);
        assert.equal(await kept(foreign.hash), undefined);
      });

      it('are refused where they are poisoned', async () => {
        const [one, two] = versions(2);
        const good = deltaOn(one!, two!);
        const base = good.base!;
        await art.upload([
          encodeChunk(sha256(one!), one!),
          encodeChunk(sha256(seededBytes(9, 20_000)), seededBytes(9, 20_000)),
        ]);
        const bomb = zstdCompressSync(Buffer.alloc(60_000_000));
        const wrong: [string, StoredChunk, string][] = [
          [
            'another base',
            { ...good, base: { ...base, chunks: [sha256(seededBytes(9, 20_000))] } },
            'integrity',
          ],
          ['another part of it', { ...good, base: { ...base, start: 100, length: 10_000 } }, 'integrity'],
          ['more than there is', { ...good, base: { ...base, length: 20_001 } }, 'integrity'],
          ['no base', { ...good, base: { ...base, chunks: [] } }, 'bad-message'],
          ['none at all', { ...good, base: undefined }, 'bad-message'],
          [
            'thousands of bases',
            { ...good, base: { ...base, chunks: Array(40).fill(base.chunks[0]) } },
            'bad-message',
          ],
          ['a dictionary out of bounds', { ...good, base: { ...base, length: 1e9 } }, 'bad-message'],
          ['itself', { ...good, base: { ...base, chunks: [good.hash] } }, 'base-missing'],
          ['a bomb', { ...good, data: bomb }, 'integrity'],
          ['other bytes', { ...good, hash: sha256(Buffer.from('x')) }, 'integrity'],
          ['a second frame', { ...good, data: Buffer.concat([good.data, good.data]) }, 'integrity'],
          ['a base on a whole chunk', { ...encodeChunk(sha256(two!), two!), base }, 'bad-message'],
        ];
        for (const [what, chunk, code] of wrong) {
          assert.deepEqual(await codes(art, [chunk]), { 0: code }, what);
          assert.equal(await kept(chunk.hash), undefined, what);
        }
        assert.deepEqual(await codes(art, [good]), {}, 'and the right one is taken');
      });

      it('are refused in circles, and when they are too deep', async () => {
        const [one, two] = versions(2);
        assert.deepEqual(await codes(art, [deltaOn(two!, one!), deltaOn(one!, two!)]), {
          0: 'base-missing',
          1: 'base-missing',
        });
        const chain = deltas(MAX_DELTA_DEPTH + 2, 'deep');
        assert.deepEqual(await codes(art, chain), { [MAX_DELTA_DEPTH + 1]: 'delta-too-deep' });
        assert.deepEqual(await codes(art, chain.slice(-1)), { 0: 'delta-too-deep' });
        assert.ok(await plainOf(chain.at(-2)!.hash));
      });

      it('fall with what they stand on, and nothing else does', async () => {
        const [first, second] = deltas(2);
        const bad = { ...first!, data: Buffer.from(first!.data).fill(7, 100, 200) };
        const other = encodeChunk(sha256(seededBytes(3, 500)), seededBytes(3, 500));
        const refused = await codes(art, [bad, second!, other]);
        assert.equal(refused[0], 'integrity');
        assert.ok(refused[1]);
        assert.deepEqual(Object.keys(refused).length, 2);
        assert.deepEqual(await art.missing([first!.hash, second!.hash, other.hash]), [
          first!.hash,
          second!.hash,
        ]);
      });
    });

    describe('going out', () => {
      let v1: { id: string };
      let v2: { id: string };
      const [one, two] = versions(2, 'out', 60_000);
      const delta = deltaOn(one!, two!);
      beforeEach(async () => {
        const first = await ada.asset('rock', contentOf(one!));
        const content = versionOf(delta, two!);
        await ada.upload(content.chunks);
        const next = checkpoint(first.item.id, content, { parentId: first.checkpoint.id, version: 2 });
        const pushed = await ada.push(
          newCheckpoint(next),
          edit(first.item, { task: true, assigneeId: vic.person.id }),
        );
        assert.deepEqual(pushed.rejected, {});
        [v1, v2] = [first.checkpoint, next];
      });

      const only = async (seat: Seat, more: Parameters<Seat['fetch']>[2]): Promise<cairn.v1.ChunkFrame> => {
        const frames = await seat.fetch(v2.id, [delta.hash], more);
        assert.ok(Array.isArray(frames) && frames.length === 1);
        return frames[0]!;
      };
      const isWhole = (frame: cairn.v1.ChunkFrame) => {
        assert.equal(frame.base, null);
        const chunk = {
          hash: delta.hash,
          codec: frame.codec === 1 ? 'raw' : 'zstd',
          size: frame.size,
          data: frame.data,
        };
        assert.ok(decodeChunk(chunk as StoredChunk).equals(two!));
      };

      it('go as deltas to those who hold what they stand on', async () => {
        const frame = await only(vic, { deltas: true, held: [v1.id] });
        assert.deepEqual(frame.base?.chunks?.map(hex), [sha256(one!)]);
        assert.ok(frame.data.length < 200);
      });

      it('go whole to those who hold nothing, or cannot read them', async () => {
        isWhole(await only(vic, {}));
        isWhole(await only(vic, { deltas: true }));
        isWhole(await only(vic, { held: [v1.id] }));
      });

      it('are made anew on what the asker holds, where versions in between are not theirs', async () => {
        const three = Buffer.from(two!);
        three[500] = three[500]! ^ 1;
        const content = versionOf(deltaOn(two!, three), three);
        assert.deepEqual(await vic.missing([delta.hash], [v2.id]), []);
        assert.deepEqual(await codes(vic, content.chunks), {});
        const next = checkpoint((v2 as Checkpoint).assetId, content, { parentId: v2.id, version: 3 });
        assert.deepEqual((await vic.push(newCheckpoint(next))).rejected, {});
        const frames = await vic.fetch(next.id, [sha256(three)], { deltas: true, held: [v1.id] });
        assert.ok(Array.isArray(frames));
        assert.deepEqual(frames[0]!.base?.chunks?.map(hex), [sha256(one!)]);
        assert.ok(frames[0]!.data.length < 200);
        const { size, data } = frames[0]!;
        const base = { chunks: [sha256(one!)], start: 0, length: one!.length };
        assert.deepEqual(frames[0]!.base?.length, one!.length);
        const chunk: StoredChunk = { hash: sha256(three), codec: 'delta', size, data, base };
        assert.ok(decodeChunk(chunk, one!).equals(three));
        const nothing = await vic.fetch(next.id, [sha256(three)], { deltas: true });
        assert.ok(Array.isArray(nothing) && !nothing[0]!.base);
      });

      it('go whole where what is said to be held may not be read by who says so', async () => {
        const secret = await ada.asset('secret', contentOf(one!));
        isWhole(await only(vic, { deltas: true, held: [secret.checkpoint.id] }));
      });

      it('go as deltas behind what they stand on, where both are asked for', async () => {
        const parts = [
          { checkpointId: v1.id, hashes: [Buffer.from(sha256(one!), 'hex')] },
          { checkpointId: v2.id, hashes: [Buffer.from(delta.hash, 'hex')] },
        ];
        const frames = await vic.fetch('', [], { deltas: true, parts });
        assert.ok(Array.isArray(frames));
        assert.deepEqual(
          frames.map((frame) => frame.codec),
          [1, 3],
        );
        const reversed = await vic.fetch('', [], { deltas: true, parts: parts.toReversed() });
        assert.ok(Array.isArray(reversed));
        assert.deepEqual(
          reversed.map((frame) => frame.codec),
          [1, 1],
        );
      });

      it('never bring what they stand on along: a base is served to those entitled to it alone', async () => {
        const frames = await vic.fetch(v2.id, [delta.hash, sha256(one!)], { deltas: true, held: [v1.id] });
        assert.ok(Array.isArray(frames));
        assert.deepEqual(
          frames.map((frame) => frame.error),
          ['', 'not-found'],
        );
      });

      it('answers for each checkpoint of a request on its own', async () => {
        const secret = await ada.asset('secret', contentOf(seededBytes('secret', 1_000)));
        const parts = [
          {
            checkpointId: secret.checkpoint.id,
            hashes: [Buffer.from(sha256(seededBytes('secret', 1_000)), 'hex')],
          },
          { checkpointId: v2.id, hashes: [Buffer.from(delta.hash, 'hex')] },
        ];
        const frames = await vic.fetch('', [], { parts });
        assert.ok(Array.isArray(frames));
        assert.deepEqual(
          frames.map((frame) => frame.error),
          ['not-found', ''],
        );
      });
    });

    describe('being looked after', () => {
      /** An asset whose only version stands on a chunk of another's. */
      const borrowed = async () => {
        const [one, two] = versions(2, 'lent', 60_000);
        const lender = await ada.asset('lender', contentOf(one!));
        const content = versionOf(deltaOn(one!, two!), two!);
        const borrower = await ada.asset('borrower', content);
        return { lender, borrower, base: sha256(one!), delta: sha256(two!), plain: two! };
      };

      it('are made whole before what they stand on is collected', async () => {
        const { lender, borrower, base, delta, plain } = await borrowed();
        await ada.push(edit(lender.item, { trashed: true }));
        await ada.push(edit(lender.item, { purged: true }));
        studio.pass(50 * HOUR);
        const dry = await collect(studio.studio, true);
        const done = await collect(studio.studio, false);
        assert.deepEqual([done.chunks, done.bytes], [dry.chunks, dry.bytes]);
        assert.equal(await kept(base), undefined);
        assert.equal((await kept(delta))?.depth, 0);
        assert.ok((await plainOf(delta))?.equals(plain));
        assert.ok(Array.isArray(await ada.fetch(borrower.checkpoint.id, [delta])));
        assert.deepEqual(await problems(), []);
      });

      it('go together with what they stand on where neither is wanted', async () => {
        const chain = deltas(4);
        await ada.upload(chain);
        studio.pass(50 * HOUR);
        const done = await collect(studio.studio, false);
        assert.equal(done.chunks, 4);
        for (const { hash } of chain) assert.equal(await kept(hash), undefined);
      });

      it('are found where what they stand on is damaged', async () => {
        const { delta } = await borrowed();
        const { chunks } = studio.studio;
        const damaged = encodeChunk(sha256(seededBytes(1, 60_000)), seededBytes(1, 60_000));
        await chunks.makeWhole(ada.project, { ...damaged, hash: (await kept(delta))!.base!.chunks[0]! });
        assert.deepEqual(
          (await problems()).map(({ code }) => code),
          ['integrity', 'integrity'],
        );
      });

      it('come through a backup as they are', async () => {
        const { borrower, delta, plain } = await borrowed();
        await backUp(studio.studio, join(folder(), 'backup'));
        await restore(
          join(folder(), 'backup'),
          readConfig({ env: {}, options: { data: join(folder(), 'new') } }),
        );
        const other = await TestStudio.open(join(folder(), 'new'));
        try {
          const { chunks } = other.studio;
          assert.equal((await chunks.get(ada.project, delta))?.codec, 'delta');
          assert.ok((await readPlain(delta, (one) => chunks.get(ada.project, one)))?.equals(plain));
          assert.deepEqual((await verifyStudio(other.studio)).problems, []);
          assert.ok(borrower.checkpoint.id);
        } finally {
          await other.close();
        }
      });
    });
  });
