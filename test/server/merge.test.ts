import assert from 'node:assert/strict';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('merging on the studio', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist' });
    ({ studio, ada } = team);
    art = team.seats.art!;
  });
  afterEach(() => studio.close());

  const tag = (itemId: string, name: string) =>
    create({ kind: 'tagging', row: { itemId, tag: name, present: true } });
  const needs = (itemId: string, targetId: string) =>
    create({ kind: 'dependency', row: { itemId, targetId, present: true } });

  it('stacks the history on the target, unites sets and leaves a redirect', async () => {
    const theirs = await ada.asset('rock.png', contentOf(seededBytes(1, 2000)));
    const mine = await art.asset('stone.png', contentOf(seededBytes(2, 2000)), { status: 'wip' });
    const scene = item({ name: 'scene.ma' });
    await art.push(
      newItem(scene),
      tag(mine.item.id, 'hero'),
      tag(theirs.item.id, 'wet'),
      needs(mine.item.id, theirs.item.id),
      needs(scene.id, mine.item.id),
    );
    const newest = contentOf(seededBytes(3, 2000));
    await art.upload(newest.chunks);
    const v2 = checkpoint(mine.item.id, newest, { parentId: mine.checkpoint.id });
    const before = await ada.head();
    const merge = edit({ ...mine.item, name: '' }, { mergedInto: theirs.item.id, name: '' });
    const pushed = await art.push(merge, newCheckpoint(v2));
    assert.deepEqual(pushed.rejected, {});

    const history = await ada.history(theirs.item.id);
    assert.deepEqual(
      history.map(({ id, version }) => [id, version]),
      [
        [theirs.checkpoint.id, 1],
        [mine.checkpoint.id, 2],
        [v2.id, 3],
      ],
    );
    const { rows } = await ada.pull(before);
    const redirect = rows.find((row) => row.kind === 'item' && row.row.id === mine.item.id);
    assert.ok(redirect?.kind === 'item');
    assert.equal(redirect.row.mergedInto, theirs.item.id);
    assert.equal(redirect.row.name, '');
    const sets = rows.flatMap((row) =>
      row.kind === 'tagging'
        ? [`${row.row.itemId} ${row.row.tag} ${row.row.present}`]
        : row.kind === 'dependency'
          ? [`${row.row.itemId} ${row.row.targetId} ${row.row.present}`]
          : [],
    );
    assert.deepEqual(
      new Set(sets),
      new Set([
        `${theirs.item.id} hero true`,
        `${mine.item.id} hero false`,
        `${mine.item.id} ${theirs.item.id} false`,
        `${scene.id} ${theirs.item.id} true`,
        `${scene.id} ${mine.item.id} false`,
      ]),
    );
    assert.equal((await ada.items()).get(theirs.item.id)?.status, '');
    assert.deepEqual((await art.push(newItem(item({ name: 'stone.png' })))).rejected, {});
  });

  it('is sent on to the target afterwards, by whoever still names the old id', async () => {
    const theirs = await ada.asset('rock', contentOf(seededBytes(1, 100)));
    const mine = await art.asset('stone', contentOf(seededBytes(2, 100)));
    await art.push(edit(mine.item, { mergedInto: theirs.item.id }));
    const next = contentOf(seededBytes(3, 100));
    await art.upload(next.chunks);
    const v3 = checkpoint(mine.item.id, next, { parentId: mine.checkpoint.id });
    assert.deepEqual((await art.push(newCheckpoint(v3), tag(mine.item.id, 'late'))).rejected, {});
    assert.equal((await ada.history(theirs.item.id)).at(-1)?.id, v3.id);
    assert.deepEqual((await art.push(edit(mine.item, { name: 'again' }))).rejected, { 0: 'bad-row' });
  });

  it('needs the right to checkpoint the target: the soft lock holds', async () => {
    const task = await ada.asset('rock', contentOf(seededBytes(1, 100)));
    await ada.push(edit(task.item, { task: true, assigneeId: ada.person.id }));
    const mine = await art.asset('stone', contentOf(seededBytes(2, 100)));
    assert.deepEqual((await art.push(edit(mine.item, { mergedInto: task.item.id }))).rejected, {
      0: 'locked',
    });
    assert.equal((await ada.history(task.item.id)).length, 1);
    await ada.push(edit(task.item, { assigneeId: art.person.id }));
    assert.deepEqual((await art.push(edit(mine.item, { mergedInto: task.item.id }))).rejected, {});
  });

  it('moves the children of a collection, unless a name is taken there', async () => {
    const [mine, theirs] = [item({ name: 'a', kind: 'collection' }), item({ name: 'b', kind: 'collection' })];
    const inMine = item({ name: 'Rock', parentId: mine.id });
    const other = item({ name: 'tree', parentId: mine.id });
    const inTheirs = item({ name: 'rock', parentId: theirs.id });
    await ada.push(...[mine, theirs, inMine, other, inTheirs].map(newItem));
    const merge = edit(mine, { mergedInto: theirs.id });
    assert.deepEqual((await ada.push(merge)).rejected, { 0: 'name-taken' });
    assert.equal((await ada.items()).get(other.id)?.parentId, mine.id, 'nothing of it was done');
    assert.deepEqual((await ada.push(edit(inMine, { mergedInto: inTheirs.id }), merge)).rejected, {});
    const items = await ada.items();
    assert.equal(items.get(other.id)?.parentId, theirs.id);
    assert.equal(items.get(inMine.id)?.mergedInto, inTheirs.id);
  });

  it('of a collection leaves alone what was merged away in it before', async () => {
    const [mine, theirs] = [item({ name: 'a', kind: 'collection' }), item({ name: 'b', kind: 'collection' })];
    const gone = item({ name: 'rock', parentId: mine.id });
    const stays = item({ name: 'stone', parentId: mine.id });
    await ada.push(...[mine, theirs, gone, stays].map(newItem));
    await ada.push(edit(gone, { mergedInto: stays.id }));
    const before = await ada.head();
    assert.deepEqual((await ada.push(edit(mine, { mergedInto: theirs.id }))).rejected, {});
    const changed = (await ada.pull(before)).rows.flatMap((row) => (row.kind === 'item' ? [row.row.id] : []));
    assert.deepEqual(changed.sort(), [mine.id, stays.id].sort());
  });

  it('unites tags that are there, not those that were taken away', async () => {
    const [mine, theirs] = [item({ name: 'rock' }), item({ name: 'stone' })];
    await ada.push(newItem(mine), newItem(theirs), tag(mine.id, 'hero'), tag(mine.id, 'old'));
    await ada.push(create({ kind: 'tagging', row: { itemId: mine.id, tag: 'old', present: false } }));
    await ada.push(edit(mine, { mergedInto: theirs.id }));
    const { rows } = await ada.pull();
    const tags = rows.flatMap((row) =>
      row.kind === 'tagging' && row.row.itemId === theirs.id ? [[row.row.tag, row.row.present]] : [],
    );
    assert.deepEqual(tags, [['hero', true]]);
  });

  it('takes equal tags for one, however they are spelled, also of those that come late', async () => {
    const [mine, theirs] = [item({ name: 'rock' }), item({ name: 'stone' })];
    await ada.push(newItem(mine), newItem(theirs), tag(mine.id, 'HERO'), tag(mine.id, 'wet'));
    await ada.push(tag(theirs.id, 'Hero'));
    await ada.push(edit(mine, { mergedInto: theirs.id }));
    await ada.push(tag(mine.id, 'WET'), tag(mine.id, 'new'));
    const tags = (await ada.pull()).rows.flatMap((row) =>
      row.kind === 'tagging' && row.row.itemId === theirs.id && row.row.present ? [row.row.tag] : [],
    );
    assert.deepEqual(tags.sort(), ['Hero', 'new', 'wet']);
  });

  it('what is taken away from it afterwards, by its old id, is taken away from the target', async () => {
    const [mine, theirs, needed] = ['rock', 'stone', 'moss'].map((name) => item({ name }));
    await ada.push(
      ...[mine!, theirs!, needed!].map(newItem),
      tag(mine!.id, 'old'),
      needs(mine!.id, needed!.id),
    );
    await ada.push(edit(mine!, { mergedInto: theirs!.id }));
    await ada.push(
      create({ kind: 'tagging', row: { itemId: mine!.id, tag: 'old', present: false } }),
      create({ kind: 'dependency', row: { itemId: mine!.id, targetId: needed!.id, present: false } }),
    );
    const left = (await ada.pull()).rows.filter(
      (row) => (row.kind === 'tagging' || row.kind === 'dependency') && row.row.present,
    );
    assert.deepEqual(left, []);
  });

  it('of assets needs the right to make checkpoints', async () => {
    const [mine, theirs] = [item({ name: 'rock' }), item({ name: 'stone' })];
    await ada.push(newItem(mine), newItem(theirs));
    const lacking = await ada.person.call('PATCH', ada.url('roles/Artist'), {
      remove: ['checkpoint.create'],
    });
    assert.equal(lacking.status, 200, lacking.raw.body);
    const merge = edit(mine, { mergedInto: theirs.id });
    assert.deepEqual((await art.push(merge)).rejected, { 0: 'forbidden' });
    await ada.person.call('PATCH', ada.url('roles/Artist'), { add: ['checkpoint.create'] });
    assert.deepEqual((await art.push(merge)).rejected, {});
  });

  it('refuses itself, another kind, what lies within, and the trash', async () => {
    const outer = item({ name: 'outer', kind: 'collection' });
    const inner = item({ name: 'inner', kind: 'collection', parentId: outer.id });
    const file = item({ name: 'file' });
    const bin = item({ name: 'bin', kind: 'collection' });
    await ada.push(...[outer, inner, file, bin].map(newItem));
    await ada.push(edit(bin, { trashed: true }));
    const into = async (target: string) => (await ada.push(edit(outer, { mergedInto: target }))).rejected[0];
    assert.equal(await into(outer.id), 'cycle');
    assert.equal(await into(inner.id), 'cycle');
    assert.equal(await into(file.id), 'bad-row');
    assert.equal(await into(bin.id), 'trashed');
  });

  it('of something that was never sent makes a redirect at once', async () => {
    const theirs = await ada.asset('rock', contentOf(seededBytes(1, 100)));
    const mine = item({ name: 'stone', mergedInto: theirs.item.id });
    const content = contentOf(seededBytes(2, 100));
    await art.upload(content.chunks);
    const v1 = checkpoint(theirs.item.id, content, { parentId: theirs.checkpoint.id });
    assert.deepEqual((await art.push(newItem(mine), newCheckpoint(v1))).rejected, {});
    assert.equal((await ada.items()).get(mine.id)?.mergedInto, theirs.item.id);
    assert.equal((await ada.history(theirs.item.id)).length, 2);
  });
});

