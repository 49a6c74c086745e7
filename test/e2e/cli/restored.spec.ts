/** A studio that was restored from an older backup: nobody's work is taken for another's, and what only members still have stays with them. */
import assert from 'node:assert/strict';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type CliMember, CliWorld, type LogDocument, type SyncDocument } from '../../support/cliWorld.ts';
import { hashOf } from '../../support/content.ts';

describe('cairn and a studio that was restored', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  beforeEach(async () => {
    world = new CliWorld();
    await world.startStudio();
    [anna, ben] = await world.twoMembers('art', 'Artist', async (member) => {
      for (const name of ['a', 'b']) await member.write(`art/${name}.bin`, `${name} one`);
      await member.cairn(['track', '.', '-m', 'first']);
    });
    await ben.cairn(['rebuild', '.']);
  });
  afterEach(() => world.end());

  const backup = () => join(world.home, 'backup');
  const backUp = () => anna.cairn(['studio', 'backup', backup(), '--data', world.studioData]);
  const restore = async () => {
    await world.stopStudio();
    renameSync(world.studioData, join(world.home, 'lost'));
    await anna.cairn(['studio', 'restore', backup(), '--data', world.studioData]);
    await world.startStudio();
  };
  const checkpoint = async (member: CliMember, path: string, text: string) => {
    await member.write(path, text);
    await member.cairn(['checkpoint', path, '-m', text]);
  };
  const sync = async (member: CliMember) => (await member.cairn<SyncDocument>(['sync'])).outcome;

  it('goes on with who had seen no more than the backup held', async () => {
    await sync(anna);
    await sync(ben);
    await backUp();
    await checkpoint(ben, 'art/b.bin', 'not sent yet');
    await restore();
    for (const member of [ben, anna, ben]) assert.equal(await sync(member), 'done');
    await anna.cairn(['pull', '.']);
    assert.equal(await anna.hash('art/b.bin'), hashOf(Buffer.from('not sent yet')));
  });

  it('from an older backup is told so by who had seen more, for good, and they drop nothing', async () => {
    await sync(ben);
    await backUp();
    await checkpoint(anna, 'art/a.bin', 'a two');
    await checkpoint(anna, 'art/a.bin', 'a three');
    assert.equal(await sync(anna), 'done');
    const { watermark } = await anna.cairn<{ watermark: number }>(['status']);
    await restore();

    assert.match(await anna.refused(['sync'], 5, 'studio-error'), /older backup/u);
    for (let edits = 1; edits < 9; edits++) {
      await checkpoint(ben, 'art/b.bin', `b after ${edits}`);
      assert.equal(await sync(ben), 'done');
    }
    assert.ok((await ben.cairn<{ watermark: number }>(['status'])).watermark > watermark);
    assert.match(await anna.refused(['sync'], 5, 'studio-error'), /older backup/u);
    assert.match((await anna.run(['sync'], { plain: true })).stderr, /Clone the project/u);
    await anna.refused(['gc'], 2, 'usage');
    assert.equal(hashOf(await anna.cat('art/a.bin', 2)), hashOf(Buffer.from('a two')));

    const folder = join(world.home, 'again');
    await anna.cairn(['clone', `${world.url}/show`, folder, '--rebuild']);
    cpSync(anna.file('art/a.bin'), join(folder, 'art/a.bin'));
    const again = <T>(...args: string[]) => anna.cairn<T>(['-C', folder, ...args]);
    await again('checkpoint', '.', '-m', 'after the restore', '--on-top');
    await again('sync');
    const { checkpoints } = await again<LogDocument>('log', 'art/a.bin');
    assert.deepEqual(
      checkpoints.map((one) => [one.version, one.comment]),
      [
        [2, 'after the restore'],
        [1, 'first'],
      ],
    );
  });
});
