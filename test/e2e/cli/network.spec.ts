/** A studio that is down, is none, speaks another version, dies, forgets the session, or holds damaged bytes. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { join } from 'node:path';
import { packFolder } from '../../../engine/project/packs.ts';
import { CliProcess, LAUNCHER } from '../../support/cliProcess.ts';
import { type CliMember, CliWorld, type LogDocument, type SyncDocument } from '../../support/cliWorld.ts';
import { fileHash } from '../../support/content.ts';
import { type Fault, FaultyLink } from '../../support/faulty-link.ts';
import { damageNewestChunk, projectFileOf } from '../../support/projectFile.ts';

const MB = 1_000_000;

describe('cairn and a studio that', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  let seed = 1;

  before(async () => {
    world = new CliWorld();
    await world.startStudio();
    [anna, ben] = await world.twoMembers('art', 'Artist', async (member) => {
      await member.writeRandom('art/a.bin', seed, 2 * MB);
      await member.cairn(['track', '.', '-m', 'first']);
    });
    await ben.cairn(['rebuild', '.']);
  });
  after(() => world.end());

  const edit = async (size = 2 * MB) => {
    await anna.writeRandom('art/a.bin', ++seed, size);
    await anna.cairn(['checkpoint', 'art/a.bin', '-m', `seed ${seed}`]);
  };

  /** Nothing was lost: anna's work goes up, ben gets it, and both project files are in order. */
  const recovers = async () => {
    const hash = await anna.hash('art/a.bin');
    assert.equal((await anna.cairn<SyncDocument>(['sync'])).outcome, 'done');
    await ben.cairn(['sync']);
    await ben.cairn(['pull', 'art/a.bin']);
    assert.deepEqual([await anna.hash('art/a.bin'), await ben.hash('art/a.bin')], [hash, hash]);
    for (const member of [anna, ben]) await member.cairn(['verify']);
  };

  const inItsPlace = async (listener: RequestListener, work: () => Promise<void>) => {
    await world.stopStudio();
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) =>
      server.listen(Number(new URL(world.url).port), '127.0.0.1', resolve),
    );
    try {
      await work();
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await world.startStudio();
    }
  };

  it('is down', async () => {
    await edit();
    await world.stopStudio();
    await anna.refused(['sync'], 5, 'studio-unreachable');
    await anna.refused(['whoami'], 5, 'studio-unreachable');
    await ben.cairn(['status']);
    await world.startStudio();
    await recovers();
  });

  it('answers garbage', async () => {
    await edit();
    const garbage: RequestListener = (_request, response) => response.end('<html>Welcome to nginx!</html>');
    await inItsPlace(garbage, async () => {
      await anna.refused(['sync'], 5, 'studio-garbage');
      await anna.refused(['whoami'], 5, 'studio-garbage');
    });
    const cut: RequestListener = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-protobuf', 'content-length': 1000 });
      response.write('xyz');
      response.destroy();
    };
    await inItsPlace(cut, async () => {
      const result = await anna.run(['sync']);
      assert.equal(result.code, 5, result.stdout.toString());
    });
    await recovers();
  });

  it('speaks another version', async () => {
    await edit();
    const newer: RequestListener = (_request, response) => {
      response.writeHead(426, { 'content-type': 'application/json' });
      const error = { code: 'protocol-version', message: 'Upgrade!', details: { min: 7, max: 9 } };
      response.end(JSON.stringify({ error }));
    };
    await inItsPlace(newer, async () => {
      const message = await anna.refused(['sync'], 1, 'protocol-version');
      assert.match(message, /This Cairn is too old/u);
    });
    await recovers();
  });

  it('is overloaded', async () => {
    await edit();
    const busy: RequestListener = (_request, response) => {
      response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '0' });
      response.end(
        JSON.stringify({ error: { code: 'overloaded', message: 'The studio is busy.', details: {} } }),
      );
    };
    await inItsPlace(busy, async () => {
      await anna.refused(['sync'], 5, 'studio-overloaded');
    });
    await recovers();
  });

  it('dies while bytes travel up, and comes back', async () => {
    await edit(40 * MB);
    const syncing = anna.start(['sync'], { direct: true });
    assert.ok(await syncing.seen(/"phase":"upload"/u));
    await world.stopStudio('SIGKILL');
    const { code, stdout } = await syncing.result;
    assert.equal(code, 5, stdout.toString());
    await world.startStudio();
    await recovers();
  });

  it('dies while bytes travel down, and comes back', async () => {
    await edit(40 * MB);
    await anna.cairn(['sync']);
    const syncing = ben.start(['sync'], { direct: true });
    assert.ok(await syncing.seen(/"phase":"download"/u));
    await world.stopStudio('SIGKILL');
    const { code } = await syncing.result;
    assert.ok(code === 5 || code === 0);
    await ben.cairn(['verify']);
    await world.startStudio();
    await recovers();
  });

  it('has ended the session', async () => {
    await edit();
    await anna.refused(['sync'], 4, 'session-expired', { env: { CAIRN_TOKEN: 'x'.repeat(43) } });
    await anna.cairn(['studio', 'user', 'password', 'anna', '--data', world.studioData]);
    await anna.refused(['sync'], 4, 'session-expired');
    const message = await anna.refused(['login', world.url, '--user', 'anna'], 4, 'studio-refused', {
      env: { CAIRN_PASSWORD: 'not the password' },
    });
    assert.doesNotMatch(message, /not the password/u);
    await anna.cairn(['login', world.url, '--user', 'anna']);
    await recovers();
    await ben.cairn(['logout']);
    await ben.refused(['sync'], 4, 'signed-out');
    const input = `${ben.password}\n`;
    const login = await ben.run(['login', world.url, '--user', 'ben'], {
      input,
      env: { CAIRN_PASSWORD: '' },
    });
    assert.equal(login.code, 0, login.stdout.toString());
    await recovers();
  });

  it('holds a chunk whose bytes were damaged: it is noticed and not taken over', async () => {
    await edit();
    await anna.cairn(['sync']);
    const restore = await damageNewest(world.studioData);
    const before = await ben.hash('art/a.bin');
    await ben.run(['sync']);
    const pull = await ben.run(['pull', 'art/a.bin']);
    assert.equal(pull.code, 6, `${pull.stdout} ${pull.stderr}`);
    assert.equal(await ben.hash('art/a.bin'), before);
    await ben.cairn(['verify']);
    await restore();
    await recovers();
  });

  it('still has what a member lost with a packs folder that was left behind', async () => {
    await edit();
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    rmSync(packFolder(projectFileOf(ben.folder)), { recursive: true });
    const found = await ben.cairn<{ problems: { code: string }[] }>(['verify'], 6);
    assert.ok(found.problems.some(({ code }) => code === 'pack-missing'));
    const refused = await ben.run(['cat', 'art/a.bin', '--version', '1']);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr.toString() + refused.stdout.toString(), /packs/u);
    assert.equal((await ben.cairn<{ ok: boolean }>(['verify', '--repair'])).ok, true);
    await recovers();
  });

  it('would be sent a damaged chunk: it is noticed before, and repaired from the studio where that has it', async () => {
    await edit();
    await anna.cairn(['sync']);
    await ben.cairn(['sync']);
    const file = projectFileOf(ben.folder);
    await damageNewestChunk(file);
    const found = await ben.cairn<{ ok: boolean; problems: unknown[] }>(['verify'], 6);
    assert.ok(found.problems.length > 0);
    const repaired = await ben.cairn<{ ok: boolean; repaired: number }>(['verify', '--repair']);
    assert.deepEqual([repaired.ok, repaired.repaired], [true, 1]);
    await recovers();

    await anna.writeRandom('art/new.bin', 900, MB);
    await anna.cairn(['track', 'art/new.bin']);
    await damageNewestChunk(projectFileOf(anna.folder));
    const { rejected } = await anna.cairn<{ rejected: { path: string; code: string }[] }>(['sync'], 8);
    assert.deepEqual(
      rejected.map(({ path, code }) => [path, code]),
      [['art/new.bin', 'content-missing']],
    );
    await ben.cairn(['sync']);
    await damageNewestChunk(projectFileOf(anna.folder)); // A second flip of the same byte brings it back.
    await anna.cairn(['verify']);
    await recovers();
    const log = await ben.cairn<LogDocument>(['log', 'art/new.bin']);
    assert.equal(log.checkpoints.length, 1);
  });

  it('stands still while it is cloned says, once that is cancelled, how to go on: as a shell takes it', async function () {
    if (process.platform === 'win32') this.skip();
    const link = await FaultyLink.to(world.url);
    try {
      const cleo = await world.join('cleo');
      await anna.cairn(['member', 'add', 'cleo', '--role', 'Artist']);
      await cleo.cairn(['login', link.url, '--user', 'cleo']);
      link.faults.fetch.push(...Array<Fault>(50).fill({ stallDown: 1_000 }));
      const cloning = cleo.start(['clone', `${link.url}/show`, join(world.home, "cleo's show")]);
      link.onStall = () => cloning.kill('SIGINT');
      const { code, stdout } = await cloning.result;
      assert.equal(code, 130);
      const { hint = '' } = (JSON.parse(stdout.toString()) as { error: { hint?: string } }).error;
      const [, next = ''] = /To go on: (cairn .*)$/u.exec(hint) ?? [];
      link.faults.fetch.length = 0;
      const shell = ['sh', '-c', `cairn() { "$0" "$@"; }; ${next} && ${next.replace(/sync$/u, 'rebuild .')}`];
      const env = { CAIRN_CONFIG_DIR: cleo.configDir };
      const went = await new CliProcess([], { through: [...shell, LAUNCHER], env }).result;
      assert.equal(went.code, 0, `${hint}\n${went.stderr}`);
      const file = join(world.home, "cleo's show", 'art/a.bin');
      assert.equal(await fileHash(file), await anna.hash('art/a.bin'));
    } finally {
      link.close();
    }
  });
});

/** Flips a byte of what lies last in the studio's pack that changed last; returns what undoes it. */
async function damageNewest(studioData: string): Promise<() => Promise<void>> {
  const files = readdirSync(studioData, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(?:db|sqlite|json)|-wal$|-shm$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, stats: statSync(path) }))
    .filter(({ stats }) => stats.size > 100_000)
    .toSorted((a, b) => b.stats.mtimeMs - a.stats.mtimeMs);
  const [newest] = files;
  assert.ok(newest, 'the studio has no packs');
  const place = newest.stats.size - 5000;
  const flip = async () => {
    const handle = await open(newest.path, 'r+');
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, place);
    byte[0] = (byte[0] ?? 0) ^ 0xff;
    await handle.write(byte, 0, 1, place);
    await handle.close();
  };
  await flip();
  return flip;
}
