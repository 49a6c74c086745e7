/**
 * `kill -9` in the middle of everything. Afterwards the project file is in order, the next command finishes what was
 * begun, and every version that was ever recorded has its bytes.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  type CliMember,
  CliWorld,
  type LogDocument,
  loneMember,
  type SyncDocument,
} from '../../support/cliWorld.ts';
import { hashOf, randomBytes, seeded } from '../../support/content.ts';

const POINTS = 10;
const ATTEMPTS = 20;
const MB = 1_000_000;
const SIZE = 8 * MB;
/** Files in one pull that is applied. */
const BATCH = 60;
const STARTED = /"phase"/u;

/** Runs `args` to the end once, and tells how long it took from its first sign of work, in milliseconds. */
async function measure(member: CliMember, args: readonly string[], sign: RegExp): Promise<number> {
  const running = member.start(args, { direct: true });
  const seen = await running.seen(sign);
  const from = performance.now();
  const { code, stderr, stdout } = await running.result;
  assert.equal(code, 0, `${args.join(' ')}: ${stdout} ${stderr}`);
  assert.ok(seen, `${args.join(' ')} never said ${sign}:\n${stderr}`);
  return performance.now() - from;
}

/**
 * Kills at ten moments spread over `duration`, with a seeded jitter. Where the program was done before its moment came
 * (a machine is faster at times), the rest of the moments move closer and that point is tried again.
 * @param point does the work of one point; true where the kill hit
 */
async function killing(
  seed: number,
  duration: number,
  point: (moment: number, attempt: number) => Promise<boolean>,
): Promise<void> {
  const random = seeded(seed);
  let length = duration;
  let hits = 0;
  let attempt = 0;
  while (hits < POINTS) {
    assert.ok(attempt < ATTEMPTS, `only ${hits} of ${attempt} kills hit`);
    if (await point(((hits + random()) / POINTS) * length, attempt++)) hits++;
    else length *= 0.7;
  }
}

const inOrder = async (member: CliMember) => {
  const report = await member.cairn<{ ok: boolean; problems: unknown[] }>(['verify']);
  assert.deepEqual([report.ok, report.problems], [true, []], member.name);
};

/** No temporary file is left among the working files once a command has run after the kill. */
const noLitter = (member: CliMember, path: string) => {
  const names = readdirSync(dirname(member.file(path)));
  assert.deepEqual(
    names.filter((name) => name !== '.cairn' && !name.endsWith('.bin')),
    [],
  );
};

