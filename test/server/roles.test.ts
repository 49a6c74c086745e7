import assert from 'node:assert/strict';
import { item, newItem } from '../support/changes.ts';
import { PASSWORD, type Person, type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

interface Role {
  readonly name: string;
  readonly permissions: readonly string[];
}

describe('roles of a team’s own', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;
  let cem: Seat;

  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Artist', cem: 'Artist' });
    ({ studio, ada } = team);
    ben = team.seats.ben as Seat;
    cem = team.seats.cem as Seat;
  });
  afterEach(() => studio.close());

  const make = (who: Person, name: string, permissions: string[]) =>
    who.call('POST', ada.url('roles'), { name, permissions });
  const roles = async (): Promise<Role[]> =>
    (await ada.person.call('GET', ada.url('roles'))).raw.json().roles;
  const role = async (name: string) => (await roles()).find((one) => one.name === name)?.permissions;
  const roleOf = async (user: string): Promise<string | undefined> =>
    (await ada.person.call('GET', ada.url('members'))).raw
      .json()
      .members.find((one: { user: string }) => one.user === user)?.role;
  const give = (who: Person, user: string, name: string) =>
    who.call('PUT', ada.url(`members/${user}`), { role: name });

  it('are made, given, and count at once', async () => {
    assert.equal((await make(ada.person, 'Layout', ['asset.create', 'tag.edit'])).status, 201);
    assert.equal((await give(ada.person, 'ben', 'Layout')).status, 204);
    assert.deepEqual((await ben.push(newItem(item({ name: 'a' })))).rejected, {});
    const folderRow = newItem(item({ name: 'b', kind: 'collection' }));
    assert.deepEqual((await ben.push(folderRow)).rejected, { 0: 'forbidden' });
  });

  it('keep their names apart, also from those that look the same, and are names', async () => {
    await make(ada.person, 'Layout', []);
    for (const name of ['Layout', 'layout', 'ARTIST', 'admin'])
      assert.equal((await make(ada.person, name, [])).code, 'name-taken', name);
    for (const name of ['', ' x', 'x ', 'a\nb', 'a\u0000', 'a\u202Eb', 'x'.repeat(61)])
      assert.equal((await make(ada.person, name, [])).code, 'bad-request', JSON.stringify(name));
    assert.equal((await make(ada.person, 'Other', ['fly'])).code, 'bad-request');
  });

  it('take their members and invitations along when they are renamed', async () => {
    const { invitation } = (
      await ada.person.call('POST', ada.url('invitations'), { role: 'Artist' })
    ).raw.json();
    const before = await role('Artist');
    const head = await ada.head();
    const renamed = await ada.person.call('POST', ada.url('roles/Artist/rename'), { name: 'Maker' });
    assert.equal(renamed.status, 200);
    assert.deepEqual([await roleOf('ben'), await roleOf('cem')], ['Maker', 'Maker']);
    assert.deepEqual(await role('Maker'), before);
    assert.equal(await role('Artist'), undefined);
    const { rows } = await ben.pull(head);
    const told = rows.map((row) =>
      row.kind === 'role' || row.kind === 'member' ? `${row.kind} ${row.row.removed}` : '',
    );
    assert.deepEqual(told.sort(), ['member false', 'member false', 'role false', 'role true']);
    assert.deepEqual((await ben.push(newItem(item({ name: 'a' })))).rejected, {});
    const accepted = await ada.person.send({
      method: 'POST',
      url: '/v1/invitations/accept',
      payload: { invitation, name: 'dan', password: PASSWORD },
    });
    assert.equal(accepted.status, 200);
    assert.equal(await roleOf('dan'), 'Maker');
    // The name is free again, also as it was spelled.
    assert.equal((await make(ada.person, 'Artist', [])).status, 201);
    assert.equal(
      (await ada.person.call('POST', ada.url('roles/Maker/rename'), { name: 'MAKER' })).status,
      200,
    );
  });

  it('are removed once it is said what their members get', async () => {
    const remove = (to?: string) =>
      ada.person.call('DELETE', ada.url(`roles/Artist${to === undefined ? '' : `?to=${to}`}`));
    assert.equal((await remove()).code, 'role-used');
    assert.equal((await remove('Artist')).code, 'role-used');
    assert.equal((await remove('Nothing')).code, 'not-found');
    assert.equal((await remove('Vendor')).status, 204);
    assert.deepEqual([await roleOf('ben'), await role('Artist')], ['Vendor', undefined]);
    assert.equal((await give(ada.person, 'ben', 'Artist')).code, 'not-found');
    assert.equal((await ada.person.call('DELETE', ada.url('roles/Supervisor'))).status, 204);
    const problems = await studio.studio.metadata.check();
    assert.deepEqual(problems, []);
  });

  it('leave Admin alone', async () => {
    for (const [method, path] of [
      ['DELETE', 'roles/Admin?to=Artist'],
      ['POST', 'roles/Admin/rename'],
    ] as const)
      assert.equal((await ada.person.call(method, ada.url(path), { name: 'Boss' })).code, 'admin-fixed');
  });

  it('raise nobody, whoever makes, renames or removes them', async () => {
    await make(ada.person, 'Keeper', ['role.manage', 'tag.edit']);
    await give(ada.person, 'ben', 'Keeper');
    assert.equal((await make(ben.person, 'Mine', ['asset.purge'])).code, 'forbidden');
    assert.equal((await make(ben.person, 'Mine', ['tag.edit'])).status, 201);
    // Who cannot give roles cannot by removing one, either.
    const removed = await ben.person.call('DELETE', ada.url('roles/Keeper?to=Production%20Manager'));
    assert.equal(removed.code, 'forbidden');
    await ada.person.call('PATCH', ada.url('roles/Keeper'), { add: ['member.manage'] });
    for (const to of ['Admin', 'Production%20Manager'])
      assert.equal((await ben.person.call('DELETE', ada.url(`roles/Keeper?to=${to}`))).code, 'forbidden', to);
    assert.equal(
      (await cem.person.call('POST', ada.url('roles/Keeper/rename'), { name: 'K' })).code,
      'forbidden',
    );
    assert.equal(await roleOf('ben'), 'Keeper');
  });
});
