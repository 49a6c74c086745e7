/** Names that arrive from a studio that does not keep the rules. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Item } from '../../../engine/domain/rows.ts';
import { encodeRow } from '../../../engine/domain/wire.ts';
import { openProject } from '../../../engine/engine.ts';
import { decodeReceived } from '../../../engine/sync/received.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('names from a studio', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const received = (item: Item) => decodeReceived([encodeRow({ kind: 'item', revision: 1, row: item })]);

  for (const name of ['..', '.', '', 'a/b', '/etc/passwd', '../../x', 'a\0b']) {
    it(`${JSON.stringify(name)} would be another path: nothing of that pull is taken`, () => {
      assert.throws(() => received(world.item('asset', name)), coded('studio-garbage'));
      assert.throws(() => received(world.item('collection', name)), coded('studio-garbage'));
    });
  }

  it('are not asked for of what has none any more', () => {
    assert.equal(received(world.item('asset', '', '', { purged: true, trashed: true })).length, 1);
    assert.equal(received(world.item('asset', '', '', { mergedInto: uuid() })).length, 1);
  });

  it('that no disk should hold arrive, are shown, and become no path', async () => {
    const { folder } = world.project;
    const names = ['CON', 'nul.txt', 'end.', 'a:b', 'back\\slash', '.cairn', 'CAIRN~1', 'x'.repeat(300)];
    for (const name of names) {
      const item = world.theirItem(world.item('collection', name));
      world.theirItem(world.item('asset', 'rock.png', item.id));
    }
    assert.deepEqual(world.pull().conflicts, []);
    world.project.close();
    const project = await openProject(folder, testPorts());
    const shown = (await project.status()).assets.filter((entry) => entry.kind === 'collection');
    assert.deepEqual(shown.map((entry) => entry.name).sort(), [...names].sort());
    await project.move('CON', 'console');
    await project.move('a:b', 'a-b');
    assert.ok((await project.status()).assets.some((entry) => entry.path === 'console/rock.png'));
    await project.close();
    await (await openProject(folder, testPorts())).close();
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== '.cairn'),
      [],
    );
  });

  it('are not waited for where merges lead in a circle', () => {
    const [a, b] = [world.theirItem(world.item('asset', 'a')), world.theirItem(world.item('asset', 'b'))];
    world.pull();
    world.project.items.edit(a.id, { status: 'mine' });
    world.theirItem({ ...a, name: '', mergedInto: b.id });
    world.theirItem({ ...b, name: '', mergedInto: a.id });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.project.items.followed(a.id), undefined);
    assert.equal(world.project.paths.find('a'), undefined);
  });

  it('do not lead a rename of mine out of the folder', async () => {
    const { folder } = world.project;
    const theirs = world.theirItem(world.item('collection', 'back\\..\\slash'));
    world.pull();
    writeFileSync(join(folder, 'mine.png'), 'mine');
    world.project.close();
    const project = await openProject(folder, testPorts());
    await project.track(['mine.png'], { comment: '' });
    await project.move('mine.png', theirs.name);
    assert.equal(readFileSync(join(folder, 'mine.png'), 'utf8'), 'mine');
    assert.equal(existsSync(join(folder, 'slash')), false);
    const entry = (await project.status()).assets.find((one) => one.kind === 'asset');
    assert.deepEqual([entry?.path, entry?.flags.includes('moved')], [`${theirs.name}/mine.png`, true]);
    const { refused } = await project.pull(['']);
    assert.deepEqual(
      refused.map((one) => one.code),
      ['name-refused'],
    );
    await project.close();
  });
});

describe('rows of a studio that do not hold together', () => {
  let world: StagedWorld;
  beforeEach(async () => {
    world = await StagedWorld.create();
  });
  afterEach(() => world.dispose());

  const refused = (): void => {
    const before = world.project.items.live();
    const { watermark } = world.project;
    assert.throws(() => world.pull(), coded('studio-garbage'));
    assert.deepEqual([world.project.items.live(), world.project.watermark], [before, watermark]);
  };

  it('with a collection that was moved into itself: nothing of that pull is taken', () => {
    const a = world.theirItem(world.item('collection', 'a'));
    const b = world.theirItem(world.item('collection', 'b', a.id));
    const trashed = world.theirItem(world.item('collection', 'trashed'));
    world.pull();
    world.mine('asset', 'mine', b.id);
    world.mine('asset', 'kept', trashed.id);
    world.theirItem({ ...a, parentId: b.id });
    // Whose work is in it is looked for above everything that was done here.
    world.theirItem({ ...trashed, trashed: true });
    refused();
  });

  it('with new collections that lie in each other', () => {
    const a = world.item('collection', 'a');
    const b = world.theirItem(world.item('collection', 'b', a.id));
    world.theirItem({ ...a, parentId: b.id });
    world.theirItem(world.item('asset', 'leaf', b.id));
    refused();
  });

  it('with one that lies in itself', () => {
    const a = world.item('collection', 'a');
    world.theirItem({ ...a, parentId: a.id });
    refused();
  });

  it('that I moved into the same place as the studio, which moved that into it later', () => {
    const [a, b] = ['a', 'b'].map((name) => world.theirItem(world.item('collection', name)));
    assert.ok(a && b);
    world.pull();
    world.project.items.edit(a.id, { parentId: b.id });
    world.theirItem({ ...b, parentId: a.id });
    world.theirItem({ ...a, parentId: b.id });
    refused();
  });

  it('with rows of something that is not there', () => {
    const nowhere = uuid();
    world.theirCheckpoint(nowhere, 'of nothing');
    refused();
  });

  it('but those that are moved through each other on the way are taken', () => {
    const a = world.theirItem(world.item('collection', 'a'));
    const b = world.theirItem(world.item('collection', 'b', a.id));
    world.pull();
    world.theirItem({ ...a, parentId: b.id });
    world.theirItem({ ...b, parentId: '' });
    assert.deepEqual(world.pull().conflicts, []);
    assert.equal(world.path(a.id), 'b/a');
  });

  it('a loop that is in a damaged file already ends the pull too', () => {
    const [a, b] = ['a', 'b'].map((name) => world.theirItem(world.item('collection', name)));
    assert.ok(a && b);
    world.pull();
    world.mine('asset', 'mine', a.id);
    world.mine('asset', 'kept', b.id);
    world.project.db.run('UPDATE item SET parent_id = id WHERE id = ?', a.id);
    world.theirItem({ ...b, trashed: true });
    assert.throws(() => world.pull(), coded('project-corrupt'));
  });
});
