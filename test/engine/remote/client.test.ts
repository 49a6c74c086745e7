import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { decodeChunk } from '../../../engine/content/codec.ts';
import { createStudioAccount } from '../../../engine/remote/account.ts';
import type { StudioAccount, StudioSync } from '../../../engine/remote/studio.ts';
import { createStudioSync } from '../../../engine/remote/sync.ts';
import { issueSetupToken } from '../../../server/accounts/setup.ts';
import { checkpoint, contentOf, item, newCheckpoint, newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { batchOf, fetched, frameOf, requestOf } from '../../support/frames.ts';
import { PASSWORD, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const never = new AbortController().signal;

describe('the client with a real studio', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let url: string;
  let token: string;
  let open: { close(): Promise<void> }[];
  beforeEach(async () => {
    studio = await TestStudio.open(folder());
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
    open = [];
    const setupToken = (await issueSetupToken(studio.studio.metadata)) ?? '';
    const guest = account(null);
    assert.equal((await guest.hello()).needsSetup, true);
    ({ token } = await guest.setup(setupToken, 'ada', PASSWORD));
  });
  afterEach(async () => {
    for (const one of open) await one.close();
    await studio.close();
  });

  const account = (as: string | null): StudioAccount => {
    const made = createStudioAccount(url, as);
    open.push(made);
    return made;
  };
  const sync = (project: string, address = url): StudioSync => {
    const made = createStudioSync(address, token, project);
    open.push(made);
    return made;
  };
  it('asks one thing after the other over one connection', async () => {
    let connections = 0;
    studio.app.server.on('connection', () => connections++);
    const ada = account(token);
    const { id } = await ada.createProject(uuid(), 'film');
    for (let round = 0; round < 5; round++) assert.equal((await ada.join('film')).project.id, id);
    assert.equal(connections, 1, 'another would be a round trip more');
  });

  it('keeps accounts, projects and teams', async () => {
    const ada = account(token);
    assert.equal((await ada.me()).name, 'ada');
    await ada.addUser('art', PASSWORD, false);
    assert.deepEqual(
      (await ada.users()).map((user) => user.name),
      ['ada', 'art'],
    );
    const film = await ada.createProject(uuid(), 'film');
    assert.equal(film.name, 'film');
    await ada.setMember('film', 'art', 'Artist');
    assert.deepEqual(
      (await ada.members('FILM')).map(({ user, role }) => [user, role]),
      [
        ['ada', 'Admin'],
        ['art', 'Artist'],
      ],
    );
    await ada.editRole('film', 'Artist', ['share'], ['asset.create']);
    const artist = (await ada.roles('film')).find((role) => role.name === 'Artist');
    assert.ok(artist?.permissions.includes('share') && !artist.permissions.includes('asset.create'));
    await ada.removeMember('film', 'art');
    await ada.removeUser('art');
    assert.deepEqual(
      (await ada.projects()).map(({ name, role }) => [name, role]),
      [['film', 'Admin']],
    );
    await ada.logout();
    await assert.rejects(ada.me(), { code: 'session-expired' });
  });

  it('tells refusals by code', async () => {
    const ada = account(token);
    await assert.rejects(account(null).me(), { code: 'session-expired' });
    await assert.rejects(account('A'.repeat(43)).me(), { code: 'session-expired' });
    await assert.rejects(ada.members('nowhere'), { code: 'not-found' });
    await assert.rejects(
      ada.login('ada', 'wrong', 'x'),
      (error: { code: string; details: { code: string } }) => {
        assert.deepEqual([error.code, error.details.code], ['studio-refused', 'bad-credentials']);
        return true;
      },
    );
    await assert.rejects(ada.addUser('ada', PASSWORD, false), (error: { details: { code: string } }) => {
      assert.equal(error.details.code, 'name-taken');
      return true;
    });
  });

  it('carries rows and content there and back', async () => {
    const project = await account(token).createProject(uuid(), 'film');
    const film = sync(project.id);
    const { user } = await film.connect(never);
    assert.equal(user.name, 'ada');
    const content = contentOf(seededBytes(1, 900_000), Buffer.alloc(300_000, 'x'), seededBytes(2, 1));
    const hashes = content.chunks.map((chunk) => chunk.hash);
    assert.deepEqual(await film.missing(hashes, [], never), new Set(hashes));
    let sent = 0;
    const batch = batchOf(content.chunks, (bytes) => {
      sent += bytes;
    });
    assert.deepEqual(await film.upload(batch, never), []);
    assert.equal(sent, Buffer.concat(content.chunks.map(frameOf)).length);
    assert.deepEqual(await film.missing(hashes, [], never), new Set());
    const rock = item({ name: 'rock' });
    const v1 = checkpoint(rock.id, content);
    const { head } = await film.changes(0, '', never);
    const changes = [newItem(rock), newCheckpoint(v1)];
    const answer = await film.push({ pushId: uuid(), baseRevision: head, changes }, never);
    assert.deepEqual([answer.behind, answer.results.length, answer.rows.length], [false, 0, 2]);
    const { chunks } = await fetched(film.fetch(requestOf(v1.id, hashes), never));
    assert.deepEqual(
      chunks.map((chunk) => chunk.hash),
      hashes,
    );
    for (const chunk of chunks) assert.equal(decodeChunk(chunk).length, chunk.size);
  });
});