describe('purging on the studio', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist' });
    ({ studio, ada } = team);
    art = team.seats.art!;
  });
  afterEach(() => studio.close());

  it('needs the trash first, and the right', async () => {
    const { item: rock } = await art.asset('rock', contentOf(seededBytes(1, 100)));
    assert.deepEqual((await ada.push(edit(rock, { purged: true }))).rejected, { 0: 'bad-row' });
    await ada.push(edit(rock, { trashed: true }));
    assert.deepEqual((await art.push(edit(rock, { purged: true }))).rejected, { 0: 'forbidden' });
    assert.deepEqual((await ada.push(edit(rock, { purged: true }))).rejected, {});
  });

  it('leaves tombstones of all below, and drops histories and sets', async () => {
    const box = item({ name: 'box', kind: 'collection' });
    await ada.push(newItem(box));
    const { item: rock } = await ada.asset('rock', contentOf(seededBytes(1, 100)), { parentId: box.id });
    const scene = item({ name: 'scene' });
    await ada.push(
      newItem(scene),
      create({ kind: 'tagging', row: { itemId: rock.id, tag: 'x', present: true } }),
      create({ kind: 'dependency', row: { itemId: scene.id, targetId: rock.id, present: true } }),
    );
    await ada.push(edit(box, { trashed: true }));
    const head = await ada.head();
    assert.deepEqual((await ada.push(edit(box, { purged: true, name: '' }))).rejected, {});
    const { rows } = await art.pull(head);
    const kinds = rows.map((row) => (row.kind === 'item' ? `${row.row.purged}${row.row.name}` : row.kind));
    assert.deepEqual(kinds.sort(), ['dependency', 'true', 'true']);
    assert.deepEqual(await art.history(rock.id), []);
    const late = await art.push(
      create({ kind: 'tagging', row: { itemId: rock.id, tag: 'y', present: true } }),
    );
    assert.deepEqual(late.rejected, { 0: 'trashed' });
  });
});
