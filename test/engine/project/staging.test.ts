import assert from 'node:assert/strict';
import { newItem } from '../../../engine/actions/new-item.ts';
import type { Conflict } from '../../../engine/api.ts';
import type { Row } from '../../../engine/domain/rows.ts';
import type { Staging } from '../../../engine/project/staging.ts';
import { StagedWorld } from '../../support/staged-world.ts';

describe('what a sync leaves between its steps', () => {
  let world: StagedWorld;
  let staging: Staging;
  beforeEach(async () => {
    world = await StagedWorld.create();
    ({ staging } = world.project);
  });
  afterEach(() => world.dispose());

  const rows = (count: number): Row[] =>
    Array.from({ length: count }, (_, index) => ({
      kind: 'item',
      revision: index + 1,
      row: newItem('', 'asset', '', `${index}`, 1),
    }));
  const conflict = (id: string): Conflict => {
    const side = { id: `of ${id}` };
    const facts = { id, kind: 'diverged', path: id, suggestion: '', choices: [], mine: side, theirs: side };
    return facts as unknown as Conflict;
  };
  const names = (found: Iterable<Row>) => [...found].map((row) => row.kind === 'item' && row.row.name);

  it('are staged rows in order, in pages of any size, the newest of each', () => {
    const [a, b, c] = rows(3) as [Row, Row, Row];
    staging.stage([a, b, c]);
    staging.stage([{ ...a, revision: 9 }]);
    for (const size of [1, 2, 3, 4])
      assert.deepEqual(names(staging.staged(size)), ['1', '2', '0'], `${size}`);
    assert.equal([...staging.staged()].at(-1)?.revision, 9);
    assert.equal(staging.stagedCount(), 3);
    staging.clearStaged();
    assert.deepEqual([names(staging.staged()), staging.stagedCount()], [[], 0]);
  });

  it('are few up to 5,000, and many from there', () => {
    const [last, ...others] = rows(5_001) as [Row, ...Row[]];
    world.project.db.transaction(() => staging.stage(others));
    assert.equal(staging.isLarge, false);
    staging.stage([last]);
    assert.equal(staging.isLarge, true);
  });

  it('is a checkpoint by its id, and nothing else', () => {
    const item = world.theirItem(world.item('asset', 'rock.png'));
    const made = world.theirCheckpoint(item.id, 'first');
    assert.equal(staging.stagedCheckpoint(made.id)?.comment, 'first');
    assert.equal(staging.stagedCheckpoint(item.id), undefined);
  });

  it('are conflicts in their order, with what was decided of each', () => {
    const conflicts = ['b', 'a', 'c'].map(conflict);
    staging.setConflicts(conflicts);
    staging.decide('a', { choice: 'rename', name: 'free' });
    staging.decide('b', { choice: 'merge' });
    staging.decide('b', { choice: 'stack-mine' });
    staging.decide('c', { choice: 'later' });
    staging.decide('c', null);
    const decided = { a: { choice: 'rename', name: 'free' }, b: { choice: 'stack-mine' }, c: null };
    assert.deepEqual(
      staging.conflicts().map(({ id, decision }) => [id, decision]),
      [
        ['b', decided.b],
        ['a', decided.a],
        ['c', decided.c],
      ],
    );
    for (const [id, decision] of Object.entries(decided)) {
      assert.deepEqual(staging.decision(id), decision);
      assert.deepEqual(staging.conflict(id)?.decision, decision);
    }
    assert.equal(staging.conflict('d'), undefined);
    assert.equal(staging.conflictCount(), 3);
    staging.setConflicts(conflicts.slice(1));
    assert.deepEqual([staging.conflictCount(), staging.decisions().size], [2, 2]);
    staging.clearDecisions();
    assert.equal(staging.decisions().size, 0);
  });

  it('is the push in flight, whole', () => {
    assert.equal(staging.outgoing(), undefined);
    staging.setOutgoing('one', Buffer.of(1, 2));
    assert.deepEqual(staging.outgoing(), { pushId: 'one', payload: Buffer.of(1, 2) });
    staging.clearOutgoing();
    assert.equal(staging.outgoing(), undefined);
  });

  it('are refusals, each with its last reason', () => {
    staging.reject('item', 'x', 'forbidden', 'no');
    staging.reject('item', 'x', 'locked', 'not now');
    staging.reject('checkpoint', 'x', 'quota', 'no room');
    assert.deepEqual(
      staging.rejected().map(({ kind, key, code }) => [kind, key, code]),
      [
        ['checkpoint', 'x', 'quota'],
        ['item', 'x', 'locked'],
      ],
    );
    assert.deepEqual(staging.rejection('item', 'x'), { code: 'locked', message: 'not now' });
    staging.clearRejected('item', 'x');
    assert.deepEqual([staging.rejection('item', 'x'), staging.rejected().length], [undefined, 1]);
  });

  it('are edits that gave way, in order and from one on', () => {
    const { id } = world.mine('asset', 'rock.png');
    assert.equal(staging.lastSuperseded(), 0);
    staging.supersede(id, 'status', 'mine', 'theirs', 5);
    const first = staging.lastSuperseded();
    staging.supersede(id, 'type', 'a', 'b', 6);
    const [one, two] = staging.superseded();
    assert.deepEqual([one?.field, two?.field, two?.time], ['status', 'type', 6]);
    assert.deepEqual(
      staging.superseded(first).map(({ field }) => field),
      ['type'],
    );
    assert.deepEqual(staging.supersededEdit(one?.id ?? ''), {
      itemId: id,
      field: 'status',
      mine: 'mine',
      theirs: 'theirs',
    });
    staging.clearSuperseded(one?.id ?? '');
    assert.deepEqual([staging.supersededEdit(one?.id ?? ''), staging.superseded().length], [undefined, 1]);
  });

  it('are told to be damaged where a conflict lacks a side, its choices or its name', () => {
    const { db } = world.project;
    staging.setConflicts([conflict('one')]);
    const body = db.value<string>('SELECT body FROM conflict') ?? '';
    assert.equal(staging.conflicts().length, 1);
    for (const left of ['mine', 'theirs', 'choices', 'path']) {
      db.run('UPDATE conflict SET body = ?', JSON.stringify({ ...JSON.parse(body), [left]: undefined }));
      assert.throws(() => staging.conflicts(), { code: 'project-corrupt' }, left);
    }
  });

  it('are told to be damaged where a refusal is no text', () => {
    const { db } = world.project;
    // A flipped bit gets past what the table asks for.
    db.run('DROP TABLE rejected');
    db.run('CREATE TABLE rejected (kind, key, code, message)');
    db.run("INSERT INTO rejected VALUES ('item', NULL, 'forbidden', 'no')");
    assert.throws(() => staging.rejected(), { code: 'project-corrupt' });
  });
});
