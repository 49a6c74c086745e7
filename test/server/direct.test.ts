import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { sha256 } from '../../engine/content/hash.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { markDamaged } from '../../server/chunks/soundness.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { checkpoint, contentOf, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { deltas } from '../support/deltas.ts';
import { declared, frameBytes } from '../support/s3/declared.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { storages, type TestStorage } from '../support/s3/storages.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const HOUR = 3_600_000;

async function open(seat: Seat, request: cairn.v1.IDirectUploadRequest) {
  const body = cairn.v1.DirectUploadRequest.encode(request).finish();
  const answer = await seat.person.message(seat.url('chunks/direct'), body);
  const place =
    answer.status === 200 ? cairn.v1.DirectUploadResponse.decode(answer.raw.rawPayload) : undefined;
  return { ...answer, place };
}

async function confirm(seat: Seat, uploadId: string) {
  const body = cairn.v1.DirectConfirmRequest.encode({ uploadId }).finish();
  return seat.person.message(seat.url('chunks/direct/confirm'), body);
}

const put = (place: cairn.v1.DirectUploadResponse, body: Buffer, headers?: Record<string, string>) =>
  fetch(place.url, {
    method: 'PUT',
    body: new Uint8Array(body),
    headers: headers ?? Object.fromEntries(place.headers.map(({ name, value }) => [name ?? '', value ?? ''])),
  });

/** All three steps. */
async function send(seat: Seat, chunks: readonly StoredChunk[]): Promise<void> {
  const { place } = await open(seat, declared(chunks));
  assert.ok(place && place.refused.length === 0, JSON.stringify(place));
  assert.equal((await put(place, frameBytes(chunks))).status, 200);
  assert.equal((await confirm(seat, place.uploadId)).status, 200);
}

async function plan(seat: Seat, checkpointId: string, hashes: readonly string[]) {
  const request = { parts: [{ checkpointId, hashes: hashes.map(hashToBytes) }] };
  const body = cairn.v1.FetchRequest.encode(request).finish();
  const answer = await seat.person.message(seat.url('chunks/direct/fetch'), body);
  assert.equal(answer.status, 200, answer.raw.body);
  return cairn.v1.DirectFetchResponse.decode(answer.raw.rawPayload);
}

const hashesOf = (content: { chunks: readonly StoredChunk[] }) => content.chunks.map(({ hash }) => hash);
/** A chunk that says to be another. */
const poisoned = ({ hash, size }: StoredChunk): StoredChunk => ({
  ...{ hash, size, codec: 'raw' },
  data: seededBytes(999, size),
});
/** Content whose first chunk is as it is, uncompressed. */
const art = (seed: number, bytes = 300_000) => contentOf(seededBytes(seed, bytes));

for (const [name, start] of Object.entries(storages())) {
  describe(`uploads to the storage itself, on ${name}`, () => {
    const folder = useTempFolder();
    let storage: TestStorage;
    let studio: TestStudio;
    let ada: Seat;
    let mel: Seat;
    let ben: Seat;
    beforeEach(async () => {
      storage = await start();
      const team = await startTeam(folder(), { mel: 'Artist', ben: 'Artist' }, storage.options);
      ({ studio, ada } = team);
      mel = team.seats.mel!;
      ben = team.seats.ben!;
    });
    afterEach(async () => {
      await studio.close();
      await storage.close();
    });
    const checked = async () => {
      studio.studio.checker?.wake();
      await studio.studio.checker?.idle();
    };
    const states = async () => {
      const rows = await studio.studio.metadata.db.selectFrom('chunk').select('state').execute();
      return rows.map(({ state }) => state).sort();
    };

    it('are chunks once they are there, and sound once they were checked', async () => {
      const content = art(1);
      await send(mel, content.chunks);
      assert.deepEqual(await mel.missing(hashesOf(content)), []);
      assert.deepEqual(await states(), [1, 1]);
      await checked();
      assert.deepEqual(await states(), [0, 0]);
      const { checkpoint: version } = await mel.asset('rock', content);
      const frames = await mel.fetch(version.id, hashesOf(content));
      assert.ok(Array.isArray(frames) && frames.every((frame) => frame.error === ''));
    });

    it('cannot be of other bytes, or of another length, than was said', async () => {
      const content = art(1);
      const bytes = frameBytes(content.chunks);
      const { place } = await open(mel, declared(content.chunks));
      const other = Buffer.from(bytes);
      other[5000]! ^= 1;
      assert.ok((await put(place!, other)).status >= 400, 'other bytes');
      assert.ok((await put(place!, bytes.subarray(0, -1))).status >= 400, 'fewer');
      const lying = { 'x-amz-content-sha256': sha256(other) };
      assert.equal((await put(place!, other, lying)).status, 403, 'another hash');
      assert.ok((await put(place!, bytes, {})).status >= 400, 'none');
      assert.equal((await confirm(mel, place!.uploadId)).code, 'not-found', 'it is not there');
      assert.deepEqual(await mel.missing(hashesOf(content)), hashesOf(content));
    });

    it('belong to who asked for them, in the project they asked for them in', async () => {
      const content = art(1);
      const { place } = await open(mel, declared(content.chunks));
      await put(place!, frameBytes(content.chunks));
      assert.equal((await confirm(ben, place!.uploadId)).code, 'not-found');
      const other = await mel.person.createProject('other');
      assert.equal((await confirm(other, place!.uploadId)).code, 'not-found');
      assert.equal((await confirm(mel, uuid())).code, 'not-found');
      assert.equal((await confirm(mel, place!.uploadId)).status, 200);
      assert.equal((await confirm(mel, place!.uploadId)).status, 200, 'once more changes nothing');
    });

    it('give nothing to who has left meanwhile, nor to anybody else', async () => {
      const content = art(1);
      const { place } = await open(mel, declared(content.chunks));
      assert.equal((await ada.person.call('DELETE', ada.url('members/mel'))).status, 204);
      // What was signed before is good for its five minutes; what is sent by it is nobody's.
      assert.equal((await put(place!, frameBytes(content.chunks))).status, 200);
      assert.equal((await confirm(mel, place!.uploadId)).code, 'not-found');
      assert.equal((await open(mel, declared(content.chunks))).code, 'not-found');
      assert.deepEqual(await states(), []);
      assert.equal((await confirm(ada, place!.uploadId)).code, 'not-found');
      assert.deepEqual(await ada.missing(hashesOf(content)), hashesOf(content));
    });

    it('are confirmed by each of two calls that come at once', async () => {
      const content = art(1);
      const { place } = await open(mel, declared(content.chunks));
      await put(place!, frameBytes(content.chunks));
      const answers = await Promise.all([1, 2].map(() => confirm(mel, place!.uploadId)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
      assert.deepEqual(await mel.missing(hashesOf(content)), []);
    });

    it('are answered as before when they are confirmed again', async () => {
      const [base, delta] = deltas(2);
      await send(mel, [base!]);
      await send(mel, [delta!]);
      await checked();
      const { place } = await open(mel, declared([delta!]));
      await put(place!, frameBytes([delta!]));
      const { metadata } = studio.studio;
      await markDamaged(metadata.db, mel.project, [delta!.hash]);
      const first = cairn.v1.UploadResponse.decode((await confirm(mel, place!.uploadId)).raw.rawPayload);
      assert.deepEqual(
        first.refused.map(({ code }) => code),
        ['base-missing'],
      );
      const again = cairn.v1.UploadResponse.decode((await confirm(mel, place!.uploadId)).raw.rawPayload);
      assert.deepEqual(again.refused, first.refused);
    });

    it('of what others have sent long ago keep that from being collected', async () => {
      const content = art(1);
      await ben.upload(content.chunks);
      studio.pass(25 * HOUR);
      await send(mel, content.chunks);
      assert.equal((await collect(studio.studio, false)).chunks, 0);
    });

    it('cannot spoil what others send', async () => {
      const content = art(1);
      await send(mel, content.chunks.map(poisoned));
      // Mel says to have them. Nobody else's upload is skipped because of it.
      assert.deepEqual(await ben.missing(hashesOf(content)), hashesOf(content));
      await send(ben, content.chunks);
      await checked();
      const { checkpoint: version } = await ben.asset('rock', content);
      const frames = await ben.fetch(version.id, hashesOf(content));
      assert.ok(Array.isArray(frames));
      for (const [at, frame] of frames.entries())
        assert.ok(Buffer.from(frame.data).equals(Buffer.from(content.chunks[at]!.data)));
      assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    });

    it('do not count for others through a version that they may read, before they were checked', async () => {
      const content = art(1);
      const [body, root] = content.chunks;
      await send(mel, [poisoned(body!), root!]);
      const { item: rock, checkpoint: version } = await pushed(mel, content);
      await ada.push(edit(rock, { shared: true }));
      await ada.push(edit(rock, { task: true, assigneeId: ben.person.id }));
      assert.deepEqual(await ben.missing(hashesOf(content), [version.id]), [body!.hash]);
      assert.deepEqual(await mel.missing(hashesOf(content)), [body!.hash], 'Mel is asked for it again');
      await ben.upload([body!]);
      assert.deepEqual(await mel.missing(hashesOf(content)), [], 'which heals it');
      assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    });

    it('may be deltas on what their sender holds, and on nothing else', async () => {
      const [first, second, third] = deltas(3);
      const alone = await open(mel, declared([second!]));
      assert.deepEqual(
        alone.place?.refused.map(({ code }) => code),
        ['base-missing'],
      );
      assert.equal(alone.place?.url, '');
      await send(ben, [first!]);
      const others = await open(mel, declared([second!]));
      assert.deepEqual(
        others.place?.refused.map(({ code }) => code),
        ['base-missing'],
        'it does not tell what others have',
      );
      await send(mel, [first!, second!]);
      await send(mel, [third!]);
      await checked();
      assert.deepEqual(await states(), [0, 0, 0]);
    });

    it('that lie about sizes, codecs and bases are found out', async () => {
      const [first, second] = deltas(2);
      const whole = art(3).chunks[0]!;
      await send(mel, [first!]);
      const lies: cairn.v1.IDirectFrame[] = [
        { ...declared([whole]).frames![0]!, size: whole.size - 1 },
        { ...declared([second!]).frames![0]!, codec: 1, base: null },
      ];
      for (const [at, lie] of lies.entries()) {
        const chunk = [whole, second!][at]!;
        const { place } = await open(mel, { ...declared([chunk]), frames: [lie] });
        await put(place!, frameBytes([chunk]));
        assert.equal((await confirm(mel, place!.uploadId)).status, 200);
      }
      await checked();
      assert.deepEqual(await states(), [0, 2, 2]);
      await verifyStudio(studio.studio);
      assert.deepEqual(await states(), [0, 2, 2], 'and stay so, though one of them can be read');
    });

    it('are refused where what is said of them cannot be', async () => {
      const content = art(1);
      const good = declared(content.chunks);
      const frame = good.frames![0]!;
      const bad: cairn.v1.IDirectUploadRequest[] = [
        { ...good, bytes: good.bytes! + 1 },
        { ...good, sha256: Buffer.alloc(5) },
        { ...good, frames: [frame, frame] },
        { ...good, frames: [] },
        { ...good, frames: [{ ...frame, length: 4_000_000_000 }] },
        { ...good, frames: [{ ...frame, codec: 9 as cairn.v1.Codec }] },
        { ...good, frames: [{ ...frame, hash: Buffer.alloc(31) }] },
        { ...good, frames: [{ ...frame, codec: 3 }] },
      ];
      for (const request of bad) assert.equal((await open(mel, request)).code, 'bad-message');
      assert.equal((await open(mel, { ...good, bytes: 4_000_000_000 })).code, 'too-large');
    });

    it('can be read by who is entitled to them: these bytes, and no others of the object', async () => {
      const [mine, secret] = [art(1), art(2)];
      await send(mel, [...mine.chunks, ...secret.chunks]);
      const { item: rock, checkpoint: version } = await pushed(mel, mine);
      await ada.push(edit(rock, { task: true, assigneeId: ben.person.id }));
      const wanted = [...hashesOf(mine), secret.chunks[0]!.hash];
      const { ranges, rest } = await plan(ben, version.id, wanted);
      assert.deepEqual(
        rest.map((hash) => Buffer.from(hash).toString('hex')),
        [secret.chunks[0]!.hash],
      );
      const [range] = ranges;
      assert.equal(ranges.length, 1);
      const headers = Object.fromEntries(
        range!.headers!.map(({ name: key, value }) => [key ?? '', value ?? '']),
      );
      const answer = await fetch(range!.url!, { headers });
      assert.ok(Buffer.from(await answer.arrayBuffer()).equals(frameBytes(mine.chunks)));
      assert.equal((await fetch(range!.url!)).status, 403, 'not the whole object');
      const others = { ...headers, range: 'bytes=0-600000' };
      assert.equal((await fetch(range!.url!, { headers: others })).status, 403, 'nor more of it');
      assert.equal((await fetch(range!.url!, { method: 'PUT', body: 'x', headers })).status, 403);
      const elsewhere = range!.url!.replace(/[0-9a-f-]{36}\?/u, `${uuid()}?`);
      assert.equal((await fetch(elsewhere, { headers })).status, 403, 'nor another');
    });
  });
}

/** An asset with one version of what was sent before. */
async function pushed(seat: Seat, content: ReturnType<typeof contentOf>) {
  const row = item({ name: 'rock' });
  const version = checkpoint(row.id, content);
  assert.deepEqual((await seat.push(newItem(row), newCheckpoint(version))).rejected, {});
  return { item: row, checkpoint: version };
}

describe('addresses of the storage', () => {
  const folder = useTempFolder();

  it('expire, and never show the secret', async () => {
    const storage = await StandIn.start();
    const { studio, ada } = await startTeam(folder(), {}, storage.options);
    try {
      const content = art(1);
      const { place } = await open(ada, declared(content.chunks));
      assert.ok(!JSON.stringify(place).includes(storage.keys.secret));
      storage.skew = 301_000;
      assert.equal((await put(place!, frameBytes(content.chunks))).status, 403);
      storage.skew = 280_000;
      assert.equal((await put(place!, frameBytes(content.chunks))).status, 200);
    } finally {
      await studio.close();
      await storage.close();
    }
  });

  it('are not given out where the studio takes and gives all bytes itself', async () => {
    const storage = await StandIn.start();
    const { studio, ada } = await startTeam(folder(), {}, { ...storage.options, direct: false });
    try {
      const content = art(1);
      assert.equal((await open(ada, declared(content.chunks))).code, 'not-found');
      const { checkpoint: version } = await ada.asset('rock', content);
      assert.ok(Array.isArray(await ada.fetch(version.id, hashesOf(content))), 'it streams');
    } finally {
      await studio.close();
      await storage.close();
    }
  });
});
