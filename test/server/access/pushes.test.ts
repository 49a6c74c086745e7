/** What a push may do is decided row by row: every operation, with every role of a new project and roles of a team's own. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { DEFAULT_ROLES, PERMISSIONS, type Permission } from '../../../engine/domain/permissions.ts';
import { ITEM_FIELDS, type Item, type ItemField, type ItemKind } from '../../../engine/domain/rows.ts';
import type { cairn } from '../../../proto/generated/cairn.js';
import { ACCESS } from '../../../server/access/table.ts';
import {
  type Content,
  checkpoint,
  contentOf,
  create,
  edit,
  item,
  newCheckpoint,
  newItem,
} from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { OWN_ROLES } from '../../support/roles.ts';
import { PASSWORD, Person, Seat, startTeam, type TestStudio } from '../../support/studio.ts';

type Change = cairn.v1.IChange;

/** One operation, told once more without the code that decides it. */
interface Operation {
  readonly needs: readonly Permission[];
  /** What an Admin pushes before. */
  readonly before?: (world: World) => readonly Change[];
  readonly change: (world: World) => Change;
}

interface World {
  readonly rows: Map<string, Item>;
  readonly content: Content;
  readonly me: string;
  readonly admin: string;
}

const row = (world: World, name: string): Item => world.rows.get(name) as Item;
/** One that the world knows by its name from now on. */
const put = (world: World, name: string, fields: Partial<Item> = {}): Change => {
  const made = item({ name, ...fields });
  world.rows.set(name, made);
  return newItem(made);
};

/** To what an edit sets each field, and what it takes. A field that is not here does not compile. */
const EDITS: Readonly<
  Record<Exclude<ItemField, 'mergedInto' | 'purged'>, readonly [unknown, (kind: ItemKind) => Permission]>
> = {
  parentId: ['', (kind) => `${kind}.update`],
  name: ['renamed', (kind) => `${kind}.update`],
  shared: [true, () => 'share'],
  task: [true, () => 'assign'],
  assigneeId: ['', () => 'assign'],
  status: ['done', () => 'status.change'],
  type: ['model', (kind) => `${kind}.update`],
  description: ['text', (kind) => `${kind}.update`],
  trashed: [true, (kind) => `${kind}.trash`],
};

const operations: Record<string, Operation> = {};
const KINDS: readonly ItemKind[] = ['asset', 'collection'];

