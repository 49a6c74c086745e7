import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cloneProject, initProject, openProject } from '../../../engine/engine.ts';
import { Project } from '../../../engine/project/project.ts';
import { createStudioAccount } from '../../../engine/remote/account.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { annAndBen, type StudioWorld, TestMember } from '../../support/studio-world.ts';

/** The same bytes in both projects: each has its own right to them. */
const SAME = 'the same bytes everywhere '.repeat(3_000);

describe('two projects of one studio, with the same people in both', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let film: { ann: TestMember; ben: TestMember };
  let game: { ann: TestMember; ben: TestMember };
  let gameId: string;
  beforeEach(async () => {
    const made = await annAndBen();
    ({ world } = made);
    film = { ann: made.ann, ben: made.ben };
    const ports = (name: string) => testPorts(() => world.token(name));
    const folder = world.folder('ann-game');
    const ann = new TestMember('ann', folder, await initProject(folder, 'game', ports('ann')));
    ({ id: gameId } = await ann.project.publish(world.url));
    await ann.project.mkdir('lib', true);
    await ann.sync();
    await setRole('Artist');
    const joined = await cloneProject(world.url, 'game', world.folder('ben-game'), ports('ben'));
    game = { ann, ben: new TestMember('ben', world.folder('ben-game'), joined) };
  });
  afterEach(async () => {
    for (const { project } of Object.values(game)) await project.close();
    await world.dispose();
  });

  const setRole = async (role: string) => {
    const account = createStudioAccount(world.url, world.token('ann'));
    await account.setMember(gameId, 'ben', role);
    await account.close();
  };
  const all = () => [film.ann, film.ben, game.ann, game.ben];
  const rest = async () => {
    for (let round = 0; round < 2; round++) for (const member of all()) await member.sync();
  };
  const change = async (member: TestMember, path: string, content: string) => {
    member.write(path, content);
    assert.deepEqual((await member.project.checkpoint([path], { comment: 'next' })).refused, []);
  };
  const bytesOf = async (member: TestMember, path: string) => {
    const { refused } = await member.project.rebuild([path]);
    assert.deepEqual(refused, []);
    return member.read(path);
  };

  it('sync at once, each to its own state, and nothing of one is in the other', async () => {
    await Promise.all(all().map((member, place) => member.track(`lib/same-${place}`, SAME)));
    for (let round = 0; round < 3; round++) {
      const edited = all().map((member, place) =>
        change(member, `lib/same-${place}`, `${SAME}${round} of ${place}`),
      );
      const synced = all().map((member) => member.project.sync());
      await Promise.all([...edited, ...synced]);
    }
    await rest();
    for (const [one, other, paths] of [
      [film.ann, film.ben, ['lib', 'lib/same-0', 'lib/same-1']],
      [game.ann, game.ben, ['lib', 'lib/same-2', 'lib/same-3']],
    ] as const) {
      assert.deepEqual([await one.paths(), await other.paths()], [paths, paths]);
      for (const path of paths.slice(1)) {
        assert.equal(await bytesOf(one, path), `${SAME}2 of ${path.at(-1)}`);
        assert.equal(await bytesOf(other, path), `${SAME}2 of ${path.at(-1)}`);
      }
    }
  });

  it('a purge in one takes nothing from the other, though both stand on the same bytes', async () => {
    await film.ann.track('lib/rock', SAME);
    await game.ann.track('lib/rock', SAME);
    await rest();
    const [entry] = (await game.ann.project.status()).assets.filter(({ path }) => path === 'lib/rock');
    await game.ann.project.trash(['lib/rock']);
    await game.ann.project.trashPurge(entry!.id!);
    await rest();
    assert.equal(await bytesOf(await stranger(), 'lib/rock'), SAME);
    assert.deepEqual(await game.ben.paths(), ['lib']);
  });

  it('who leaves one while both sync goes on in the other', async () => {
    await film.ben.track('lib/mine', SAME);
    await game.ben.track('lib/mine', SAME);
    const account = createStudioAccount(world.url, world.token('ann'));
    await account.removeMember(gameId, 'ben');
    await account.close();
    const [inFilm, inGame] = await Promise.allSettled([film.ben.project.sync(), game.ben.project.sync()]);
    assert.equal(inFilm.status === 'fulfilled' && inFilm.value.outcome, 'done');
    assert.equal(inGame.status, 'rejected');
    assert.equal(game.ben.read('lib/mine'), SAME);
    await setRole('Artist');
    await rest();
    assert.equal(await bytesOf(game.ann, 'lib/mine'), SAME);
    assert.equal(await bytesOf(film.ann, 'lib/mine'), SAME);
  });

  const stranger = async () => {
    await world.signUp('cas', false);
    await world.setRole('ann', 'cas', 'Artist');
    const cas = await world.join('cas');
    await cas.sync();
    return cas;
  };

  it('a project that another window publishes meanwhile to another studio is not published to both', async () => {
    const folder = world.folder('both');
    const project = await initProject(folder, 'both', {
      ...testPorts(),
      token: async () => {
        const other = await Project.open(folder);
        other.setMeta('studio', 'https://elsewhere.test');
        other.close();
        return world.token('ann');
      },
    });
    await assert.rejects(project.publish(world.url), coded('usage'));
    assert.equal((await project.info()).studio, 'https://elsewhere.test');
    await project.close();
  });

  it('a clone that fails takes nothing away that another window has made in it meanwhile', async () => {
    await world.signUp('cas', false);
    await world.setRole('ann', 'cas', 'Artist');
    const folder = world.folder('cas');
    const other = async () => {
      const one = new TestMember('cas', folder, await openProject(folder, testPorts()));
      await one.track('mine.txt', 'mine');
      await one.project.close();
    };
    const ports = { ...testPorts(), token: async () => world.token('cas') };
    // The rows are held back until the other window has made something, and then they are none.
    const begun = Promise.withResolvers<void>();
    const door = createServer(async (request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url?.includes('/changes')) {
        await begun.promise;
        response.end('{}');
        return;
      }
      const { authorization = '' } = request.headers;
      const answer = await fetch(`${world.url}${request.url}`, { headers: { authorization } });
      response.end(await answer.text());
    });
    try {
      await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
      let isBegun = false;
      const onProgress = () => {
        if (!isBegun) other().then(begun.resolve, begun.reject);
        isBegun = true;
      };
      await assert.rejects(cloneProject(url, 'film', folder, ports, { onProgress }), coded('studio-garbage'));
    } finally {
      door.closeAllConnections();
      door.close();
    }
    const again = new TestMember('cas', folder, await openProject(folder, testPorts()));
    assert.equal(await again.state('mine.txt'), 'normal');
    await again.project.close();
  });
});
