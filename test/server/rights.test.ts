import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('what a role allows', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  let mallory: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist', mallory: '' });
    ({ studio, ada } = team);
    art = team.seats.art!;
    mallory = team.seats.mallory!;
  });
  afterEach(() => studio.close());

  it('hides a project from everybody else, on every call', async () => {
    const calls: [string, string, object?][] = [
      ['GET', ''],
      ['PATCH', '', { archived: true }],
      ['GET', '/members'],
      ['PUT', '/members/mallory', { role: 'Admin' }],
      ['DELETE', '/members/art'],
      ['GET', '/roles'],
      ['PATCH', '/roles/Artist', { add: ['share'] }],
      ['GET', '/changes?since=0'],
      ['GET', '/activity'],
    ];
    for (const project of [ada.project, 'feature']) {
      for (const [method, path, body] of calls) {
        const answer = await mallory.person.call(method as 'GET', `/v1/projects/${project}${path}`, body);
        assert.deepEqual([answer.status, answer.code], [404, 'not-found'], `${method} ${path}`);
      }
    }
    assert.equal((await mallory.pushRaw({ pushId: uuid(), baseRevision: 1, changes: [] })).status, 404);
    assert.equal((await mallory.person.frames(mallory.url('chunks'), [])).status, 404);
    assert.equal(await mallory.fetch(uuid(), []), 404);
    const list = (await mallory.person.call('GET', '/v1/projects')).raw.json() as { projects: unknown[] };
    assert.deepEqual(list.projects, []);
  });

  it('takes effect at once when a member leaves', async () => {
    assert.equal((await art.person.call('GET', art.url('members'))).status, 200);
    await ada.person.call('DELETE', ada.url('members/art'));
    assert.equal((await art.person.call('GET', art.url('members'))).status, 404);
    const { rows } = await ada.pull();
    assert.ok(rows.some((row) => row.kind === 'member' && row.row.name === 'art' && row.row.removed));
  });

  it('is decided per field', async () => {
    const rock = item({ name: 'rock' });
    const box = item({ name: 'box', kind: 'collection' });
    await ada.push(newItem(rock), newItem(box));
    const tries: [Parameters<typeof edit>[1], string | undefined][] = [
      [{ status: 'done' }, undefined],
      [{ description: 'x' }, undefined],
      [{ assigneeId: art.person.id }, 'forbidden'],
      [{ task: true }, 'forbidden'],
      [{ trashed: true }, 'forbidden'],
      [{ status: 'x', trashed: true }, 'forbidden'],
    ];
    for (const [fields, code] of tries) {
      assert.equal((await art.push(edit(rock, fields))).rejected[0], code, JSON.stringify(fields));
    }
    assert.equal((await art.push(edit(box, { shared: true }))).rejected[0], 'forbidden');
    assert.equal((await art.push(edit(box, { name: 'box2' }))).rejected[0], 'forbidden');
    assert.equal((await ada.items()).get(rock.id)?.status, 'done');
  });

  it('keeps a task to its assignee', async () => {
    const { item: rock, checkpoint: v1 } = await ada.asset('rock', contentOf(seededBytes(1, 100)));
    await ada.push(edit(rock, { task: true, assigneeId: ada.person.id }));
    const content = contentOf(seededBytes(2, 100));
    await art.upload(content.chunks);
    const v2 = checkpoint(rock.id, content, { parentId: v1.id });
    assert.deepEqual((await art.push(newCheckpoint(v2))).rejected, { 0: 'locked' });
    await ada.push(edit(rock, { assigneeId: art.person.id }));
    assert.deepEqual((await art.push(newCheckpoint(v2))).rejected, {});
    assert.deepEqual((await ada.push(edit(rock, { assigneeId: uuid() }))).rejected, { 0: 'not-found' });
  });

  it('lets a task arrive with the history its maker gave it before', async () => {
    const task = item({ name: 'new.blend', task: true, assigneeId: art.person.id });
    const contents = [1, 2, 3].map((n) => contentOf(Buffer.from(`of ${n}`)));
    for (const content of contents) await ada.upload(content.chunks);
    const v1 = checkpoint(task.id, contents[0]!);
    const v2 = checkpoint(task.id, contents[1]!, { parentId: v1.id });
    const first = await ada.push(newItem(task), newCheckpoint(v1), newCheckpoint(v2));
    assert.deepEqual(first.rejected, {});
    const v3 = checkpoint(task.id, contents[2]!, { parentId: v2.id });
    assert.deepEqual((await ada.push(newCheckpoint(v3))).rejected, { 0: 'locked' });
  });

  it('can be edited, and travels to everybody', async () => {
    const head = await ada.head();
    const answer = await ada.person.call('PATCH', ada.url('roles/Artist'), {
      add: ['asset.trash'],
      remove: ['asset.create'],
    });
    assert.equal(answer.status, 200);
    const { rows } = await art.pull(head);
    assert.ok(rows[0]?.kind === 'role' && rows[0].row.permissions.includes('asset.trash'));
    const pushed = await art.push(newItem(item({ name: 'a' })));
    assert.deepEqual(pushed.rejected, { 0: 'forbidden' });
    const unknown = await ada.person.call('PATCH', ada.url('roles/Artist'), { add: ['fly'] });
    assert.equal(unknown.status, 400);
  });

  it('leaves Admin everything, always, and somebody in it', async () => {
    const edited = await ada.person.call('PATCH', ada.url('roles/Admin'), { remove: ['share'] });
    assert.equal(edited.code, 'admin-fixed');
    for (const [method, body] of [
      ['PUT', { role: 'Artist' }],
      ['DELETE', undefined],
    ] as const) {
      assert.equal((await ada.person.call(method, ada.url('members/ada'), body)).code, 'last-admin');
    }
  });

  it('cannot be raised by those who manage members or roles', async () => {
    await ada.person.call('PUT', ada.url('members/art'), { role: 'Production Manager' });
    assert.equal((await art.person.call('PUT', art.url('members/art'), { role: 'Admin' })).status, 403);
    assert.equal((await art.person.call('DELETE', art.url('members/ada'))).status, 403);
    assert.equal((await art.person.call('PUT', art.url('members/mallory'), { role: 'Vendor' })).status, 204);
    await ada.person.call('PATCH', ada.url('roles/Vendor'), { add: ['role.manage'] });
    const raised = await art.person.call('PUT', art.url('members/art'), { role: 'Vendor' });
    assert.equal(raised.code, 'forbidden');
    const given = await mallory.person.call('PATCH', mallory.url('roles/Vendor'), { add: ['member.manage'] });
    assert.equal(given.code, 'forbidden');
  });

  it('does not reach the team through a push', async () => {
    const row = { member: { userId: art.person.id, name: 'art', role: 'Admin' } };
    const role = { role: { name: 'Artist', permissions: ['share'] } };
    const pushed = await ada.push({ row, created: true }, { row: role, created: true });
    assert.deepEqual(pushed.rejected, { 0: 'bad-row', 1: 'bad-row' });
  });

  it('does not depend on text that databases or file systems would read', async () => {
    const evil = ["'; drop table item; --", '../../etc/passwd', '%', '_', 'a\u0000b'];
    for (const name of evil) {
      const answer = await ada.person.call('GET', `/v1/projects/${encodeURIComponent(name)}`);
      assert.ok([400, 404].includes(answer.status), `${name}: ${answer.status}`);
    }
    const tagged = item({ name: 'rock' });
    const tag = "x'); delete from item; --";
    const dashes = create({ kind: 'tagging', row: { itemId: tagged.id, tag, present: true } });
    assert.deepEqual((await ada.push(newItem(tagged), dashes)).rejected, {});
    assert.equal((await ada.items()).size, 1);
  });
});
