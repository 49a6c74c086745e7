import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../engine/content/hash.ts';
import type { Hash } from '../../engine/domain/rows.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { seededBytes } from '../support/chunks.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { StudioWorld, type TestMember } from '../support/studio-world.ts';

const PLAIN = seededBytes(5, 200_000);
/** Of the file's only chunk, whose bytes are kept as they are. */
const CHUNK = sha256(PLAIN);

/** Changes a byte of what lies behind the chunk's plain bytes in one of these files. */
function damageIn(files: readonly string[]): void {
  let found = 0;
  for (const file of files) {
    const bytes = readFileSync(file);
    const at = bytes.indexOf(PLAIN.subarray(0, 5_000));
    if (at < 0) continue;
    bytes[at + 100_000]! ^= 1;
    writeFileSync(file, bytes);
    found++;
  }
  assert.equal(found, 1);
}

interface Home {
  readonly world: StudioWorld;
  damage(): void;
  dispose(): Promise<void>;
}

async function onPacks(): Promise<Home> {
  const world = await StudioWorld.create();
  const damage = () => {
    const root = join(world.studio.config.data, 'chunks');
    const packs = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.pack'),
    );
    damageIn(packs.map((name) => join(root, name)));
  };
  return { world, damage, dispose: () => world.dispose() };
}

async function onS3(): Promise<Home> {
  const storage = await StandIn.start();
  const world = await StudioWorld.create(undefined, storage.options);
  return {
    world,
    damage: () => damageIn(storage.objects().map((key) => storage.file(key))),
    dispose: async () => {
      await world.dispose();
      await storage.close();
    },
  };
}

for (const [name, make] of Object.entries({ packs: onPacks, S3: onS3 })) {
  describe(`a chunk that is damaged in the studio's storage, on ${name}`, () => {
    let home: Home;
    let ann: TestMember;
    beforeEach(async () => {
      home = await make();
      ann = await home.world.project('ann', [['ben', 'Supervisor']]);
      await ann.project.mkdir('lib', true);
      await ann.track('lib/rock.bin', PLAIN);
      await ann.sync();
      home.world.studio.checker?.wake();
      await home.world.studio.checker?.idle();
      home.damage();
    });
    afterEach(() => home.dispose());
    const problems = async () => (await verifyStudio(home.world.studio)).problems.map(({ code }) => code);
    const stateOf = async (hash: Hash) => {
      const query = home.world.studio.metadata.db.selectFrom('chunk').select('state');
      return (await query.where('hash', '=', Buffer.from(hash, 'hex')).executeTakeFirstOrThrow()).state;
    };

    it('is found by verify, and healed by the next sync of who sent it, without a new version', async () => {
      assert.deepEqual(await problems(), ['integrity']);
      assert.deepEqual(await problems(), ['damaged'], 'it is known from then on');
      const report = await ann.sync();
      assert.ok(report.chunks.uploaded > 0, JSON.stringify(report));
      home.world.studio.checker?.wake();
      await home.world.studio.checker?.idle();
      assert.deepEqual(await problems(), []);
      assert.equal((await ann.sync()).chunks.uploaded, 0, 'once');
      const ben = await home.world.join('ben');
      await ben.project.pull(['lib/rock.bin']);
      assert.ok(readFileSync(join(ben.folder, 'lib/rock.bin')).equals(PLAIN));
    });

    it('is found by who gets it, and never taken for good', async () => {
      const ben = await home.world.join('ben');
      assert.equal(await stateOf(CHUNK), 2);
      assert.ok(!existsSync(join(ben.folder, 'lib/rock.bin')));
      await ann.sync();
      await ben.project.pull(['lib/rock.bin']);
      assert.ok(readFileSync(join(ben.folder, 'lib/rock.bin')).equals(PLAIN));
    });
  });
}
