import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameKey } from '../../engine/domain/names.ts';
import type { Checkpoint, Dependency, Item, Row } from '../../engine/domain/rows.ts';
import { rowKey } from '../../engine/domain/rows.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { Entitlements } from '../../server/chunks/entitlements.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { onPostgres } from '../support/postgres.ts';
import { type Seat, startTeam } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';
import { visibleTo } from '../support/visible.ts';

/** What a step does; numbers pick among the items there are. */
const STEP = fc.record({
  what: fc.constantFrom(
    'folder',
    'asset',
    'rename',
    'move',
    'trash',
    'restore',
    'merge',
    'purge',
    'version',
    'version',
    'share',
    'assign',
    'tag',
    'depend',
  ),
  a: fc.nat(30),
  b: fc.nat(30),
  name: fc.constantFrom('a', 'A', 'b', 'c.png', 'd'),
});
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

const PUSHES = fc.array(
  fc.record({ by: fc.boolean(), steps: fc.array(STEP, { minLength: 1, maxLength: 6, size: 'max' }) }),
  {
    minLength: 5,
    maxLength: 14,
  },
);

const CONTENT = contentOf(seededBytes(1, 100));

/** What a member's machine knows. */
class Replica {
  readonly rows = new Map<string, Row>();
  watermark = 0;

  async pull(seat: Seat): Promise<void> {
    const { rows, head } = await seat.pull(this.watermark);
    for (const row of rows) {
      assert.ok(row.revision > this.watermark && row.revision <= head);
      this.rows.set(`${row.kind} ${rowKey(row)}`, row);
    }
    this.watermark = head;
  }

  items(): Item[] {
    return [...this.rows.values()].flatMap((row) => (row.kind === 'item' ? [row.row] : []));
  }

  dependencies(): Dependency[] {
    return [...this.rows.values()].flatMap((row) => (row.kind === 'dependency' ? [row.row] : []));
  }

  checkpoints(): Checkpoint[] {
    const purged = new Set(
      this.items()
        .filter((row) => row.purged)
        .map((row) => row.id),
    );
    const all = [...this.rows.values()].flatMap((row) => (row.kind === 'checkpoint' ? [row.row] : []));
    return all.filter((row) => !purged.has(row.assetId));
  }
}

function changeOf(step: Step, replica: Replica, assignee: string): cairn.v1.IChange | undefined {
  const items = replica.items();
  const among = (list: Item[], index: number): Item | undefined => list[index % Math.max(list.length, 1)];
  const assetsOnly = ['version', 'assign'].includes(step.what);
  const a = among(
    items.filter((row) => !assetsOnly || row.kind === 'asset'),
    step.a,
  );
  const others = items.filter((row) => row.id !== a?.id && (step.what !== 'merge' || row.kind === a?.kind));
  const b = among(others, step.b);
  const inside = step.b % 3 === 0 ? '' : (b?.id ?? '');
  if (step.what === 'folder') return newItem(item({ name: step.name, kind: 'collection', parentId: inside }));
  if (step.what === 'asset') return newItem(item({ name: step.name, parentId: inside }));
  if (!a || (!b && ['merge', 'depend'].includes(step.what))) return undefined;
  switch (step.what) {
    case 'rename':
      return edit(a, { name: step.name });
    case 'move':
      return edit(a, { parentId: inside });
    case 'trash':
      return edit(a, { trashed: true });
    case 'restore':
      return edit(a, { trashed: false, name: a.name || 'z' });
    case 'merge':
      return edit(a, { mergedInto: b?.id ?? '' });
    case 'purge':
      return edit(a, { purged: true });
    case 'version': {
      const newest = replica
        .checkpoints()
        .filter((row) => row.assetId === a.id)
        .sort((x, y) => y.version - x.version)[0];
      return newCheckpoint(checkpoint(a.id, CONTENT, { parentId: newest?.id ?? '' }));
    }
    case 'share':
      return edit(a, { shared: step.b % 2 === 0 });
    case 'assign':
      return edit(a, { task: step.b % 2 === 0, assigneeId: assignee });
    case 'tag':
      return create({ kind: 'tagging', row: { itemId: a.id, tag: step.name, present: step.b % 2 === 0 } });
    default:
      return create({
        kind: 'dependency',
        row: { itemId: a.id, targetId: b?.id ?? '', present: step.b % 4 !== 0 },
      });
  }
}

