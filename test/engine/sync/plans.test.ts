import assert from 'node:assert/strict';
import { loadSqlite } from '../../../native/sqlite.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { changes } from '../../../server/sync/changes.ts';
import { StagedWorld } from '../../support/staged-world.ts';
import { type Recorded, recordStatements } from '../../support/statements.ts';
import { annAndBen } from '../../support/studio-world.ts';

/** Tables that grow with the project, in the project file and on the studio. */
const GROWING = 'item|checkpoint|tagging|dependency|working|chunk|change|holder|push|activity';
const THROUGH = new RegExp(`^SCAN (${GROWING})\\b`, 'u');
/** All of one project's rows: as bad as all rows. */
const OF_PROJECT = new RegExp(`^SEARCH (${GROWING})\\b.*\\(project_id=\\?\\)$`, 'u');
/** Indices that hold what was changed here, or waits for its key, and nothing else. */
const PARTIAL = /USING (?:COVERING )?INDEX (?:\w+_outbox|item_unkeyed|chunk_unsound)\b/u;

/** How SQLite goes about it, line by line. */
async function planOf({ file, sql }: Recorded): Promise<string[]> {
  const Database = await loadSqlite();
  const db = new Database(file, { readonly: true });
  try {
    const bare = sql.replaceAll(/\?|[:@$][a-z]\w*/gu, 'NULL');
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${bare}`).all() as { detail: string }[];
    return plan.map(({ detail }) => detail);
  } finally {
    db.close();
  }
}

const goesThroughEverything = (line: string): boolean =>
  (THROUGH.test(line) || OF_PROJECT.test(line)) && !PARTIAL.test(line);

async function requireIndices(statements: readonly Recorded[], least: number): Promise<void> {
  assert.ok(statements.length >= least, `only ${statements.length} statements were seen`);
  const bad: string[] = [];
  for (const statement of statements) {
    const lines = (await planOf(statement)).filter(goesThroughEverything);
    for (const line of lines) bad.push(`${line}: ${statement.sql}`);
  }
  assert.deepEqual(bad, []);
}

describe('the statements of a sync', function () {
  this.timeout(60_000);

  it('find their rows by an index, in the project file and on the studio', async () => {
    const { world, ann, ben } = await annAndBen();
    try {
      for (const name of ['a', 'b', 'c', 'd', 'e']) await ann.track(`lib/${name}.bin`, `first ${name}`);
      await ann.track('task.bin', 'a task');
      await ann.sync();
      await ben.sync();
      const recorded = await recordStatements(async () => {
        await ann.checkpoint('lib/a.bin', 'second a');
        await ann.project.move('lib/b.bin', 'lib/z.bin');
        await ann.project.tag('lib/c.bin', ['hero'], []);
        await ann.project.depend('task.bin', ['lib/c.bin'], []);
        await ann.project.edit('lib/c.bin', { status: 'done' });
        await ann.project.trash(['lib/d.bin']);
        await ann.project.mkdir('more', true);
        await ann.project.assign('task.bin', 'ben');
      });
      assert.ok(recorded.length > 0);
      const statements = await recordStatements(async () => {
        await ann.sync();
        await ben.sync();
        await ben.project.tag('lib/e.bin', ['second'], []);
        await ben.sync();
        await ann.sync();
        await ann.sync();
      });
      await requireIndices(statements, 60);
    } finally {
      await world.dispose();
    }
  });

  it('begin a page of a pull where the last one ended', async () => {
    const { world } = await annAndBen();
    try {
      const { db } = world.studio.metadata;
      const { id, head } = await db.selectFrom('project').select(['id', 'head']).executeTakeFirstOrThrow();
      const cursor = Buffer.from(JSON.stringify([1, 'item', ''])).toString('base64url');
      const statements = await recordStatements(async () => {
        await changes(world.studio.metadata, id, 0, cursor);
        await changes(world.studio.metadata, id, 0, '');
      });
      const pages = statements.filter(({ sql }) => sql.includes('"change"'));
      const plans = await Promise.all(pages.map((page) => planOf(page)));
      assert.deepEqual(plans.map(String), [
        'SEARCH change USING COVERING INDEX change_revision (project_id=? AND (revision,kind,key)>(?,?,?))',
        'SEARCH change USING COVERING INDEX change_revision (project_id=? AND revision>?)',
      ]);
      const behind = Buffer.from(JSON.stringify([head, 'zzz', ''])).toString('base64url');
      const page = cairn.v1.PullPage.decode(await changes(world.studio.metadata, id, head - 1, behind));
      assert.deepEqual(page.rows, []);
    } finally {
      await world.dispose();
    }
  });

  it('do so where there are conflicts, too', async () => {
    const world = await StagedWorld.create();
    const { project } = world;
    try {
      const shelf = world.theirItem(world.item('collection', 'shelf'));
      const known = world.theirItem(world.item('asset', 'known', shelf.id));
      const gone = world.theirItem(world.item('asset', 'gone', shelf.id));
      const first = world.theirCheckpoint(known.id, 'first');
      world.theirCheckpoint(gone.id, 'first');
      world.pull();
      const statements = await recordStatements(async () => {
        const mine = world.mine('collection', 'props');
        world.mine('asset', 'chair', mine.id);
        const theirs = world.theirItem(world.item('collection', 'Props'));
        world.theirItem(world.item('asset', 'Chair', theirs.id));
        world.myCheckpoint(known.id, 'mine');
        world.theirCheckpoint(known.id, 'theirs', first.id, 2);
        world.myCheckpoint(gone.id, 'mine');
        world.theirItem({ ...gone, trashed: true });
        const { conflicts } = world.pull();
        assert.deepEqual(conflicts.map(({ kind }) => kind).sort(), [
          'asset-name',
          'collection-name',
          'diverged',
          'trashed-there',
        ]);
        for (const { id, kind } of conflicts) {
          const choice = kind === 'diverged' ? 'stack-mine' : kind === 'trashed-there' ? 'restore' : 'merge';
          project.staging.decide(id, { choice });
        }
        assert.deepEqual(world.pull().conflicts, []);
      });
      await requireIndices(statements, 40);
    } finally {
      world.dispose();
    }
  });
});
