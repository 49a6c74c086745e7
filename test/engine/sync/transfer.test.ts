import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Progress, SyncReport } from '../../../engine/api.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { MAX_CHUNK_BYTES } from '../../../proto/limits.ts';
import { seededBytes } from '../../support/chunks.ts';
import { type Fault, FaultyLink } from '../../support/faulty-link.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

const SIZE = 5_000_000;
/** A chunk that was under way, and what frames and manifests take. */
const SLACK = MAX_CHUNK_BYTES + 100_000;

describe('content on a bad line', function () {
  this.timeout(60_000);
  let link: FaultyLink;
  let world: StudioWorld;
  let ada: TestMember;
  beforeEach(async () => {
    world = await StudioWorld.create(async (url) => {
      link = await FaultyLink.to(url);
      return link.url;
    });
    ada = await world.project('ada', [
      ['bob', 'Artist'],
      ['eve', 'Artist'],
    ]);
    await ada.project.mkdir('art', true);
  });
  afterEach(async () => {
    link.close();
    await world.dispose();
  });

  const content = seededBytes('scene', SIZE);
  const arrives = async (name: string, path: string, expected: Uint8Array) => {
    const member = await world.join(name);
    await member.project.rebuild([path]);
    assert.ok(readFileSync(join(member.folder, path)).equals(expected), 'every byte');
    return member;
  };
  /** Of content, on the studio. */
  const bytesThere = async () => {
    const rows = await world.studio.metadata.db.selectFrom('chunk').select('size').execute();
    return rows.reduce((sum, { size }) => sum + size, 0);
  };
  const cancelAtStall = () => {
    const abort = new AbortController();
    link.onStall = () => abort.abort();
    return abort.signal;
  };

  const FAULTS: [string, Fault][] = [
    ['before the first byte', { cutUp: 0 }],
    ['in the first frame', { cutUp: 30_000 }],
    ['in the middle', { cutUp: 700_000 }],
    ['when all is sent, before the answer', { cutDown: 0 }],
    ['by a studio that asks for a pause', { answer: 503, retryAfter: 0 }],
    ['by arriving twice', { twice: true }],
  ];
  for (const [when, fault] of FAULTS) {
    it(`goes up although it is broken ${when}, and only the rest is sent again`, async () => {
      await ada.track('art/scene.bin', content);
      link.faults.upload.push(fault, fault);
      const { chunks } = await ada.sync();
      assert.ok(chunks.uploaded >= 10);
      assert.equal(link.faults.upload.length, 0, 'both happened');
      assert.ok(link.bytes.up <= SIZE + 2 * SLACK, `${link.bytes.up} bytes went up`);
      await arrives('bob', 'art/scene.bin', content);
    });
  }

  const DOWN: [string, Fault][] = [
    ['before the first byte', { cutDown: 0 }],
    ['in the first frame', { cutDown: 30_000 }],
    ['in the middle', { cutDown: 900_000 }],
    ['by a studio that asks for a pause', { answer: 503, retryAfter: 0 }],
    ['by an answer that ends in the middle of a frame', { endDown: 700_000 }],
    ['by being asked for twice', { twice: true }],
  ];
  for (const [when, fault] of DOWN) {
    it(`comes down although it is broken ${when}, and only the rest is asked for again`, async () => {
      await ada.track('art/scene.bin', content);
      await ada.sync();
      link.bytes.down = 0;
      // The first request is for the manifest.
      link.faults.fetch.push(fault, fault, fault);
      await arrives('bob', 'art/scene.bin', content);
      assert.equal(link.faults.fetch.length, 0, 'all happened');
      assert.ok(link.bytes.down >= SIZE);
      assert.ok(link.bytes.down <= SIZE + 3 * SLACK, `${link.bytes.down} bytes came down`);
    });
  }

  it('is given up at once by a cancel, in an upload that stalls, and goes on from there', async () => {
    await ada.track('art/scene.bin', content);
    // How much goes into one request depends on how long answers take.
    link.stallUpAt = 4_000_000;
    const signal = cancelAtStall();
    await assert.rejects(ada.project.sync({ signal }), { code: 'cancelled' });
    const before = link.bytes.up;
    assert.equal(before, 4_000_000);
    // A way that takes nothing more does not notice that its client has hung up, so the studio would not hear of it either.
    link.breakConnections();
    // However many requests it were, no more than five chunks of 350 KB at most are cut off: the studio keeps the others.
    let kept = await bytesThere();
    for (; kept < 2_000_000; kept = await bytesThere()) await setImmediate();
    link.stallUpAt = Number.POSITIVE_INFINITY;
    await ada.sync();
    const again = link.bytes.up - before;
    assert.ok(again <= SIZE - kept + 100_000, `${again} bytes went up although ${kept} were there`);
    await arrives('bob', 'art/scene.bin', content);
  });

  it('is given up at once by a cancel, in a download that stalls, and is whole after the next', async () => {
    const bob = await world.join('bob');
    await ada.track('art/scene.bin', content);
    await ada.sync();
    // After the manifest. The next request may already ask for everything: how much one asks for depends on how long answers take.
    link.faults.fetch.push({}, ...Array<Fault>(20).fill({ stallDown: 100_000 }));
    const signal = cancelAtStall();
    await assert.rejects(bob.project.sync({ signal }), { code: 'cancelled' });
    link.faults.fetch.length = 0;
    await bob.sync();
    await bob.project.rebuild(['art/scene.bin']);
    assert.ok(readFileSync(join(bob.folder, 'art/scene.bin')).equals(content));
  });

  it('is kept as far as it was taken in, where a download is cancelled', async () => {
    const bob = await world.join('bob');
    const large = 8 * SIZE;
    await ada.track('art/scene.bin', seededBytes('large', large));
    await ada.sync();
    const abort = new AbortController();
    let taken = 0;
    const onProgress = ({ phase, done }: Progress) => {
      if (phase !== 'download' || done < large / 3) return;
      taken ||= done;
      abort.abort();
    };
    await assert.rejects(bob.project.sync({ signal: abort.signal, onProgress }), { code: 'cancelled' });
    link.bytes.down = 0;
    await bob.sync();
    const most = large - taken + 2 * SLACK;
    assert.ok(link.bytes.down <= most, `${link.bytes.down} bytes came down after ${taken}`);
  });

  describe('without a pause between two tries', () => {
    useNoPauses();

    it('gives up on a studio that never answers, and says so', async () => {
      await ada.track('art/scene.bin', content);
      link.faults.upload.push(...Array<Fault>(40).fill({ answer: 503, retryAfter: 0 }));
      await assert.rejects(ada.project.sync(), { code: 'studio-overloaded' });
      link.faults.upload.length = 0;
      await ada.sync();
    });
  });

  it('shares requests: a hundred small files cost a handful', async () => {
    for (let index = 0; index < 100; index++) ada.write(`art/${index}.txt`, `small file ${index}`);
    await ada.project.track(['art'], { comment: 'all' });
    await ada.sync();
    assert.ok(link.counts.upload <= 4, `${link.counts.upload} uploads`);
    link.counts.fetch = 0;
    const bob = await world.join('bob');
    assert.ok(link.counts.fetch <= 6, `${link.counts.fetch} requests`);
    await bob.project.rebuild(['art']);
    for (let index = 0; index < 100; index++)
      assert.equal(bob.read(`art/${index}.txt`), `small file ${index}`);
  });

  /** A large file and small ones, made in an order in which the large one comes first. */
  const SMALL = Array.from({ length: 12 }, (_, index) => `art/note-${index}.bin`);
  const NOTE = 40_000;
  const seeded = (index: number) => seededBytes(`note ${index}`, NOTE);
  const largeAndSmall = async (small: (index: number) => Uint8Array) => {
    await ada.track('art/huge.bin', seededBytes('huge', 2 * SIZE));
    for (const [index, path] of SMALL.entries()) await ada.track(path, small(index));
  };

  it('that is small is here whole while a large one is still coming', async () => {
    const bob = await world.join('bob');
    // They take little on the line: as many bytes as they have are told only when they are whole.
    const note = (index: number) => Buffer.alloc(NOTE, `note ${index} `);
    await largeAndSmall(note);
    await ada.sync();
    // After the manifests, which may take two requests, nothing moves but what was asked for together with a small one.
    link.spared = SMALL.map((_path, index) => Buffer.from(sha256(note(index)), 'hex'));
    link.faults.fetch.push({}, {}, ...Array<Fault>(20).fill({ stallDown: 1_000 }));
    const abort = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === 'download' && done >= SMALL.length * NOTE) abort.abort();
    };
    await assert.rejects(bob.project.sync({ signal: abort.signal, onProgress }), { code: 'cancelled' });
    link.close();
    await bob.project.rebuild(SMALL);
    for (const [index, path] of SMALL.entries())
      assert.ok(readFileSync(join(bob.folder, path)).equals(note(index)));
    await assert.rejects(bob.project.rebuild(['art/huge.bin']));
  });

  it('is told as it comes, before anything of it is whole', async () => {
    const bob = await world.join('bob');
    await ada.track('art/huge.bin', seededBytes('huge', 2 * SIZE));
    await ada.sync();
    // After the manifest each request stands still in its first chunk.
    link.faults.fetch.push({}, ...Array<Fault>(20).fill({ stallDown: 2_000 }));
    const abort = new AbortController();
    const told: number[] = [];
    const onProgress = ({ phase, done, total }: Progress) => {
      if (phase !== 'download') return;
      assert.ok(total >= 2 * SIZE && done < SIZE);
      told.push(done);
      if (done > 0) abort.abort();
    };
    await assert.rejects(bob.project.sync({ signal: abort.signal, onProgress }), { code: 'cancelled' });
    assert.equal(told[0], 0, 'how much there is comes first');
  }).timeout(20_000);

  it('that is small has gone up whole while a large one is still going', async () => {
    await largeAndSmall(seeded);
    // As many as may go at once begin, and in no other anything moves.
    link.faults.upload.push(...Array<Fault>(8).fill({ cutUp: 700_000 }));
    link.faults.upload.push(...Array<Fault>(20).fill({ stallUp: 0 }));
    const abort = new AbortController();
    const sending = assert.rejects(ada.project.sync({ signal: abort.signal }), { code: 'cancelled' });
    const hashes = SMALL.map((_, index) => sha256(seeded(index)));
    const there = async () => {
      const rows = await world.studio.metadata.db.selectFrom('chunk').select('hash').execute();
      const known = new Set(rows.map(({ hash }) => Buffer.from(hash).toString('hex')));
      return hashes.every((hash) => known.has(hash));
    };
    // Lets everything else have its turn, too.
    while (!(await there())) await setImmediate();
    abort.abort();
    await sending;
    link.faults.upload.length = 0;
    await ada.sync();
    await arrives('bob', 'art/huge.bin', seededBytes('huge', 2 * SIZE));
  });

  it('is not sent where the studio has it: from the same hands, or as part of what they may read', async () => {
    await ada.track('art/scene.bin', content);
    await ada.sync();
    const bob = await world.join('bob');
    await bob.project.rebuild(['art/scene.bin']);
    const before = link.bytes.up;
    await ada.track('art/copy.bin', content);
    assert.equal((await ada.sync()).chunks.uploaded, 0, 'under another name');
    // Bob has sent none of it, but has the version that he makes his own from.
    bob.write('art/scene.bin', Buffer.concat([content, Buffer.from('and a word')]));
    await bob.project.checkpoint(['art/scene.bin'], { comment: 'longer' });
    const sent = await bob.sync();
    assert.ok(sent.chunks.uploaded >= 1);
    assert.ok(link.bytes.up - before < MAX_CHUNK_BYTES, `${link.bytes.up - before} bytes went up`);
  });

  it('keeps to a limit, both ways', async () => {
    await ada.track('art/scene.bin', seededBytes('slow', 1_200_000));
    const limit = 1_500_000;
    // What may go at once is a quarter of a second’s worth.
    const least = (1_200_000 / limit - 0.25) * 1_000;
    const timed = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const up = await timed(() => ada.project.sync({ limit }));
    assert.ok(up >= least, `up in ${up} ms`);
    const bob = await world.join('bob');
    await ada.track('art/more.bin', seededBytes('slower', 1_200_000));
    await ada.sync();
    const down = await timed(() => bob.project.sync({ limit }));
    assert.ok(down >= least, `down in ${down} ms`);
  });

  it('that changes a little costs a little, for those who have the version before and only for them', async () => {
    const first = Buffer.from(content);
    await ada.track('art/scene.bin', first);
    await ada.sync();
    const bob = await world.join('bob');
    const second = Buffer.from(first);
    for (let at = 1_000; at < second.length; at += 90_000) second[at] = second[at]! ^ 0x55;
    ada.write('art/scene.bin', second);
    await ada.project.checkpoint(['art/scene.bin'], { comment: 'a little' });
    const up: SyncReport = await ada.sync();
    assert.ok(up.chunks.uploaded >= 10);
    assert.ok(up.chunks.bytesUp < 100_000, `${up.chunks.bytesUp} bytes went up`);
    const down = await bob.sync();
    assert.ok(down.chunks.downloaded >= 10);
    assert.ok(down.chunks.bytesDown < 100_000, `${down.chunks.bytesDown} bytes came down`);
    await bob.project.rebuild(['art/scene.bin']);
    assert.ok(readFileSync(join(bob.folder, 'art/scene.bin')).equals(second));
    const before = link.bytes.down;
    const eve = await world.join('eve');
    await eve.project.rebuild(['art/scene.bin']);
    assert.ok(
      readFileSync(join(eve.folder, 'art/scene.bin')).equals(second),
      'who lacks the first needs nothing',
    );
    assert.ok(link.bytes.down - before >= SIZE);
  });
});