function check(replica: Replica): void {
  const items = new Map(replica.items().map((row) => [row.id, row]));
  const names = new Set<string>();
  for (const row of items.values()) {
    if (!row.trashed && !row.purged && row.mergedInto === '') {
      const key = `${row.parentId}/${nameKey(row.name)}`;
      assert.ok(!names.has(key), `two items are ${key}`);
      names.add(key);
    }
    const above = new Set<string>();
    for (let at: Item | undefined = row; at && at.parentId !== ''; at = items.get(at.parentId)) {
      assert.ok(!above.has(at.id), 'a loop of parents');
      above.add(at.id);
      assert.ok(items.has(at.parentId), 'a parent that is not there');
    }
    for (let at: Item | undefined = row, steps = 0; at && at.mergedInto !== ''; steps++) {
      assert.ok(steps <= items.size, 'a loop of redirects');
      at = items.get(at.mergedInto);
      assert.ok(at, 'a redirect to nothing');
      assert.equal(at.kind, row.kind);
    }
  }
  const versions = new Map<string, number[]>();
  for (const row of replica.checkpoints()) {
    assert.equal(items.get(row.assetId)?.mergedInto, '', 'history on a redirect');
    versions.set(row.assetId, [...(versions.get(row.assetId) ?? []), row.version]);
  }
  for (const list of versions.values()) {
    assert.deepEqual(
      list.sort((x, y) => x - y),
      list.map((_, index) => index + 1),
      'history with a gap',
    );
  }
}

describe('whatever is pushed', function () {
  this.timeout(60_000);
  const folder = useTempFolder();

  it('names stay apart, trees stay trees, histories stay whole, and replicas agree', async () => {
    const { studio, ada, seats } = await startTeam(folder(), { art: 'Artist' });
    try {
      let run = 0;
      const seen = new Set<string>();
      const entitlements = new Entitlements(studio.studio.metadata);
      /** What is found by asking about some assets, together or alone, must be what going through everything gives. */
      const checkEntitlements = async (replica: Replica, seat: Seat) => {
        const reader = { userId: seat.person.id, permissions: new Set<never>() };
        const visible = visibleTo(seat.person.id, replica.items(), replica.dependencies());
        const all = replica.checkpoints().map((row) => ({ ...row, authorId: '' }));
        const expected = all.filter(({ assetId }) => visible.has(assetId));
        assert.deepEqual(await entitlements.readable(seat.project, reader, all), expected);
        for (const one of all) {
          const found = await entitlements.readable(seat.project, reader, [one]);
          assert.equal(found.length, visible.has(one.assetId) ? 1 : 0);
          seen.add(found.length > 0 ? 'visible' : 'hidden');
        }
      };
      await fc.assert(
        fc.asyncProperty(PUSHES, async (pushes) => {
          const first = await ada.person.createProject(`film ${run++}`);
          const second = await ada.person.invite(seats.art!.person, first, 'Artist');
          for (const seat of [first, second]) await seat.upload(CONTENT.chunks);
          const replicas = [new Replica(), new Replica()] as const;
          let made = 0;
          for (const { by, steps } of pushes) {
            const [seat, replica] = by ? ([first, replicas[0]] as const) : ([second, replicas[1]] as const);
            await replica.pull(seat);
            const changes = steps
              .map((step) => changeOf(step, replica, second.person.id))
              .filter((change) => change !== undefined);
            const pushed = await seat.pushAt(replica.watermark, `push-${made++}-of-run`, changes);
            assert.equal(pushed.behind, false);
            const known = new Set(pushed.rows.map((row) => `${row.kind} ${rowKey(row)} ${row.revision}`));
            const { rows } = await seat.pull(replica.watermark);
            assert.deepEqual(new Set(rows.map((row) => `${row.kind} ${rowKey(row)} ${row.revision}`)), known);
            await replica.pull(seat);
            check(replica);
            await checkEntitlements(replica, second);
          }
          for (const replica of replicas) await replica.pull(first);
          for (const row of replicas[0].items()) {
            if (row.mergedInto !== '') seen.add('merged');
            if (row.purged) seen.add('purged');
            if (row.trashed && !row.purged) seen.add('trashed');
          }
          for (const row of replicas[0].checkpoints()) if (row.version > 2) seen.add('history');
          assert.deepEqual(new Set(replicas[0].items()), new Set(replicas[1].items()));
          assert.deepEqual(new Set(replicas[0].checkpoints()), new Set(replicas[1].checkpoints()));
        }),
        // What a database may do to it shows in fewer; each statement goes to another process there.
        { numRuns: onPostgres() ? 5 : 15, seed: 20_260_105 },
      );
      assert.deepEqual(
        seen,
        new Set(['merged', 'purged', 'trashed', 'history', 'visible', 'hidden']),
        'the steps reached all of it',
      );
      assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    } finally {
      await studio.close();
    }
  });
});