for (const kind of KINDS) {
  const create: Permission = `${kind}.create`;
  operations[`make a ${kind}`] = {
    needs: [create],
    change: () => newItem(item({ name: `new ${kind}`, kind })),
  };
  operations[`make a ${kind} for somebody`] = {
    needs: [create, 'assign'],
    change: ({ me }) => newItem(item({ name: `their ${kind}`, kind, assigneeId: me })),
  };
  for (const [field, [value, permission]] of Object.entries(EDITS)) {
    if ((field === 'shared' && kind === 'asset') || (field === 'task' && kind === 'collection')) continue;
    const name = `${kind} ${field}`;
    const start = { parentId: { parentId: 'HOME' }, assigneeId: { assigneeId: 'ADMIN' } }[field] ?? {};
    operations[`set ${field} of a ${kind}`] = {
      needs: [permission(kind)],
      before: (world) => {
        const home = row(world, 'home').id;
        const places = { HOME: home, ADMIN: world.admin } as Record<string, string>;
        const fields = Object.fromEntries(Object.entries(start).map(([key, at]) => [key, places[at] ?? '']));
        return [put(world, name, { kind, ...fields })];
      },
      change: (world) => edit(row(world, name), { [field]: field === 'name' ? `${name} renamed` : value }),
    };
  }
  operations[`restore a ${kind}`] = {
    needs: [`${kind}.trash`],
    before: (world) => [put(world, `trashed ${kind}`, { kind, trashed: true })],
    change: (world) => edit({ ...row(world, `trashed ${kind}`) }, { trashed: false }),
  };
  operations[`purge a ${kind}`] = {
    needs: [`${kind}.purge`],
    before: (world) => [put(world, `doomed ${kind}`, { kind, trashed: true })],
    change: (world) => edit(row(world, `doomed ${kind}`), { purged: true }),
  };
  operations[`merge a ${kind}`] = {
    needs: kind === 'asset' ? ['asset.update', 'checkpoint.create'] : ['collection.update'],
    before: (world) => [put(world, `one ${kind}`, { kind }), put(world, `other ${kind}`, { kind })],
    change: (world) => edit(row(world, `one ${kind}`), { mergedInto: row(world, `other ${kind}`).id }),
  };
}
operations['make a shared collection'] = {
  needs: ['collection.create', 'share'],
  change: () => newItem(item({ name: 'new and shared', kind: 'collection', shared: true })),
};
operations['purge a collection with an asset'] = {
  needs: ['collection.purge', 'asset.purge'],
  before: (world) => {
    const outer = put(world, 'doomed with more', { kind: 'collection', trashed: true });
    return [outer, put(world, 'inside', { parentId: row(world, 'doomed with more').id })];
  },
  change: (world) => edit(row(world, 'doomed with more'), { purged: true }),
};
operations['trash and purge at once'] = {
  needs: ['asset.trash', 'asset.purge'],
  before: (world) => [put(world, 'both at once')],
  change: (world) => edit(row(world, 'both at once'), { trashed: true, purged: true }),
};
for (const present of [true, false]) {
  const word = present ? 'add' : 'remove';
  operations[`${word} a tag`] = {
    needs: ['tag.edit'],
    before: (world) => {
      const made = put(world, `${word} tag`);
      const tagging = { itemId: row(world, `${word} tag`).id, tag: 'hero', present: true };
      return present ? [made] : [made, create({ kind: 'tagging', row: tagging })];
    },
    change: (world) =>
      create({ kind: 'tagging', row: { itemId: row(world, `${word} tag`).id, tag: 'hero', present } }),
  };
  operations[`${word} a dependency`] = {
    needs: ['dependency.edit'],
    before: (world) => {
      const made = put(world, `${word} needs`);
      const edge = { itemId: row(world, `${word} needs`).id, targetId: row(world, 'home').id, present: true };
      return present ? [made] : [made, create({ kind: 'dependency', row: edge })];
    },
    change: (world) => {
      const [itemId, targetId] = [row(world, `${word} needs`).id, row(world, 'home').id];
      return create({ kind: 'dependency', row: { itemId, targetId, present } });
    },
  };
}
operations['make a version'] = {
  needs: ['checkpoint.create'],
  before: (world) => [put(world, 'with versions')],
  change: (world) => newCheckpoint(checkpoint(row(world, 'with versions').id, world.content)),
};

for (const trashed of [true, false]) {
  const name = trashed ? 'to trash' : 'to restore';
  const versions = { first: checkpoint('', contentOf(Buffer.of())) };
  const marked = (mark: boolean): Change => {
    const { row: encoded } = create({ kind: 'checkpoint', row: { ...versions.first, trashed: mark } });
    return { row: encoded ?? null, fields: ['trashed'] };
  };
  operations[`${trashed ? 'trash' : 'restore'} a version`] = {
    needs: ['checkpoint.trash'],
    before: (world) => {
      const made = put(world, name);
      const first = checkpoint(row(world, name).id, world.content);
      versions.first = first;
      const second = checkpoint(first.assetId, world.content, { parentId: first.id });
      const both = [made, newCheckpoint(first), newCheckpoint(second)];
      return trashed ? both : [...both, marked(true)];
    },
    change: () => marked(trashed),
  };
}

/** Not yet in the product: it allows nothing. */
const UNUSED: readonly Permission[] = ['template.edit'];

