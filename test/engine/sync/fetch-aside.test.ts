import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededBytes } from '../../support/chunks.ts';
import { FaultyLink } from '../../support/faulty-link.ts';
import { StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('while the content of a file is on its way', function () {
  this.timeout(60_000);
  let link: FaultyLink;
  let world: StudioWorld;
  let bob: TestMember;
  /** Of a call whose content does not move on. */
  let abort: AbortController;
  let reverting: Promise<unknown>;

  beforeEach(async () => {
    world = await StudioWorld.create(async (url) => {
      link = await FaultyLink.to(url);
      return link.url;
    });
    const ada = await world.project('ada', [['bob', 'Artist']]);
    await ada.project.mkdir('art', true);
    await ada.track('art/scene.bin', seededBytes('first', 200_000));
    ada.write('art/scene.bin', seededBytes('second', 200_000));
    await ada.project.checkpoint(['art/scene.bin'], { comment: 'second' });
    await ada.sync();
    // Who joins gets the newest versions.
    bob = await world.join('bob');
    await bob.project.rebuild(['']);
    abort = new AbortController();
    const stalled = Promise.withResolvers<void>();
    link.onStall = stalled.resolve;
    for (let times = 0; times < 20; times++) link.faults.fetch.push({ stallDown: 10 });
    reverting = bob.project.revert('art/scene.bin', 1, undefined, { signal: abort.signal });
    reverting.catch(() => undefined);
    await stalled.promise;
  });
  afterEach(async () => {
    link.close();
    await world.dispose();
  });

  it('looks, checkpoints and edits go on, and count when the file is written', async () => {
    await bob.track('art/note.txt', 'made meanwhile');
    assert.equal(await bob.state('art/note.txt'), 'normal');
    bob.write('art/scene.bin', 'painted on meanwhile');
    assert.equal(await bob.state('art/scene.bin'), 'modified');
    abort.abort();
    await assert.rejects(reverting, { code: 'cancelled' });
    link.faults.fetch.length = 0;
    const { refused } = await bob.project.revert('art/scene.bin', 1);
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['modified'],
    );
    assert.equal(bob.read('art/scene.bin'), 'painted on meanwhile');
  });

  it('edits made after it was asked for are in its way as those before', async () => {
    bob.write('art/scene.bin', 'painted on meanwhile');
    link.faults.fetch.length = 0;
    link.breakConnections();
    const { refused } = (await reverting) as Awaited<ReturnType<typeof bob.project.revert>>;
    assert.deepEqual(
      refused.map(({ code }) => code),
      ['modified'],
    );
    assert.equal(bob.read('art/scene.bin'), 'painted on meanwhile');
  });

  it('what was moved meanwhile stays as it is, where it is now', async () => {
    await bob.project.move('art/scene.bin', 'art/lamp.bin');
    link.faults.fetch.length = 0;
    link.breakConnections();
    await assert.rejects(reverting, { code: 'not-found' });
    assert.equal(await bob.state('art/lamp.bin'), 'normal');
    assert.deepEqual(readFileSync(join(bob.folder, 'art/lamp.bin')), seededBytes('second', 200_000));
    assert.equal(existsSync(join(bob.folder, 'art/scene.bin')), false);
  });

  it('the end of the project waits for the file to be written', async () => {
    const closed = bob.project.close();
    link.faults.fetch.length = 0;
    link.breakConnections();
    const { written } = (await reverting) as Awaited<ReturnType<typeof bob.project.revert>>;
    assert.equal(written.length, 1);
    await closed;
  });

  it('or for its cancel', async () => {
    const order: string[] = [];
    const ended = reverting.catch(({ code }) => order.push(code));
    const closed = bob.project.close().then(() => order.push('closed'));
    abort.abort();
    await Promise.all([ended, closed]);
    assert.deepEqual(order, ['cancelled', 'closed']);
  });
});
