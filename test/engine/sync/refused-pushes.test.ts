/** Pushes that are refused as a whole, for good: the rest goes all the same, and what cannot go is told and kept. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { useNoPauses } from '../../support/no-pauses.ts';
import { annAndBen, type Refusal, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

const BAD: Refusal = {
  status: 400,
  type: 'application/json',
  body: JSON.stringify({
    error: { code: 'bad-message', message: 'The body is not the message it should be' },
  }),
};
const PROXY: Refusal = { status: 413, type: 'text/html', body: '<h1>413 Request Entity Too Large</h1>' };

describe('a push that is refused as a whole', function () {
  this.timeout(60_000);
  useNoPauses();
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  let pushes = 0;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
    pushes = 0;
  });
  afterEach(() => world.dispose());

  const refuse = (matches: (body: Buffer) => boolean, refusal = BAD) =>
    world.refusePushes((body) => {
      pushes++;
      return matches(body) ? refusal : undefined;
    });
  const names = (count: number) => Array.from({ length: count }, (_, index) => `lib/c${index}`);
  const statusOf = async (member: TestMember, path: string) =>
    (await member.project.status()).assets.find((entry) => entry.path === path)?.status;

  it('for one of its rows sends all others, tells of that row, and sends it once it can go', async () => {
    for (const name of names(200)) await ben.project.mkdir(name);
    await ben.project.edit('lib/c77', { description: 'poison' });
    await ben.track('lib/rock', 'rock');
    refuse((body) => body.includes('poison'));
    const report = await ben.project.sync();
    assert.deepEqual(
      [report.outcome, report.rejected.map(({ path, kind, code, wayOut }) => [path, kind, code, wayOut])],
      ['attention', [['lib/c77', 'item', 'bad-row', 'retry']]],
    );
    assert.ok(pushes < 25, `${pushes} pushes`);
    await ann.sync();
    assert.equal((await ann.paths()).length, 1 + 199 + 1);
    pushes = 0;
    await ben.project.edit('lib/c5', { status: 'on' });
    assert.equal((await ben.project.sync()).outcome, 'attention');
    assert.equal(pushes, 2, 'what is known to be refused keeps nothing else');
    await ann.sync();
    assert.equal(await statusOf(ann, 'lib/c5'), 'on');
    world.refusePushes();
    await ben.sync();
    await ann.sync();
    assert.equal((await ann.paths()).length, 1 + 200 + 1);
    assert.deepEqual((await ben.project.attention()).rejected, []);
  });

  it('for one part of an item’s row keeps that part, and says so although the others went', async () => {
    await ben.track('lib/rock', 'rock');
    await ben.sync();
    await ben.project.edit('lib/rock', { description: 'mossy', status: 'done' });
    // The names of fields travel with the change, not with the row.
    refuse((body) => body.includes('description'));
    const { rejected } = await ben.project.sync();
    assert.deepEqual(
      rejected.map(({ path }) => path),
      ['lib/rock'],
    );
    await ann.sync();
    assert.equal(await statusOf(ann, 'lib/rock'), 'done');
    world.refusePushes();
    await ben.project.attentionDiscard(rejected[0]?.id ?? '');
    await ben.sync();
    const entry = (await ben.project.status()).assets.find(({ path }) => path === 'lib/rock');
    assert.deepEqual([entry?.description, entry?.status], ['', 'done']);
  });

  it('for a row that others need goes before those once it can go', async () => {
    await ben.project.mkdir('lib/set');
    await ben.project.edit('lib/set', { description: 'poison' });
    refuse((body) => body.includes('poison'));
    assert.equal((await ben.project.sync()).outcome, 'attention');
    await ben.project.mkdir('lib/set/inner');
    await ben.track('lib/set/inner/rock', 'rock');
    await ben.project.tag('lib/set/inner/rock', ['wet'], []);
    await ben.project.mkdir('lib/free');
    const { rejected } = await ben.project.sync();
    assert.ok(rejected.length > 1);
    await ann.sync();
    assert.deepEqual(await ann.paths(), ['lib', 'lib/free']);
    world.refusePushes();
    await ben.sync();
    await ann.sync();
    const rock = (await ann.project.status()).assets.find(({ path }) => path === 'lib/set/inner/rock');
    assert.deepEqual([rock?.latest, rock?.tags], [1, ['wet']]);
  });

  it('for a version keeps its turn: it goes before its maker gives the lock away', async () => {
    await ann.project.mkdir('lib/set');
    await ann.track('lib/rock', 'rock');
    await ann.project.assign('lib/rock', 'ben');
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['lib/rock']);
    await ben.checkpoint('lib/rock', 'poison');
    refuse((body) => body.includes('poison'));
    assert.equal((await ben.project.sync()).outcome, 'attention');
    await world.setRole('ann', 'ben', 'Supervisor');
    await ben.project.assign('lib/rock', 'ann');
    world.refusePushes();
    await ben.sync();
    await ann.sync();
    const rock = (await ann.project.status()).assets.find(({ path }) => path === 'lib/rock');
    assert.deepEqual([rock?.latest, rock?.assignee], [2, 'ann']);
  });

  it('by a proxy that takes no such bodies goes in smaller ones', async () => {
    for (const name of names(60)) await ben.project.mkdir(name);
    refuse((body) => body.length > 2_000, PROXY);
    await ben.sync();
    await ann.sync();
    assert.equal((await ann.paths()).length, 61);
  });

  it('that an earlier sync had written down does not stand in the way for ever', async () => {
    await ben.project.mkdir('lib/set');
    const local = await Project.open(ben.folder);
    const request = { pushId: uuid(), baseRevision: local.watermark, changes: [] };
    const written = cairn.v1.PushRequest.encode(request).finish();
    local.db.transaction(() => local.staging.setOutgoing(request.pushId, written));
    local.close();
    await ann.project.mkdir('lib/anns');
    await ann.sync();
    refuse((body) => body.includes(request.pushId));
    await ben.sync();
    assert.deepEqual(await ben.paths(), ['lib', 'lib/anns', 'lib/set']);
  });

  for (const [who, refusal] of [
    ['the studio', BAD],
    ['a proxy', PROXY],
  ] as const)
    it(`by ${who} only when it is sent again, because its answer was lost, is not carried out twice`, async () => {
      await ben.track('lib/rock', 'rock');
      await ben.project.tag('lib/rock', ['old'], []);
      await ann.project.mkdir('lib/anns');
      await ann.sync();
      await ben.sync();
      await ben.checkpoint('lib/rock', 'rock 2');
      await ben.project.edit('lib/rock', { status: 'done', description: 'mossy' });
      await ben.project.tag('lib/rock', ['new'], ['old']);
      await ben.track('lib/made/x', 'x');
      let id = '';
      world.refusePushes((body) => {
        id = cairn.v1.PushRequest.decode(body).pushId;
        return undefined;
      });
      world.losePushAnswers(true);
      await assert.rejects(ben.project.sync(), { code: 'studio-unreachable' });
      world.losePushAnswers(false);
      const head = () => world.studio.metadata.db.selectFrom('project').select('head').execute();
      const before = await head();
      refuse((body) => body.includes(id), refusal);
      const { pushed, superseded } = await ben.sync();
      assert.deepEqual([pushed, superseded, await head()], [0, [], before]);
      assert.equal((await ben.project.status()).unsent, 0);
    });

  for (const lost of [1, 2, 3])
    it(`goes on where it broke off: the answer to its piece ${lost} is lost`, async () => {
      for (const name of names(8)) await ben.project.mkdir(name);
      await ben.project.edit('lib/c5', { description: 'poison' });
      await ben.track('lib/rock', 'rock');
      await ben.checkpoint('lib/rock', 'rock 2');
      const accepted = new Set<string>();
      world.refusePushes((body) => {
        if (body.includes('poison')) return BAD;
        accepted.add(cairn.v1.PushRequest.decode(body).pushId);
        world.losePushAnswers(accepted.size === lost);
        return undefined;
      });
      await assert.rejects(ben.project.sync(), { code: 'studio-unreachable' });
      world.losePushAnswers(false);
      refuse((body) => body.includes('poison'));
      const { rejected, superseded } = await ben.project.sync();
      assert.deepEqual([rejected.map(({ path }) => path), superseded], [['lib/c5'], []]);
      world.refusePushes();
      await ben.sync();
      await ann.sync();
      assert.deepEqual(await ann.paths(), ['lib', ...names(8), 'lib/rock']);
      assert.equal((await ann.project.log('lib/rock')).checkpoints.length, 2);
    });

  it('because the studio is being worked on is no fault of its rows: it waits as it is', async () => {
    await ben.project.mkdir('lib/set');
    const body = JSON.stringify({ error: { code: 'in-use', message: 'The studio is being worked on' } });
    refuse(() => true, { status: 409, type: 'application/json', body });
    await assert.rejects(ben.project.sync(), (error) => CairnError.is(error, 'studio-refused'));
    await assert.rejects(ben.project.sync(), (error) => CairnError.is(error, 'studio-refused'));
    assert.equal(pushes, 2);
    assert.deepEqual((await ben.project.attention()).rejected, []);
    world.refusePushes();
    await ben.sync();
  });

  for (const [status, type, body] of [
    [403, 'application/json', '{"error":{"code":"Forbidden","message":"Blocked by policy"}}'],
    [404, 'application/json', '{"error":{"code":"ResourceNotFound","message":"No such backend"}}'],
    [405, 'application/json', '{"error":{"code":"MethodNotAllowed","message":"Only GET"}}'],
    [400, 'text/html', '<h1>400 Bad Request</h1>'],
    [401, 'text/html', '<h1>401 Authorization Required</h1>'],
    [403, 'text/html', '<h1>403 Forbidden</h1>'],
    [404, 'text/html', '<h1>404 Not Found</h1>'],
  ] as const) {
    it(`by something before the studio (${status}, ${type}) is no row's fault, and is sent again as it is`, async () => {
      await ben.project.mkdir('lib/set');
      await ben.track('lib/rock', 'rock');
      const sent = new Set<string>();
      world.refusePushes((bytes) => {
        sent.add(cairn.v1.PushRequest.decode(bytes).pushId);
        return { status, type, body };
      });
      for (let time = 0; time < 2; time++)
        await assert.rejects(ben.project.sync(), (error) => error instanceof CairnError);
      assert.equal(sent.size, 1, 'the push that may have been carried out, under its id');
      assert.deepEqual((await ben.project.attention()).rejected, []);
      world.refusePushes();
      await ben.sync();
      await ann.sync();
      assert.deepEqual(await ann.paths(), ['lib', 'lib/rock', 'lib/set']);
    });
  }

  it('whatever is in it fails the sync with the reason, and holds up nothing but itself', async () => {
    for (const name of names(300)) await ben.project.mkdir(name);
    await ann.project.mkdir('lib/anns');
    await ann.sync();
    refuse(() => true);
    await assert.rejects(ben.project.sync(), (error) => CairnError.is(error, 'studio-refused'));
    assert.ok(pushes < 100, `${pushes} pushes`);
    assert.ok((await ben.paths()).includes('lib/anns'), 'what came down is here');
    const marked = (await ben.project.attention()).rejected.length;
    assert.ok(marked > 0 && marked < 64, `${marked} of 300 rows`);
    world.refusePushes();
    await ben.sync();
    await ann.sync();
    assert.equal((await ann.paths()).length, 302);
    assert.deepEqual((await ben.project.attention()).rejected, []);
  });
});