describe('what a push may do', () => {
  let folder: string;
  let studio: TestStudio;
  let admin: Person;
  let own: Person;
  const content = contentOf(seededBytes('pushes', 500));
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cairn-pushes-'));
    const team = await startTeam(folder, { own: '' });
    ({ studio } = team);
    admin = team.ada.person;
    own = (team.seats.own as Seat).person;
  });
  after(async () => {
    await studio.close();
    await rm(folder, { recursive: true });
  });

  /** A project in which somebody has the role, and everything that the operations are done to. */
  const prepare = async (role: string, name = role) => {
    const ada = await admin.createProject(name);
    if (OWN_ROLES[role])
      await admin.call('POST', ada.url('roles'), { name: role, permissions: [...OWN_ROLES[role]] });
    const seat = await admin.invite(own, ada, role);
    for (const one of [ada, seat]) await one.upload(content.chunks);
    const world: World = { rows: new Map(), content, me: own.id, admin: admin.id };
    const home = put(world, 'home', { kind: 'collection' });
    const rows = Object.values(operations).flatMap((one) => one.before?.(world) ?? []);
    assert.deepEqual((await ada.push(home, ...rows)).rejected, {});
    return { ada, seat, changes: Object.values(operations).map(({ change }) => change(world)) };
  };

  it('is said for every field of an item, and every permission allows something', () => {
    const said = new Set([...Object.keys(EDITS), 'mergedInto', 'purged']);
    assert.deepEqual([...said].sort(), [...ITEM_FIELDS].sort());
    const used = new Set<string>([...UNUSED, 'content.read-all']);
    for (const { needs } of Object.values(operations)) for (const one of needs) used.add(one);
    for (const rule of Object.values(ACCESS))
      if (rule.who === 'member' && rule.permission) used.add(rule.permission);
    assert.deepEqual([...used].sort(), [...PERMISSIONS].sort());
  });

  const roles = { ...DEFAULT_ROLES, ...OWN_ROLES };
  for (const [role, permissions] of Object.entries(roles)) {
    it(`with the role of ${role}`, async () => {
      const { ada, seat, changes } = await prepare(role);
      const hidden = await ada.asset('hidden', contentOf(seededBytes(role, 400)));
      const pushed = await seat.push(...changes);
      const may = (needs: readonly Permission[]) => needs.every((one) => permissions.includes(one));
      const named = Object.entries(operations);
      assert.deepEqual(
        named.map(([name], index) => [name, pushed.rejected[index] ?? 'done']),
        named.map(([name, { needs }]) => [name, may(needs) ? 'done' : 'forbidden']),
      );
      const read = await seat.fetch(hidden.checkpoint.id, [hidden.checkpoint.manifest]);
      const frames = Array.isArray(read) ? read.length : 0;
      assert.equal(frames, may(['content.read-all']) ? 1 : 0, 'content of others');
    });
  }

  it('is nothing to who is no member, whatever their role elsewhere, or has a token to read', async () => {
    const { ada, seat, changes } = await prepare('Production Manager', 'left');
    const made = await admin.call('POST', ada.url('tokens'), { scope: 'read' });
    const { token } = made.raw.json<{ token: string }>();
    await admin.call('POST', '/v1/users', { name: 'eve', password: PASSWORD });
    const eve = await studio.signIn('eve');
    await eve.createProject('of her own');
    await admin.call('DELETE', ada.url('members/own'));
    const head = await ada.head();
    const tried = async (who: Seat, pushId: string) =>
      (await who.pushRaw({ pushId, baseRevision: head, changes })).code;
    assert.equal(await tried(new Seat(eve, ada.project), uuid()), 'not-found');
    assert.equal(await tried(seat, uuid()), 'not-found');
    const reader = new Person(studio.app, { token, user: admin });
    assert.equal(await tried(new Seat(reader, ada.project), uuid()), 'forbidden');
    const nobody = new Person(studio.app, { token: 'x'.repeat(43), user: admin });
    assert.equal(await tried(new Seat(nobody, ada.project), uuid()), 'session-expired');
    assert.equal(await ada.head(), head, 'nothing happened');
  });
});
