import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { recordStatements } from '../support/statements.ts';
import { Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a push', () => {
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

  it('is one revision, and a pull above it brings exactly its rows', async () => {
    const head = await ada.head();
    const folderRow = item({ name: 'props', kind: 'collection' });
    const rock = item({ name: 'rock.png', parentId: folderRow.id });
    const pushed = await ada.push(newItem(folderRow), newItem(rock));
    assert.equal(pushed.head, head + 1);
    assert.deepEqual(pushed.rejected, {});
    const { rows, head: now } = await art.pull(head);
    assert.equal(now, head + 1);
    assert.deepEqual(
      rows.map((row) => row.revision),
      [head + 1, head + 1],
    );
    assert.deepEqual(
      new Set(rows.map((row) => row.kind === 'item' && row.row.name)),
      new Set(['props', 'rock.png']),
    );
  });

  it('costs the database as many statements for many versions as for few', async () => {
    const costOf = async (count: number, seed: number) => {
      const parts = Array.from({ length: count }, (_, at) => contentOf(seededBytes(seed + at, 3_000)));
      const statements = await recordStatements(async () => {
        await ada.upload(parts.flatMap(({ chunks }) => chunks));
        const rows = parts.map((content, at) => ({ row: item({ name: `${seed} ${at}` }), content }));
        const changes = rows.flatMap(({ row, content }) => [
          newItem(row),
          newCheckpoint(checkpoint(row.id, content)),
        ]);
        assert.deepEqual((await ada.push(...changes)).rejected, {});
      });
      const own = statements.filter(({ file }) => file.endsWith('studio.sqlite'));
      return own.reduce((sum, { times }) => sum + times, 0);
    };
    // The first looks at what is new to it.
    await costOf(1, 1);
    assert.equal(await costOf(60, 1_000), await costOf(3, 2_000));
  });

  it('behind the head does nothing and says so', async () => {
    const head = await ada.head();
    await ada.push(newItem(item({ name: 'a' })));
    const late = await art.pushAt(head, uuid(), [newItem(item({ name: 'b' }))]);
    assert.equal(late.behind, true);
    assert.equal(late.head, head + 1);
    assert.equal((await ada.items()).size, 1);
  });

  it('sent twice under one id gets the first answer and happens once', async () => {
    const head = await ada.head();
    const id = uuid();
    const changes = [newItem(item({ name: 'a' }))];
    const first = await ada.pushAt(head, id, changes);
    const second = await ada.pushAt(head, id, changes);
    assert.deepEqual(second, first);
    assert.equal(await ada.head(), head + 1);
    const other = await art.pushAt(head, id, changes);
    assert.equal(other.behind, true, 'an id belongs to whoever sent it');
  });

  it('sent twice at once under one id gets one answer and happens once', async () => {
    const head = await ada.head();
    const id = uuid();
    const changes = [newItem(item({ name: 'a' }))];
    const [first, second] = await Promise.all([1, 2].map(() => ada.pushAt(head, id, changes)));
    assert.deepEqual(second, first);
    assert.equal(first?.behind, false);
    assert.equal(await ada.head(), head + 1);
  });

  it('of which nothing is accepted is no revision', async () => {
    const head = await ada.head();
    const pushed = await ada.push(edit(item({ name: 'unknown' }), { status: 'done' }));
    assert.deepEqual([pushed.rejected, pushed.head, await ada.head()], [{ 0: 'not-found' }, head, head]);
  });

  it('is answered again for months, and then forgotten', async () => {
    const changes = [newItem(item({ name: 'a' }))];
    const head = await ada.head();
    await ada.pushAt(head, 'an-old-push', changes);
    studio.pass(80 * 86_400_000);
    ada = new Seat(await studio.signIn('ada'), ada.project);
    assert.equal((await ada.pushAt(head, 'an-old-push', changes)).behind, false);
    studio.pass(11 * 86_400_000);
    for (let count = 0; count < 100; count++) await ada.push(newItem(item({ name: `b${count}` })));
    const kept = await studio.studio.metadata.db.selectFrom('push').select('push_id').execute();
    assert.ok(kept.length >= 100 && !kept.some((row) => row.push_id === 'an-old-push'));
  });

  it('names the session as creator and trasher, whatever the message says', async () => {
    const row = item({ name: 'a', createdBy: ada.person.id });
    await art.push(newItem(row));
    await ada.push(edit({ ...row, trashedBy: art.person.id, trashedAt: 5 }, { trashed: true }));
    const stored = (await ada.items()).get(row.id)!;
    assert.equal(stored.createdBy, art.person.id);
    assert.equal(stored.trashedBy, ada.person.id);
    assert.equal(stored.trashedAt, studio.studio.now());
  });

  it('rejects rows one by one', async () => {
    const props = item({ name: 'props', kind: 'collection', parentId: uuid() });
    const pushed = await art.push(
      newItem(props),
      newItem(item({ name: 'in it', parentId: props.id })),
      newItem(item({ name: 'nul' })),
      newItem(item({ name: 'fine' })),
      newItem(item({ name: 'FINE' })),
      { row: {} },
      create({ kind: 'tagging', row: { itemId: uuid(), tag: 'x', present: true } }),
    );
    assert.deepEqual(pushed.rejected, {
      0: 'not-found',
      1: 'depends-on-rejected',
      2: 'name-refused',
      4: 'name-taken',
      5: 'bad-row',
      6: 'not-found',
    });
    assert.deepEqual(
      [...(await ada.items()).values()].map((row) => row.name),
      ['fine'],
    );
  });

  it('rejects a text that is too long as that, with what hangs on its row and nothing else', async () => {
    const wordy = item({ name: 'wordy', kind: 'collection', description: 'w'.repeat(10_001) });
    const pushed = await art.push(
      newItem(wordy),
      newItem(item({ name: 'in it', parentId: wordy.id })),
      newItem(item({ name: 'fine' })),
    );
    assert.deepEqual(pushed.rejected, { 0: 'too-long', 1: 'depends-on-rejected' });
  });

  it('swaps two names, and three around', async () => {
    const rows = ['a', 'b', 'c'].map((name) => item({ name }));
    const [a, b, c] = rows as [(typeof rows)[0] & {}, (typeof rows)[0] & {}, (typeof rows)[0] & {}];
    await ada.push(...rows.map(newItem));
    const pushed = await ada.push(edit(a, { name: 'b' }), edit(b, { name: 'c' }), edit(c, { name: 'a' }));
    assert.deepEqual(pushed.rejected, {});
    const items = await ada.items();
    assert.deepEqual(
      [a, b, c].map(({ id }) => items.get(id)?.name),
      ['b', 'c', 'a'],
    );
  });

  it('rejects a whole chain of renames where its end is taken', async () => {
    const rows = Array.from({ length: 14 }, (_, index) => item({ name: `n${index}` }));
    await ada.push(...rows.map(newItem), newItem(item({ name: 'taken' })));
    const last = rows.length - 1;
    const renames = rows.map((row, index) => edit(row, { name: index === last ? 'taken' : `n${index + 1}` }));
    const pushed = await ada.push(...renames, newItem(item({ name: 'free' })));
    assert.equal(Object.keys(pushed.rejected).length, rows.length);
    const names = [...(await ada.items()).values()].map((row) => row.name);
    assert.equal(new Set(names).size, 16);
    assert.ok(names.includes('free'));
  });

  it('lets a trashed name be taken, and keeps what comes back from taking it again', async () => {
    const old = item({ name: 'rock' });
    await ada.push(newItem(old));
    const moved = await ada.push(edit(old, { trashed: true }), newItem(item({ name: 'Rock' })));
    assert.deepEqual(moved.rejected, {});
    assert.deepEqual((await ada.push(edit(old, { trashed: false }))).rejected, { 0: 'name-taken' });
    assert.deepEqual((await ada.push(edit(old, { trashed: false, name: 'rock-2' }))).rejected, {});
  });

  it('takes work into the trash from those who say that they know, but not into what was purged', async () => {
    const bin = item({ name: 'bin', kind: 'collection' });
    const { item: asset, checkpoint: first } = await ada.asset('rock', contentOf(seededBytes(1, 100)));
    const purged = item({ name: 'gone' });
    await ada.push(newItem(bin), newItem(purged));
    await ada.push(
      edit(bin, { trashed: true }),
      edit(asset, { trashed: true }),
      edit(purged, { trashed: true }),
    );
    await ada.push(edit({ ...purged, trashed: true }, { purged: true }));
    const next = contentOf(seededBytes(2, 100));
    await ada.upload(next.chunks);
    const work = [
      newItem(item({ name: 'late', parentId: bin.id })),
      newCheckpoint(checkpoint(asset.id, next, { parentId: first.id })),
      newCheckpoint(checkpoint(purged.id, next)),
    ];
    assert.deepEqual((await ada.push(...work)).rejected, { 0: 'trashed', 1: 'trashed', 2: 'trashed' });
    const meant = work.map((change) => ({ ...change, intoTrash: true }));
    assert.deepEqual((await ada.push(...meant)).rejected, { 2: 'trashed' });
    assert.equal((await ada.history(asset.id)).length, 2);
    assert.equal((await ada.items()).get(asset.id)?.trashed, true);
  });

  it('refuses cycles, work in the trash, and parents that are no collections', async () => {
    const outer = item({ name: 'outer', kind: 'collection' });
    const inner = item({ name: 'inner', kind: 'collection', parentId: outer.id });
    const bin = item({ name: 'bin', kind: 'collection' });
    const file = item({ name: 'file' });
    await ada.push(newItem(outer), newItem(inner), newItem(bin), newItem(file));
    await ada.push(edit(bin, { trashed: true }));
    const pushed = await ada.push(
      edit(outer, { parentId: inner.id }),
      newItem(item({ name: 'lost', parentId: bin.id })),
      newItem(item({ name: 'odd', parentId: file.id })),
    );
    assert.deepEqual(pushed.rejected, { 0: 'cycle', 1: 'trashed', 2: 'not-found' });
  });

  it('keeps history linear and gives the versions', async () => {
    const first = contentOf(seededBytes(1, 3000));
    const { item: rock, checkpoint: v1 } = await art.asset('rock', first);
    const next = contentOf(seededBytes(2, 3000));
    await art.upload(next.chunks);
    const v2 = checkpoint(rock.id, next, { parentId: v1.id, version: 77, authorId: ada.person.id });
    const v3 = checkpoint(rock.id, next, { parentId: v2.id });
    const fork = checkpoint(rock.id, next, { parentId: v1.id });
    const pushed = await art.push(newCheckpoint(v2), newCheckpoint(v3), newCheckpoint(fork));
    assert.deepEqual(pushed.rejected, { 2: 'diverged' });
    const history = await ada.history(rock.id);
    assert.deepEqual(
      history.map((row) => row.version),
      [1, 2, 3],
    );
    assert.ok(history.every((row) => row.authorId === art.person.id));
  });

  it('puts versions into the trash, never the newest, nor one as it is made', async () => {
    const asset = item({ name: 'rock.png' });
    const content = contentOf(seededBytes(1, 10));
    await ada.upload(content.chunks);
    const v1 = checkpoint(asset.id, content, { trashed: true });
    const v2 = checkpoint(asset.id, content, { parentId: v1.id });
    const trash = (row: typeof v1, trashed: boolean, fields = ['trashed']) => ({
      ...create({ kind: 'checkpoint', row: { ...row, trashed } }),
      created: false,
      fields,
    });
    const pushed = await ada.push(newItem(asset), newCheckpoint(v1), newCheckpoint(v2), trash(v2, true));
    assert.deepEqual(pushed.rejected, { 3: 'newest-version' });
    const isTrashed = async () =>
      (await ada.pull(0)).rows.flatMap((row) =>
        row.kind === 'checkpoint' ? [[row.row.id, row.row.trashed]] : [],
      );
    assert.deepEqual(await isTrashed(), [
      [v1.id, false],
      [v2.id, false],
    ]);
    assert.deepEqual((await art.push(trash(v1, true))).rejected, { 0: 'forbidden' });
    assert.deepEqual((await ada.push(trash(v1, true, ['trashed', 'comment']))).rejected, { 0: 'bad-row' });
    assert.deepEqual((await ada.push(trash(v1, true))).rejected, {});
    assert.deepEqual(new Map((await isTrashed()) as [string, boolean][]).get(v1.id), true);
    assert.deepEqual((await ada.push(trash(v1, false))).rejected, {});
    assert.deepEqual(new Map((await isTrashed()) as [string, boolean][]).get(v1.id), false);
  });

  it('rejects what hangs on a rejected checkpoint', async () => {
    const content = contentOf(seededBytes(1, 10));
    const rock = item({ name: 'rock' });
    const v1 = checkpoint(rock.id, content);
    const v2 = checkpoint(rock.id, content, { parentId: v1.id });
    const pushed = await art.push(newItem(rock), newCheckpoint(v1), newCheckpoint(v2));
    assert.deepEqual(pushed.rejected, { 1: 'content-missing', 2: 'depends-on-rejected' });
  });

  it('leaves a record of who changed what, from and to which value', async () => {
    const rock = item({ name: 'rock', status: 'wip' });
    await art.push(newItem(rock));
    await ada.push(edit(rock, { status: 'done' }));
    const answer = await ada.person.call('GET', ada.url('activity?limit=1'));
    const { activity } = answer.raw.json() as { activity: { user: string; changes: { fields: object }[] }[] };
    assert.equal(activity[0]?.user, 'ada');
    assert.deepEqual(activity[0]?.changes[0]?.fields, { status: ['wip', 'done'] });
  });

  it('to an archived project is rejected row by row', async () => {
    await ada.person.call('PATCH', `/v1/projects/${ada.project}`, { archived: true });
    const pushed = await ada.push(newItem(item({ name: 'a' })));
    assert.deepEqual(pushed.rejected, { 0: 'archived' });
  });

  it('takes many changes at once and pages them out again', async () => {
    const rows = Array.from({ length: 4_500 }, (_, index) => item({ name: `f${index}` }));
    const pushed = await ada.push(...rows.map(newItem));
    assert.deepEqual(pushed.rejected, {});
    const pulled = await art.pull(pushed.head - 1);
    assert.equal(pulled.rows.length, 4_500);
    assert.equal(pulled.pages, 3);
    assert.equal(new Set(pulled.rows.map((row) => row.kind === 'item' && row.row.id)).size, 4_500);
  });
});