describe('kill -9 while', () => {
  describe('a checkpoint is made', () => {
    let anna: CliMember;
    let end: () => void;
    before(() => {
      ({ member: anna, end } = loneMember());
    });
    after(() => end());

    it('keeps the file, the history and all that was recorded', async () => {
      await anna.cairn(['init']);
      await anna.writeRandom('a.bin', 100, SIZE);
      await anna.cairn(['track', 'a.bin']);
      const recorded = [await anna.hash('a.bin')];
      const checkpoint = ['checkpoint', 'a.bin', '-m', 'next'];
      await anna.writeRandom('a.bin', 101, SIZE);
      recorded.push(await anna.hash('a.bin'));
      const duration = await measure(anna, checkpoint, STARTED);
      await killing(1, duration, async (moment, point) => {
        await anna.writeRandom('a.bin', 200 + point, SIZE);
        const hash = await anna.hash('a.bin');
        const hit = await anna.start(checkpoint, { direct: true }).killAt(STARTED, moment);
        await inOrder(anna);
        assert.equal(await anna.hash('a.bin'), hash);
        await anna.cairn(checkpoint);
        recorded.push(hash);
        const { checkpoints } = await anna.cairn<LogDocument>(['log', 'a.bin']);
        assert.equal(checkpoints.length, recorded.length);
        noLitter(anna, 'a.bin');
        return hit;
      });
      for (const [index, hash] of recorded.entries())
        assert.equal(hashOf(await anna.cat('a.bin', index + 1)), hash, `version ${index + 1}`);
    });
  });

  describe('two members sync', () => {
    let world: CliWorld;
    let anna: CliMember;
    let ben: CliMember;
    /** Hash of every version that was recorded, by path. */
    const recorded = new Map<string, string[]>();

    before(async () => {
      world = new CliWorld();
      await world.startStudio();
      [anna, ben] = await world.twoMembers('shared', 'Artist', (member) => {
        anna = member;
        return record('shared/a.bin', 1, 'track');
      });
      await ben.cairn(['rebuild', '.']);
    });
    after(() => world.end());

    async function record(path: string, seed: number, command = 'checkpoint', size = SIZE): Promise<void> {
      await anna.writeRandom(path, seed, size);
      await anna.cairn([command, path, '-m', `seed ${seed}`]);
      recorded.set(path, [...(recorded.get(path) ?? []), await anna.hash(path)]);
    }

    const finish = async (member: CliMember): Promise<SyncDocument> => {
      const report = await member.cairn<SyncDocument>(['sync']);
      assert.equal(report.outcome, 'done');
      return report;
    };

    it('an upload runs: the next sync finishes it', async () => {
      await record('shared/a.bin', 2);
      const duration = await measure(anna, ['sync'], /"phase":"upload"/u);
      await killing(2, duration, async (moment, point) => {
        await record('shared/a.bin', 300 + point);
        const hit = await anna.start(['sync'], { direct: true }).killAt(/"phase":"upload"/u, moment);
        await inOrder(anna);
        await finish(anna);
        return hit;
      });
      await inOrder(anna);
    });

    it('a download runs: the next sync finishes it, and the other side has all bytes', async () => {
      await finish(ben);
      await ben.cairn(['pull', '.']);
      await record('shared/a.bin', 3);
      await finish(anna);
      const duration = await measure(ben, ['sync'], /"phase":"download"/u);
      await killing(3, duration, async (moment, point) => {
        await record('shared/a.bin', 400 + point);
        await finish(anna);
        const hit = await ben.start(['sync'], { direct: true }).killAt(/"phase":"download"/u, moment);
        await inOrder(ben);
        await finish(ben);
        await ben.cairn(['pull', '.']);
        assert.equal(await ben.hash('shared/a.bin'), await anna.hash('shared/a.bin'));
        return hit;
      });
    });

    it('a pull is applied: all of it is there, or none', async () => {
      const batch = async (name: string) => {
        await Promise.all(
          Array.from({ length: BATCH }, (_, n) =>
            anna.write(`shared/${name}/deep${n % 5}/f${n}.bin`, `${name} ${n}`),
          ),
        );
        await anna.cairn(['track', `shared/${name}`, '-m', name]);
        await finish(anna);
      };
      await batch('first');
      const duration = await measure(ben, ['sync'], STARTED);
      let { watermark } = await finish(ben);
      await killing(4, duration, async (moment, point) => {
        await batch(`b${point}`);
        const hit = await ben.start(['sync'], { direct: true }).killAt(STARTED, moment);
        await inOrder(ben);
        const now = await ben.cairn<{ watermark: number; assets: { path: string; kind: string }[] }>([
          'status',
        ]);
        const files = now.assets.filter((a) => a.kind === 'asset' && a.path.startsWith(`shared/b${point}/`));
        assert.equal(files.length, now.watermark > watermark ? BATCH : 0);
        ({ watermark } = await finish(ben));
        return hit;
      });
      const count = async (member: CliMember) =>
        (await member.cairn<{ assets: { kind: string }[] }>(['status'])).assets.filter(
          (a) => a.kind === 'asset',
        ).length;
      assert.equal(await count(ben), await count(anna));
      await ben.cairn(['rebuild', '.']);
      assert.equal(await ben.hash('shared/b9/deep4/f59.bin'), hashOf(Buffer.from('b9 59')));
    });

    it('a file is rebuilt: it is whole or not there', async () => {
      const hash = await anna.hash('shared/a.bin');
      const rebuild = ['rebuild', 'shared/a.bin'];
      await ben.cairn(['free', 'shared/a.bin']);
      const duration = await measure(ben, rebuild, STARTED);
      await killing(5, duration, async (moment) => {
        await ben.cairn(['free', 'shared/a.bin']);
        const hit = await ben.start(rebuild, { direct: true }).killAt(STARTED, moment);
        if (existsSync(ben.file('shared/a.bin'))) assert.equal(await ben.hash('shared/a.bin'), hash);
        await inOrder(ben);
        await ben.cairn(rebuild);
        assert.equal(await ben.hash('shared/a.bin'), hash);
        return hit;
      });
    });

    it('and in the end both have every version that was ever recorded', async () => {
      for (const [path, hashes] of recorded) {
        const { checkpoints } = await ben.cairn<LogDocument>(['log', path]);
        assert.equal(checkpoints.length, hashes.length, path);
        assert.ok(checkpoints.every((checkpoint) => !checkpoint.unsent));
        // Ben's come from the studio, which has them from anna.
        for (const [index, hash] of hashes.entries())
          assert.equal(hashOf(await ben.cat(path, index + 1)), hash, `${path} v${index + 1}`);
      }
      await inOrder(anna);
      await inOrder(ben);
      assert.deepEqual(hashOf(randomBytes(1, SIZE)), recorded.get('shared/a.bin')?.[0]);
    });
  });
});
