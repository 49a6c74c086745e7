/** Content that is sound here, and that the studio gets as something else; and content that is damaged here, which is told apart. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from '../../../engine/project/project.ts';
import { seededBytes } from '../../support/chunks.ts';
import { FaultyLink } from '../../support/faulty-link.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { damageNewestChunk, projectFileOf } from '../../support/projectFile.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

/** Where in an upload: its first frame begins with its length, then tag and hash. */
const PLACES: readonly (readonly [what: string, at: number])[] = [
  ['the length of a frame', 0],
  ['the tag of a hash', 2],
  ['a hash', 20],
  ['what a chunk holds', 50_000],
];
const ALWAYS = 200;

describe('content that is damaged on its way to the studio', function () {
  this.timeout(60_000);
  useNoPauses();
  let link: FaultyLink;
  let world: StudioWorld;
  let ada: TestMember;
  let bob: TestMember | undefined;
  beforeEach(async () => {
    world = await StudioWorld.create(async (url) => {
      link = await FaultyLink.to(url);
      return link.url;
    });
    ada = await world.project('ada', [['bob', 'Artist']]);
    await ada.project.mkdir('art', true);
    await ada.sync();
    bob = undefined;
  });
  afterEach(async () => {
    link.close();
    await world.dispose();
  });

  const bytes = seededBytes('scene', 900_000);
  const rejectedNow = async () =>
    (await ada.project.attention()).rejected.map(({ path, code, message }) => ({ path, code, message }));
  const arrives = async (path: string, expected: Uint8Array) => {
    bob ??= await world.join('bob');
    await bob.sync();
    await bob.project.rebuild([path]);
    assert.ok(readFileSync(join(bob.folder, path)).equals(expected), 'every byte');
  };
  const flip = (at: number, times = 1) =>
    link.faults.upload.push(...Array.from({ length: times }, () => ({ flipUp: [at] })));

  it('once, all of it before the studio answers: it goes again', async () => {
    await ada.track('art/small', 'small');
    flip(0);
    await ada.sync();
    assert.equal(link.faults.upload.length, 0, 'it happened');
    await arrives('art/small', Buffer.from('small'));
  });

  it('always, all of it before the studio answers: the reason is told', async () => {
    await ada.track('art/small', 'small');
    flip(0, ALWAYS);
    await assert.rejects(ada.project.sync(), { code: 'studio-refused', message: /frame/u });
    assert.deepEqual(await rejectedNow(), []);
    link.faults.upload.length = 0;
    await ada.sync();
  });

  for (const [what, at] of PLACES) {
    it(`once, in ${what}: it goes again, and nothing is taken for damaged`, async () => {
      await ada.track('art/scene.bin', bytes);
      flip(at);
      await ada.sync();
      assert.equal(link.faults.upload.length, 0, 'it happened');
      assert.deepEqual(await rejectedNow(), []);
      await arrives('art/scene.bin', bytes);
    });

    it(`always, in ${what}: the reason is told, and what is here is not`, async () => {
      await ada.track('art/scene.bin', bytes);
      flip(at, ALWAYS);
      const told = await ada.project.sync().then(
        async ({ outcome }) => [
          outcome,
          ...(await rejectedNow()).map(({ code, message }) => `${code}: ${message}`),
        ],
        (error: { code: string; message: string }) => [error.code, error.message],
      );
      // A studio that cannot read on closes the connection, which may be seen before its answer is.
      assert.match(told.join(' '), /sound here|studio-refused .*frame|studio-unreachable/u);
      assert.doesNotMatch(told.join(' '), /content-missing|verify/u);
      assert.equal((await ada.project.verify(false)).ok, true);
      link.faults.upload.length = 0;
      await ada.sync();
      assert.deepEqual(await rejectedNow(), []);
      await arrives('art/scene.bin', bytes);
    });
  }

  it('once, as a delta: it goes whole', async () => {
    await ada.track('art/scene.bin', bytes);
    await ada.sync();
    bytes.set([1, 2, 3], 500_000);
    ada.write('art/scene.bin', bytes);
    await ada.project.checkpoint(['art/scene.bin'], { comment: 'again' });
    const local = await Project.open(ada.folder);
    const deltas = local.chunks
      .page(0, 1_000)
      .filter(({ hash }) => local.chunks.info(hash)?.codec === 'delta');
    local.close();
    assert.ok(deltas.length > 0);
    flip(200);
    await ada.sync();
    assert.deepEqual(await rejectedNow(), []);
    await arrives('art/scene.bin', bytes);
  });

  it('and one that is damaged here: each is told as what it is', async () => {
    await ada.track('art/good.bin', seededBytes('good', 700_000));
    await ada.track('art/bad.bin', seededBytes('bad', 300_000));
    await damageNewestChunk(projectFileOf(ada.folder));
    flip(300_000);
    const { outcome } = await ada.project.sync();
    assert.equal(outcome, 'attention');
    const [one, ...others] = await rejectedNow();
    assert.deepEqual([one?.path, one?.code, others], ['art/bad.bin', 'content-missing', []]);
    assert.match(one?.message ?? '', /missing or damaged in the project file/u);
    await arrives('art/good.bin', seededBytes('good', 700_000));
  });

  it('always the same chunk: its version waits, everything else goes', async () => {
    await ada.track('art/scene.bin', bytes);
    const { upload } = link.faults;
    // The first request has it, the second is what the studio refused of that.
    upload.push({ flipUp: [50_000] }, { flipUp: [300] });
    await ada.track('art/small', 'small');
    const { outcome } = await ada.project.sync();
    assert.equal(outcome, 'attention');
    const rejected = await rejectedNow();
    assert.deepEqual(
      rejected.map(({ path, code }) => [path, code]),
      [['art/scene.bin', 'integrity']],
    );
    assert.match(rejected[0]?.message ?? '', /twice .* sound here/u);
    await arrives('art/small', Buffer.from('small'));
    await ada.sync();
    await arrives('art/scene.bin', bytes);
  });

  it('always, four chunks one after the other: it is the way, so the sync ends with its reason', async () => {
    const SIZE = 40_000;
    const names = ['a', 'b', 'c', 'd'];
    for (const name of names) await ada.track(`art/${name}.bin`, seededBytes(name, SIZE));
    // In the middle of each, with what their frames take.
    const middles = names.map((_name, index) => index * (SIZE + 100) + SIZE / 2);
    link.faults.upload.push(...Array.from({ length: ALWAYS }, () => ({ flipUp: middles })));
    await assert.rejects(ada.project.sync(), { code: 'studio-refused', message: /twice .* sound here/u });
    assert.ok((await rejectedNow()).every(({ code }) => code === 'integrity'));
    assert.equal((await ada.project.verify(false)).ok, true);
    link.faults.upload.length = 0;
    await ada.sync();
    assert.deepEqual(await rejectedNow(), []);
    for (const name of names) await arrives(`art/${name}.bin`, seededBytes(name, SIZE));
  });
});
