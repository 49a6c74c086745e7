import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CairnError } from '../../engine/errors.ts';
import { seededBytes } from '../support/chunks.ts';
import { type Fault, type Seen, StandIn } from '../support/s3/stand-in.ts';
import { storages } from '../support/s3/storages.ts';
import { StudioWorld, type TestMember } from '../support/studio-world.ts';

const MB = 1024 * 1024;
const LARGE = Buffer.concat([seededBytes(1, 3 * MB), Buffer.alloc(2 * MB, 'abc'), seededBytes(2, MB)]);

const bytesOf = (member: TestMember, path: string): Buffer => readFileSync(`${member.folder}/${path}`);

/** Ann has sent a large and a small file to where Ben may have them. */
async function annHasSent(world: StudioWorld): Promise<TestMember> {
  const ann = await world.project('ann', [['ben', 'Supervisor']]);
  await ann.project.mkdir('lib', true);
  await ann.track('lib/big.blend', LARGE);
  await ann.track('lib/note.txt', 'small');
  await ann.sync();
  return ann;
}

const isContent = ({ key, presigned }: Seen): boolean => presigned && key.split('/').length === 3;

for (const [name, start] of Object.entries(storages())) {
  describe(`members of a studio on S3, on ${name}`, () => {
    it('send, get, change and get again', async () => {
      const storage = await start();
      const world = await StudioWorld.create(undefined, storage.options);
      try {
        const ann = await annHasSent(world);
        const ben = await world.join('ben');
        await ben.sync();
        await ben.project.pull(['lib/big.blend', 'lib/note.txt']);
        assert.ok(bytesOf(ben, 'lib/big.blend').equals(LARGE));
        assert.equal(ben.read('lib/note.txt'), 'small');
        const changed = Buffer.concat([LARGE.subarray(0, MB), Buffer.from('new'), LARGE.subarray(MB)]);
        ben.write('lib/big.blend', changed);
        await ben.project.checkpoint(['lib/big.blend'], { comment: 'new' });
        await ben.sync();
        await ann.sync();
        await ann.project.pull(['lib/big.blend']);
        assert.ok(bytesOf(ann, 'lib/big.blend').equals(changed));
        world.studio.checker?.wake();
        await world.studio.checker?.idle();
        const open = world.studio.metadata.db.selectFrom('chunk').selectAll().where('state', '<>', 0);
        assert.deepEqual(await open.execute(), [], 'all of it was checked, and is sound');
      } finally {
        await world.dispose();
        await storage.close();
      }
    });
  });
}

describe('bytes between members and the storage', () => {
  let storage: StandIn;
  let world: StudioWorld;
  beforeEach(async () => {
    storage = await StandIn.start();
  });
  afterEach(async () => {
    await world.dispose();
    await storage.close();
  });
  const through = async (options: object = {}) => {
    world = await StudioWorld.create(undefined, { ...storage.options, ...options });
    return annHasSent(world);
  };
  const benGetsIt = async () => {
    const ben = await world.join('ben');
    await ben.sync();
    await ben.project.pull(['lib/big.blend']);
    assert.ok(bytesOf(ben, 'lib/big.blend').equals(LARGE));
  };

  it('go past the studio, and nothing of a session goes with them', async () => {
    await through();
    let most = 0;
    world.app.server.on('request', ({ socket }, response) => {
      response.once('close', () => {
        most = Math.max(most, socket.bytesWritten);
      });
    });
    await benGetsIt();
    const content = storage.seen.filter(isContent);
    assert.ok(
      content.some(({ method }) => method === 'PUT') && content.some(({ method }) => method === 'GET'),
    );
    for (const { headers } of content) {
      assert.deepEqual(
        Object.keys(headers).filter((header) => /authorization|cookie|cairn/u.test(header)),
        [],
      );
      assert.ok(!JSON.stringify(headers).includes(world.token('ann')));
    }
    assert.ok(most > 0 && most < MB, `${most} bytes came from the studio`);
  });

  it('go through the studio where it is told so', async () => {
    await through({ direct: false });
    await benGetsIt();
    assert.deepEqual(storage.seen.filter(isContent), []);
  });

  it('go through the studio where there is no way to the storage', async () => {
    await through({ s3ClientEndpoint: 'http://127.0.0.1:1' });
    await benGetsIt();
    assert.deepEqual(storage.seen.filter(isContent), []);
  });

  const FAULTS: Readonly<Record<string, Fault>> = {
    'fails now and then': { status: 500, code: 'InternalError' },
    'asks for patience': { status: 503, code: 'SlowDown', retryAfter: 1 },
    'breaks off': { cut: true },
  };
  for (const [what, fault] of Object.entries(FAULTS)) {
    it(`arrive, whole, where the storage ${what}`, async () => {
      const hit: Record<string, number> = {};
      storage.fault = (seen) => {
        const count = hit[seen.method] ?? 0;
        if (!isContent(seen) || count >= 2) return undefined;
        hit[seen.method] = count + 1;
        return fault;
      };
      await through();
      await benGetsIt();
      assert.deepEqual(hit, { PUT: 2, GET: 2 });
    });
  }

  it('are asked for anew where an address has expired', async () => {
    await through();
    let asked = 0;
    storage.fault = (seen) => {
      if (!isContent(seen) || asked++ > 0) return undefined;
      return { status: 403, code: 'AccessDenied', message: 'Request has expired' };
    };
    await benGetsIt();
    assert.ok(asked > 1);
  });

  it('end with an error of the storage where it refuses, and nothing is lost', async () => {
    const ann = await through();
    await ann.track('lib/two.blend', seededBytes(7, MB));
    storage.fault = (seen) => (isContent(seen) ? { status: 403, code: 'AccountProblem' } : undefined);
    await assert.rejects(
      ann.project.sync(),
      (error: unknown) => CairnError.is(error, 'studio-error') && error.message.includes('storage'),
    );
    storage.fault = () => undefined;
    await ann.sync();
    const ben = await world.join('ben');
    await ben.project.pull(['lib/two.blend']);
    assert.ok(bytesOf(ben, 'lib/two.blend').equals(seededBytes(7, MB)));
  });

  it('stop at once when told to', async () => {
    await through();
    const abort = new AbortController();
    storage.fault = (seen) => {
      if (!isContent(seen)) return undefined;
      abort.abort();
      return { after: new Promise(() => undefined) };
    };
    await assert.rejects(world.join('ben', abort.signal), { code: 'cancelled' });
  });
});
