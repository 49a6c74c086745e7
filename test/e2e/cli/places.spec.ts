/** Where things are, and where they are not: studios that move, addresses that lead elsewhere, words and folders that are not what was meant. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, readdirSync, realpathSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CliProcess, LAUNCHER, PROGRAM } from '../../support/cliProcess.ts';
import {
  type CliMember,
  CliWorld,
  loneMember,
  type Status,
  type SyncDocument,
} from '../../support/cliWorld.ts';

const NOBODY = 65_534;

describe('a studio', () => {
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  const others: CliProcess[] = [];
  before(async () => {
    world = new CliWorld();
    await world.startStudio();
    [anna, ben] = await world.twoMembers('art', 'Artist', async (member) => {
      await member.write('art/a.bin', 'one');
      await member.cairn(['track', '.', '-m', 'first']);
    });
  });
  afterEach(async () => {
    for (const one of others.splice(0)) {
      one.kill('SIGTERM');
      await one.result;
    }
  });
  after(() => world.end());

  const serve = async (data: string): Promise<string> => {
    const studio = new CliProcess([LAUNCHER, 'studio', 'serve', '--data', data, '--port', '0']);
    others.push(studio);
    const url = (await studio.seen(/"url":\s*"(http:[^"]*)"/u))?.[1];
    assert.ok(url, 'the studio did not start');
    return url;
  };

  it('that is at another address now is followed there, with what was not sent; no other studio is', async () => {
    await anna.write('art/a.bin', 'two');
    await anna.cairn(['checkpoint', 'art/a.bin', '-m', 'not sent']);
    const data = join(world.home, 'another');
    const other = await serve(data);
    assert.match(
      await anna.refused(['login', other, '--user', 'anna'], 4, 'studio-refused'),
      /--setup-token/u,
    );
    await anna.cairn(['studio', 'user', 'add', 'anna', '--admin', '--data', data]);
    await anna.cairn(['login', other, '--user', 'anna']);
    assert.match(await anna.refused(['publish', other], 2, 'usage'), /does not have it/u);
    assert.deepEqual(await anna.cairn(['quota', 'list', '--studio', other]), { projects: [] });
    assert.equal((await anna.cairn<Status>(['status'])).project.studio, world.url);

    await world.stopStudio();
    const moved = await serve(world.studioData);
    await anna.refused(['sync'], 5, 'studio-unreachable');
    for (const member of [anna, ben]) {
      await member.refused(['publish', moved], 4, 'signed-out');
      await member.cairn(['login', moved, '--user', member.name]);
      await member.cairn(['publish', moved]);
      assert.equal((await member.cairn<SyncDocument>(['sync'])).outcome, 'done');
    }
    assert.equal((await ben.cairn<Status>(['status'])).project.studio, moved);
    await ben.cairn(['rebuild', '.']);
    assert.equal(await ben.hash('art/a.bin'), await anna.hash('art/a.bin'));
  });

  it('tells a member who is none any more, and keeps their work until they are again', async () => {
    const url = await serve(world.studioData);
    for (const member of [anna, ben]) {
      await member.cairn(['login', url, '--user', member.name]);
      await member.cairn(['publish', url]);
    }
    await ben.write('art/a.bin', "ben's");
    await ben.cairn(['checkpoint', 'art/a.bin', '-m', 'while away']);
    await anna.cairn(['member', 'remove', 'ben']);
    assert.match(await ben.refused(['sync'], 4, 'forbidden'), /not a member of this project/u);
    const told = await ben.run(['sync'], { plain: true });
    assert.match(told.stderr, /make you a member again/u);
    await anna.cairn(['member', 'add', 'ben', '--role', 'Artist']);
    assert.equal((await ben.cairn<SyncDocument>(['sync'])).pushed > 0, true);
    await anna.cairn(['sync']);
    await anna.cairn(['pull', '.']);
    assert.equal(await anna.hash('art/a.bin'), await ben.hash('art/a.bin'));
  });

  it('behind an address that leads elsewhere is named, and no token goes there', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const target = createServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(200).end('{}');
    });
    const open = (server: typeof target) =>
      new Promise<string>((resolve) =>
        server.listen(0, '127.0.0.1', () =>
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        ),
      );
    const there = await open(target);
    const proxy = createServer(({ url }, response) => {
      response.writeHead(301, { location: url?.includes('project') ? '/sign-in' : `${there}${url}` });
      response.end('<html>Moved</html>');
    });
    const here = await open(proxy);
    try {
      const { json, code } = await anna.run(['login', here, '--user', 'anna']);
      const { error } = json as { error: { code: string; message: string; hint: string } };
      assert.deepEqual([code, error.code], [5, 'studio-garbage']);
      assert.equal(error.message, `${here} leads to ${there}: that is the studio's address.`);
      assert.match(error.hint, new RegExp(`cairn login ${there} `, 'u'));
      const env = { CAIRN_TOKEN: 'cairn_secret' };
      assert.match(await anna.refused(['whoami', here], 5, 'studio-garbage', { env }), /leads to/u);
      const clone = ['clone', `${here}/show`, anna.file('../elsewhere')];
      assert.match(await anna.refused(clone, 5, 'studio-garbage', { env }), /leads (?:to|elsewhere)/u);
      assert.deepEqual(seen, []);
    } finally {
      proxy.close();
      target.close();
    }
  });

  it('is said to be looked after with --data, where nobody is signed in', async () => {
    const dana = world.stranger('dana');
    const { stderr, code } = await dana.run(['studio', 'user', 'add', 'dana', '--admin'], { plain: true });
    assert.equal(code, 4);
    assert.match(stderr, /--data DIR/u);
  });
});

describe('cairn, where', () => {
  let anna: CliMember;
  let end: () => void;
  beforeEach(async () => {
    ({ member: anna, end } = loneMember());
    await anna.cairn(['init']);
    await anna.write('set/a.bin', 'a');
    await anna.cairn(['track', '.']);
  });
  afterEach(() => end());

  it('a word is empty, does nothing: it would mean the current folder and all it holds', async () => {
    const cwd = anna.file('set');
    for (const args of [
      ['rm', ''],
      ['free', ''],
      ['track', 'a.bin', ''],
      ['mv', 'a.bin', ''],
      ['revert', '', '--to', '1'],
      ['init', ''],
      ['clone', 'http://127.0.0.1:9/show', ''],
    ])
      assert.match(await anna.refused(args, 2, 'usage', { cwd }), /empty/u, args.join(' '));
    assert.equal((await anna.cairn<Status>(['status'])).counts.normal, 1);
    assert.ok(existsSync(anna.file('set/a.bin')));
  });

  it('a link leads to the working folder, knows paths by it', async function () {
    if (process.platform === 'win32') this.skip();
    const link = join(anna.folder, '..', 'by-link');
    await symlink(anna.folder, link);
    await anna.write('set/b.bin', 'b');
    await anna.cairn(['track', join(link, 'set', 'b.bin')]);
    assert.deepEqual((await anna.cairn<{ unchanged: string[] }>(['checkpoint', link, '-m', 'x'])).unchanged, [
      'set/a.bin',
      'set/b.bin',
    ]);
    const { json } = await anna.run(['-C', link, 'log', anna.file('set/b.bin')]);
    assert.equal((json as { path: string }).path, 'set/b.bin');
    await rm(link);
  });

  it('there is no home folder, keeps nothing in the folder that it runs in', async function () {
    if (process.platform === 'win32') this.skip();
    const env = { HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', CAIRN_CONFIG_DIR: '' };
    const before = readdirSync(anna.folder).sort();
    const status = await anna.run(['status'], { env });
    assert.equal(status.code, 0);
    for (const args of [['login', 'http://127.0.0.1:9', '--user', 'anna'], ['whoami'], ['logout']])
      assert.match(await anna.refused(args, 2, 'usage', { env }), /CAIRN_CONFIG_DIR/u, args[0]);
    assert.match(await anna.refused(['studio', 'serve'], 2, 'usage', { env }), /--data/u);
    assert.deepEqual(readdirSync(anna.folder).sort(), before);
  });

  it('a project is made inside of another, warns: most often the outer one was meant', async () => {
    await mkdir(anna.file('inner'));
    const { stderr, code } = await anna.run(['init', 'inner']);
    assert.equal(code, 0);
    assert.match(stderr, /"level":"warn".*lies in the project of/u);
    const { stderr: alone } = await anna.run(['init', join(anna.folder, '..', 'beside')]);
    assert.equal(alone, '');
  });

  it('a project may not be looked into, says so, and takes none further up', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const inner = anna.file('inner');
    await mkdir(inner);
    await anna.run(['init', 'inner']);
    chmodSync(join(inner, '.cairn'), 0o700);
    for (const open of [realpathSync(join(anna.folder, '..')), anna.folder, inner]) chmodSync(open, 0o755);
    chownSync(inner, NOBODY, NOBODY);
    const result = await new CliProcess([PROGRAM, '--json', 'status'], {
      cwd: inner,
      uid: NOBODY,
      gid: NOBODY,
      env: { CAIRN_CONFIG_DIR: inner },
    }).result;
    const { error } = JSON.parse(result.stdout.toString()) as { error: { code: string; message: string } };
    assert.deepEqual([result.code, error.code], [1, 'file-unreadable']);
    assert.match(error.message, /inner.*may not read/u);
  });

  it('nothing is to be done, says so', async () => {
    await mkdir(anna.file('empty'));
    const { stdout, code } = await anna.run(['track', 'empty'], { plain: true });
    assert.deepEqual([code, stdout.toString()], [0, 'There is nothing to track.\n']);
  });

  it('edited files stay behind what is trashed, names them', async () => {
    await anna.write('set/a.bin', 'edited');
    const { stdout } = await anna.run(['rm', 'set'], { plain: true });
    assert.match(stdout.toString(), /stays on the disk, untracked:\n +set\/a\.bin/u);
    await anna.write('b.bin', 'b');
    await anna.cairn(['track', 'b.bin']);
    assert.doesNotMatch((await anna.run(['rm', 'b.bin'], { plain: true })).stdout.toString(), /stays/u);
  });
});
