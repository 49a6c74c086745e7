import assert from 'node:assert/strict';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { isNewer, keyTables } from '../../../engine/domain/key-tables.ts';
import type { Item } from '../../../engine/domain/rows.ts';
import { refreshNameKeys } from '../../../engine/project/name-keys.ts';
import { Project } from '../../../engine/project/project.ts';
import { refreshNameKeys as refreshStudio } from '../../../server/metadata/name-keys.ts';
import { item } from '../../support/changes.ts';
import { annAndBen } from '../../support/studio-world.ts';
import { useTempFolder } from '../../support/temp.ts';

/** What an older runtime made of these names: letters that it did not know have no lower case, and compose to nothing. */
const OLD: Readonly<Record<string, string>> = { 'Édith.png': 'Édith.png', Ωmega: 'Ωmega', Rock: 'Rock' };

describe('name keys that were made with older tables', () => {
  const root = useTempFolder();

  it('are told by the version of rules and tables, whichever runtime opens the file', () => {
    assert.match(keyTables(), /^\d+ \d+\.\d+/u);
    assert.equal(isNewer('1 16.0', ''), true);
    assert.equal(isNewer('1 16.0', '1 15.1'), true);
    assert.equal(isNewer('1 16.0', '1 9.0'), true);
    assert.equal(isNewer('2 15.0', '1 16.0'), true);
    assert.equal(isNewer('1 16.0', '1 16.0'), false);
    assert.equal(isNewer('1 15.1', '1 16.0'), false);
  });

  it('are computed again when the project is opened, once; of two that are one then, both stay', async () => {
    const folder = join(root(), 'film');
    const project = await Project.create(folder, 'film', uuid());
    const made = [...Object.keys(OLD), 'é.png', 'e\u0301.png'].map((name) => item({ name }));
    project.db.transaction(() => {
      for (const one of made) {
        project.items.put(one, 0, undefined, null);
        project.items.setKey(one.id, OLD[one.name] ?? `old ${one.name}`);
      }
      project.setMeta('name-keys', '1 1.0');
    });
    assert.equal(project.paths.find('édith.PNG'), undefined);
    project.close();
    const again = await Project.open(folder);
    assert.equal(again.paths.find('édith.PNG')?.name, 'Édith.png');
    assert.equal(again.paths.find('ωMEGA')?.name, 'Ωmega');
    assert.equal(again.meta('name-keys'), keyTables());
    const keys = again.db.rows<readonly [string]>('SELECT name_key FROM item ORDER BY name_key').flat();
    assert.equal(new Set(keys).size, made.length);
    assert.ok(keys.includes('é.png') && keys.some((key) => key.startsWith('old ')));
    const { writes } = again.db;
    refreshNameKeys(again);
    refreshNameKeys(again, '1 2.0');
    assert.equal(again.db.writes, writes, 'not with the same tables, nor by an older runtime');
    again.close();
  });

  it('are computed again of siblings of which one had the other’s new key', async () => {
    const folder = join(root(), 'film');
    const project = await Project.create(folder, 'film', uuid());
    const [first, second] = ['é', 'è'].map((name) => item({ name })) as [Item, Item];
    project.db.transaction(() => {
      for (const one of [first, second]) project.items.put(one, 0, undefined, null);
      project.items.setKey(first.id, 'old');
      project.items.setKey(second.id, 'é');
      project.setMeta('name-keys', '1 1.0');
    });
    project.close();
    const again = await Project.open(folder);
    assert.deepEqual([again.paths.find('É')?.id, again.paths.find('È')?.id], [first.id, second.id]);
    again.close();
  });

  it('are computed again when the studio is opened', async function () {
    this.timeout(30_000);
    const { world, ann, ben } = await annAndBen();
    try {
      await ann.project.mkdir('Édith');
      await ann.project.mkdir('Plain');
      await ann.sync();
      const { db } = world.studio.metadata;
      await db.updateTable('item').set({ name_key: 'Édith' }).where('name', '=', 'Édith').execute();
      await db.updateTable('setting').set({ value: '1 1.0' }).where('key', '=', 'name-keys').execute();
      await refreshStudio(world.studio.metadata);
      const keyOf = async () =>
        (await db.selectFrom('item').select('name_key').where('name', '=', 'Édith').executeTakeFirst())
          ?.name_key;
      assert.equal(await keyOf(), 'édith');
      await db.updateTable('item').set({ name_key: 'x' }).where('name', '=', 'Édith').execute();
      await refreshStudio(world.studio.metadata);
      assert.equal(await keyOf(), 'x', 'once');
      const keys = async () =>
        (await db.selectFrom('account').select('name_key').orderBy('id').execute()).map(
          (row) => row.name_key,
        );
      const before = await keys();
      const [one = '', two = ''] = (await db.selectFrom('account').select('id').orderBy('id').execute()).map(
        ({ id }) => id,
      );
      const rename = (id: string, name: string, name_key: string) =>
        db.updateTable('account').set({ name, name_key }).where('id', '=', id).execute();
      await rename(one, 'Édith', 'old');
      await rename(two, 'Ève', 'édith');
      await db.updateTable('project').set({ name: 'Ωmega', name_key: 'Ωmega' }).execute();
      await refreshStudio(world.studio.metadata, `${keyTables()}.1`);
      assert.deepEqual((await keys()).slice(0, 2), ['édith', 'ève']);
      assert.deepEqual((await keys()).slice(2), before.slice(2));
      assert.equal((await db.selectFrom('project').select('name_key').executeTakeFirst())?.name_key, 'ωmega');
      await ben.sync();
    } finally {
      await world.dispose();
    }
  });
});
