/** Content that is sound here, and that the studio gets as something else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededBytes } from '../../support/chunks.ts';
import { FaultyLink } from '../../support/faulty-link.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

/** Where in an upload: its first frame begins with its length. */
const PLACES: readonly (readonly [what: string, at: number])[] = [['the length of a frame', 0]];
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
    link.faults.upload.push(...Array.from({ length: times }, () => ({ flipUp: at })));

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
      assert.match(told.join(' '), /studio-refused .*frame|studio-unreachable/u);
      assert.doesNotMatch(told.join(' '), /content-missing|verify/u);
      assert.equal((await ada.project.verify(false)).ok, true);
      link.faults.upload.length = 0;
      await ada.sync();
      assert.deepEqual(await rejectedNow(), []);
      await arrives('art/scene.bin', bytes);
    });
  }
});
