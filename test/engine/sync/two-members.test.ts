/** Two members and a studio, in one process, over real sockets and files. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Conflict, Decision } from '../../../engine/api.ts';
import { english } from '../../../engine/domain/said.ts';
import { CairnError } from '../../../engine/errors.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('two members and a studio', () => {
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  const decideAll = async (member: TestMember, decide: (conflict: Conflict) => Decision) => {
    for (const conflict of await member.project.conflicts()) {
      await member.project.resolve(conflict.id, decide(conflict));
    }
  };
  const converged = async () => {
    await ann.sync();
    await ben.sync();
    await ann.sync();
    const view = async (member: TestMember) =>
      (await member.project.status()).assets
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .filter((entry) => entry.kind !== 'untracked')
        .map(({ path, id, latest, status, tags }) => ({ path, id, latest, status, tags }));
    assert.deepEqual(await view(ann), await view(ben));
    assert.equal((await ann.project.status()).unsent, 0);
    assert.equal((await ben.project.status()).unsent, 0);
    for (const member of [ann, ben]) {
      const report = await member.project.verify(false);
      assert.deepEqual(report.problems, []);
    }
  };

  it('bring a file from one disk to the other, then its next version', async () => {
    await ann.track('lib/rock.bin', 'version one');
    const report = await ann.sync();
    assert.ok(report.chunks.uploaded >= 2, 'a chunk and its manifest');
    await ben.sync();
    assert.equal(await ben.state('lib/rock.bin'), 'rebuild');
    await ben.project.rebuild(['lib/rock.bin']);
    assert.equal(ben.read('lib/rock.bin'), 'version one');
    await ben.checkpoint('lib/rock.bin', 'version two');
    await ben.sync();
    await ann.sync();
    assert.equal(await ann.state('lib/rock.bin'), 'outdated');
    assert.equal(ann.read('lib/rock.bin'), 'version one', 'sync never writes a working file');
    await ann.project.pull(['lib/rock.bin']);
    assert.equal(ann.read('lib/rock.bin'), 'version two');
    assert.equal(await ann.state('lib/rock.bin'), 'normal');
    await converged();
  });

  it('a sync with nothing to do moves nothing', async () => {
    await ann.track('lib/rock.bin', 'one');
    await ann.sync();
    const { pushed, pulled, chunks } = await ann.sync();
    assert.deepEqual([pushed, pulled, chunks.bytesUp, chunks.bytesDown], [0, 0, 0, 0]);
  });

  it('a Modified file is also shown as outdated, and pulling asks first', async () => {
    await ann.track('lib/a', 'one');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['']);
    await ann.checkpoint('lib/a', 'ann’s');
    await ann.sync();
    ben.write('lib/a', 'ben’s edits');
    await ben.sync();
    const entry = (await ben.project.status()).assets.find((e) => e.path === 'lib/a');
    assert.equal(entry?.state, 'modified');
    assert.ok(entry?.flags.includes('outdated'));
    assert.equal((await ben.project.checkpoint(['lib/a'], {})).refused[0]?.code, 'outdated');
    assert.equal((await ben.project.pull(['lib/a'])).refused[0]?.code, 'modified');
    assert.equal(ben.read('lib/a'), 'ben’s edits');
    await ben.project.pull(['lib/a'], 'checkpoint');
    assert.equal(ben.read('lib/a'), 'ann’s');
    assert.equal(await ben.state('lib/a'), 'normal');
    const { checkpoints } = await ben.project.log('lib/a');
    assert.equal(checkpoints.length, 4, 'one, ann’s, ben’s edits, ann’s on top again');
    await converged();
  });

  it('Rename: both exist, my file is renamed on disk with it', async () => {
    await ann.track('lib/rock.png', 'ann’s');
    await ann.sync();
    await ben.track('lib/Rock.png', 'ben’s');
    const report = await ben.project.sync();
    assert.equal(report.outcome, 'conflicts');
    assert.equal(await ann.state('lib/rock.png'), 'normal');
    const [conflict] = report.conflicts;
    const problem = async (name: string): Promise<string> => {
      const why = await ben.project.checkRename(conflict?.id ?? '', name);
      return why === null ? '' : english(why);
    };
    assert.match(await problem('ROCK.PNG'), /taken/u);
    assert.match(await problem('a:b'), /cannot/u);
    assert.equal(await ben.project.checkRename(conflict?.id ?? '', 'stone.png'), null);
    await decideAll(ben, () => ({ choice: 'rename', name: 'stone.png' }));
    await ben.sync();
    assert.equal(ben.read('lib/stone.png'), 'ben’s');
    assert.equal(existsSync(join(ben.folder, 'lib/Rock.png')), false);
    assert.equal(await ben.state('lib/stone.png'), 'normal');
    assert.equal(await ben.state('lib/rock.png'), 'rebuild');
    await converged();
  });

  it('Merge: one asset, theirs then mine, my file is the newest version', async () => {
    await ann.track('lib/rock.png', 'ann 1');
    await ann.sync();
    await ben.track('lib/rock.png', 'ben 1');
    await ben.checkpoint('lib/rock.png', 'ben 2');
    assert.equal((await ben.project.sync()).outcome, 'conflicts');
    await decideAll(ben, () => ({ choice: 'merge' }));
    await ben.sync();
    assert.equal(await ben.state('lib/rock.png'), 'normal');
    const { checkpoints } = await ben.project.log('lib/rock.png');
    assert.deepEqual(
      checkpoints.map((c) => [c.version, c.author]),
      [
        [3, 'ben'],
        [2, 'ben'],
        [1, 'ann'],
      ],
    );
    await ann.sync();
    assert.equal(await ann.state('lib/rock.png'), 'outdated');
    await ann.project.pull(['']);
    assert.equal(ann.read('lib/rock.png'), 'ben 2');
    await converged();
  });

  it('Merge of an asset that the studio knows, after a rename onto a taken name', async () => {
    await ben.track('lib/old.png', 'ben’s');
    await ben.sync();
    await ann.sync();
    await ann.project.rebuild(['']);
    await ann.track('lib/rock.png', 'ann’s');
    await ann.sync();
    await ben.project.move('lib/old.png', 'lib/rock.png');
    const report = await ben.project.sync();
    assert.deepEqual(
      report.conflicts.map((c) => [c.kind, c.path]),
      [['asset-name', 'lib/rock.png']],
    );
    await ann.project.tag('lib/old.png', ['hero'], []);
    await ann.sync();
    await decideAll(ben, () => ({ choice: 'merge' }));
    await ben.sync();
    await converged();
    assert.deepEqual(
      (await ann.project.log('lib/rock.png')).checkpoints.map((c) => c.version),
      [2, 1],
    );
    const entry = (await ann.project.status()).assets.find((e) => e.path === 'lib/rock.png');
    assert.deepEqual(entry?.tags, ['hero']);
    assert.equal(ann.read('lib/old.png'), 'ben’s', 'no working file is touched by a sync');
  });

  it('merged collections settle what is nested in them in one go', async () => {
    for (const [member, text] of [
      [ann, 'ann'],
      [ben, 'ben'],
    ] as const) {
      await member.track('lib/set/deep/leaf.png', `${text} leaf`);
      await member.track('lib/set/rock.png', `${text} rock`);
      await member.track(`lib/set/${text}.png`, text);
    }
    await ann.sync();
    const report = await ben.project.sync();
    assert.equal(report.conflicts.length, 4);
    await decideAll(ben, ({ mine }) =>
      mine.name === 'leaf.png' ? { choice: 'rename', name: 'blade.png' } : { choice: 'merge' },
    );
    await ben.sync();
    assert.equal(ben.read('lib/set/deep/blade.png'), 'ben leaf');
    assert.deepEqual(
      (await ben.paths()).filter((path) => path.startsWith('lib/set/')),
      [
        'lib/set/ann.png',
        'lib/set/ben.png',
        'lib/set/deep',
        'lib/set/deep/blade.png',
        'lib/set/deep/leaf.png',
        'lib/set/rock.png',
      ],
    );
    assert.equal(await ben.state('lib/set/rock.png'), 'normal');
    await converged();
  });

  it('a renamed collection keeps its folder with everything in it, untracked files too', async () => {
    await ann.track('lib/set/rock.png', 'ann');
    await ann.sync();
    await ben.track('lib/set/rock.png', 'ben');
    ben.write('lib/set/notes.txt', 'untracked');
    await ben.project.sync();
    await decideAll(ben, ({ parent }) =>
      parent ? { choice: 'merge' } : { choice: 'rename', name: 'my set' },
    );
    await ben.sync();
    assert.equal(ben.read('lib/my set/rock.png'), 'ben');
    assert.equal(ben.read('lib/my set/notes.txt'), 'untracked');
    await converged();
  });

  it('the soft lock holds in the engine', async () => {
    await ann.track('lib/task.ma', 'one');
    await ann.project.assign('lib/task.ma', 'ann');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['']);
    ben.write('lib/task.ma', 'ben edits');
    const { refused } = await ben.project.checkpoint(['lib/task.ma'], {});
    assert.deepEqual(
      refused.map((r) => r.code),
      ['locked'],
    );
  });

  it('gives content only to those entitled to it, and says so', async () => {
    await ann.track('secret.bin', 'only for ann');
    await ann.track('lib/open.bin', 'for all');
    await ann.sync();
    await ben.sync();
    assert.equal(await ben.state('secret.bin'), 'metadata-only');
    assert.equal(await ben.state('lib/open.bin'), 'rebuild');
    assert.equal((await ben.project.rebuild(['secret.bin'])).refused[0]?.code, 'metadata-only');
    await ann.project.depend('lib/open.bin', ['secret.bin'], []);
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['secret.bin']);
    assert.equal(ben.read('secret.bin'), 'only for ann');
  });

  it('a forbidden edit stays here with its reason and does not block the rest', async () => {
    await ann.track('lib/a', 'one');
    await ann.sync();
    await ben.sync();
    await ben.project.trash(['lib/a']);
    await ben.track('lib/b', 'two');
    const report = await ben.project.sync();
    assert.equal(report.outcome, 'attention');
    assert.deepEqual(
      report.rejected.map((r) => [r.kind, r.code]),
      [['item', 'forbidden']],
    );
    await ann.sync();
    assert.equal(await ann.state('lib/b'), 'rebuild');
    assert.equal(await ann.state('lib/a'), 'normal');
  });

  it('a teammate’s rename is replayed on disk by a pull', async () => {
    await ann.track('lib/set/rock.png', 'one');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['']);
    await ann.project.move('lib/set', 'lib/scene');
    await ann.sync();
    await ben.sync();
    assert.equal(ben.read('lib/set/rock.png'), 'one');
    const entry = (await ben.project.status()).assets.find((e) => e.path === 'lib/scene/rock.png');
    assert.deepEqual([entry?.state, entry?.flags], ['outdated', ['moved']]);
    await ben.project.pull(['']);
    assert.equal(ben.read('lib/scene/rock.png'), 'one');
    assert.equal(existsSync(join(ben.folder, 'lib/set/rock.png')), false);
    assert.equal(await ben.state('lib/scene/rock.png'), 'normal');
  });

  it('trash, restore and purge reach everybody', async () => {
    await ann.track('lib/a', 'one');
    await ann.sync();
    await ben.sync();
    await ann.project.trash(['lib/a']);
    await ann.sync();
    await ben.sync();
    assert.equal(await ben.state('lib/a'), undefined);
    const [item] = await ben.project.trashList();
    assert.equal(item?.by, 'ann');
    await ann.project.trashRestore(item?.id ?? '');
    await ann.sync();
    await ben.sync();
    assert.equal(await ben.state('lib/a'), 'rebuild');
    await ann.project.trash(['lib/a']);
    await ann.project.trashPurge(item?.id ?? '');
    await ann.sync();
    await ben.sync();
    assert.deepEqual(await ben.project.trashList(), []);
    await converged();
  });

  it('a history that grew on both sides is decided, not guessed', async () => {
    await ann.track('lib/a', 'base');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['']);
    await ann.checkpoint('lib/a', 'ann');
    await ann.sync();
    await ben.checkpoint('lib/a', 'ben');
    const report = await ben.project.sync();
    assert.equal(report.conflicts[0]?.kind, 'diverged');
    await decideAll(ben, () => ({ choice: 'rename', name: 'mine' }));
    await ben.sync();
    assert.equal(ben.read('lib/mine'), 'ben');
    assert.equal(await ben.state('lib/mine'), 'normal');
    await converged();
  });

  it('content with a preview travels with its preview', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
    ann.write('look.png', png);
    await ann.track('lib/a', 'one');
    ann.write('lib/a', 'two');
    await ann.project.checkpoint(['lib/a'], {
      comment: 'with a picture',
      previewFile: join(ann.folder, 'look.png'),
    });
    await ann.sync();
    await ben.sync();
    const [newest] = (await ben.project.log('lib/a')).checkpoints;
    const preview = await ben.project.preview(newest?.id ?? '');
    assert.deepEqual(Buffer.from(preview?.data ?? []), png);
    assert.equal(preview?.mediaType, 'image/png');
  });

  it('joining that is cancelled says so and leaves nothing in the way of the next try', async () => {
    await ben.project.close();
    rmSync(ben.folder, { recursive: true });
    const failed = world.join('ben', AbortSignal.abort());
    await assert.rejects(failed, (error) => CairnError.is(error, 'cancelled'));
    assert.equal(existsSync(join(world.folder('ben'), '.cairn')), false);
    ben = await world.join('ben');
    assert.ok((await ben.paths()).includes('lib'));
  });

  it('dry run tells and changes nothing', async () => {
    await ann.track('lib/rock.png', 'ann');
    await ann.sync();
    await ben.track('lib/rock.png', 'ben');
    const plan = await ben.project.plan();
    assert.equal(plan.conflicts.length, 1);
    assert.ok(plan.push.some((row) => row.path === 'lib/rock.png'));
    assert.equal((await ben.project.status()).conflicts, 0);
    assert.equal((await ben.project.status()).unsent, 2);
  });
});
