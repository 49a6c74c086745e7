/** The pages word by word: every block to be typed is gone through in a real bash, against a real studio, or is left out for a reason. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concept } from '../../../scripts/sample/project.ts';
import { root } from '../../support/cache.ts';
import { type CliMember, CliWorld, type Status } from '../../support/cliWorld.ts';
import { freePort } from '../../support/free-port.ts';
import { follow, type Guide, shellBlocks } from '../../support/shellGuide.ts';

/** First lines of blocks that no test goes through, and why. */
const LEFT: Readonly<Record<string, string>> = {
  'README.md: npm start': 'the stages of npm test are that',
  'docs/bridge.md: blender -b': 'npm run example:blender runs the add-on in the Blender of the machine',
  'docs/cli.md: source <(cairn completion bash)': 'completion.spec.ts runs them in real shells',
};
const GUIDES = ['README.md', 'docs/getting-started.md', 'docs/editor.md', 'docs/cli.md', 'docs/bridge.md'];

describe('the guides, as they are written', function () {
  this.timeout(180_000);
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;
  const done = new Set<string>();

  before(async () => {
    world = new CliWorld();
    await world.startStudio({ CAIRN_STUDIO_WEBHOOK_NETWORKS: '127.0.0.1' });
    anna = await world.join('anna');
    ben = await world.join('ben');
    for (const name of ['rock', 'stone', 'old']) await anna.write(`assets/${name}.blend`, name);
    await anna.write('assets/sea/waves.blend', 'waves');
    await anna.write('assets/old/junk.blend', 'junk');
    await anna.write('scenes/s1.blend', 'a scene');
    await writeFile(anna.file('rock.png'), concept(64, 64, 0.3));
    await mkdir(join(world.home, 'anna', 'backup'));
  });
  after(() => world.end());

  const key = (page: string, block: string) => {
    const start = (block.split('\n')[0] ?? '').split(/\s+#\s/u)[0] ?? '';
    return `${page}: ${start.trim()}`;
  };
  const block = (page: string, start: string): string => {
    const found = shellBlocks(page).find((text) => text.startsWith(start));
    assert.ok(found, `${page} has no block that begins with ${start}`);
    done.add(key(page, found));
    return found;
  };
  const guide = (who: CliMember, more: Partial<Guide> = {}): Guide => ({
    cwd: who.folder,
    env: {
      HOME: join(who.folder, '..'),
      CAIRN_CONFIG_DIR: who.configDir,
      CAIRN_PASSWORD: who.password,
      NO_COLOR: '1',
    },
    words: { 'https://studio.example': world.url },
    ...more,
  });

  it('the first minutes of the README', async () => {
    const home = join(world.home, 'reader');
    await mkdir(home);
    const port = String(await freePort());
    const { stdout } = await follow(block('README.md', 'npm ci'), {
      cwd: root,
      env: { HOME: home, CAIRN_CONFIG_DIR: join(home, 'config') },
      words: { 7420: port },
      changes: [
        { line: 'npm ci', skip: 'this very checkout is what it makes' },
        { line: 'cairn studio serve', before: `export CAIRN_STUDIO_PORT=${port}` },
      ],
    });
    const told = stdout.toString('utf8');
    assert.match(told, new RegExp(`"url":"http://127.0.0.1:${port}","setupToken":`, 'u'));
    assert.match(told, /Synced: \d+ changes sent/u);
    assert.match(told, /normal {2}assets\/icon\.png {2}v1/u);
  });

  it('help, and a day’s work', async () => {
    await follow(block('docs/cli.md', 'cairn --help'), guide(anna));
    const { stdout } = await follow(
      block('docs/cli.md', 'cairn init'),
      guide(anna, {
        changes: [
          { line: 'cairn clone', before: 'mkdir ../there; cd ../there' },
          { line: 'cairn -C lighthouse rebuild', after: 'cd ../work' },
          { line: 'cairn checkpoint', before: 'echo moss >> assets/rock.blend' },
        ],
      }),
    );
    const told = stdout.toString('utf8');
    assert.match(told, /untracked {2}rock\.png/u);
    assert.match(told, /v2 .*moss/u);
    assert.equal((await anna.cairn<Status>(['status'])).project.name, 'lighthouse');
  });

  it('files, structure, metadata', async () => {
    await anna.cairn(['checkpoint', 'assets/rock.blend', '-m', 'as it was']);
    await anna.cairn(['track', 'scenes', '-m', 'first']);
    await anna.cairn(['mkdir', 'props']);
    await anna.cairn(['member', 'add', 'ben', '--role', 'Supervisor']);
    await anna.cairn(['sync']);
    const trashed = 'ID=$(cairn trash list --json | first items 0 id)';
    await follow(
      block('docs/cli.md', 'cairn free'),
      guide(anna, {
        words: { 'restore ID': 'restore $ID', 'purge ID': 'purge $ID' },
        changes: [
          { line: 'cairn mv assets/boulder', before: 'ls assets/boulder.blend' },
          { line: 'cairn trash restore', before: trashed },
          { line: 'cairn trash purge', before: `cairn rm assets/old; ${trashed}` },
        ],
      }),
    );
  });

  it('conflicts, and what needs attention', async () => {
    await ben.cairn(['clone', `${world.url}/lighthouse`, ben.folder, '--rebuild']);
    await anna.cairn(['sync']);
    for (const who of [ben, anna]) {
      for (const name of ['a', 'b', 'c']) await who.write(`assets/${name}.txt`, `${name} of ${who.name}`);
      await who.cairn(['track', 'assets', '-m', who.name]);
      if (who === ben) await who.cairn(['sync']);
    }
    await anna.cairn(['sync'], 3);
    const nth = (n: number) => `ID=$(cairn conflicts --json | first conflicts ${n} id)`;
    await follow(
      block('docs/cli.md', 'cairn conflicts'),
      guide(anna, {
        words: { 'resolve ID': 'resolve $ID' },
        changes: [
          { line: 'cairn resolve ID --rename', before: nth(0) },
          { line: 'cairn resolve ID --merge', before: nth(1) },
          {
            line: 'cairn resolve ID --undo',
            before: `${nth(2)}; cairn resolve $ID --merge`,
            after: 'cairn resolve $ID --merge',
          },
        ],
      }),
    );
    await ben.cairn(['sync']);
    for (const who of [ben, anna])
      for (const name of ['a', 'b'])
        await who.cairn(['set', `assets/${name}.txt`, '--status', who === ben ? 'review' : 'wip']);
    await ben.cairn(['sync']);
    await anna.cairn(['sync']);
    const row = 'ID=$(cairn attention --json | first superseded 0 id)';
    await follow(
      block('docs/cli.md', 'cairn attention'),
      guide(anna, {
        words: { 'apply ID [--rename NAME]': 'apply $ID', 'discard ID': 'discard $ID' },
        changes: [
          { line: 'cairn attention apply', before: row },
          { line: 'cairn attention discard', before: row },
        ],
      }),
    );
  });

  it('studio, accounts, team', async () => {
    const reader = world.stranger('manager');
    await mkdir(join(reader.folder, 'data'));
    const port = String(await freePort());
    const elsewhere = 'that asks for a browser: sso.spec.ts';
    const { stdout } = await follow(
      block('docs/cli.md', 'cairn studio serve'),
      guide(reader, {
        words: {
          7420: port,
          'serve --data DIR': 'serve --data data',
          '--data DIR': '--data data',
          ' URL': ` http://127.0.0.1:${port}`,
          LINK: '"$LINK"',
          'uninvite ID': 'uninvite "$ID"',
          'revoke ID': 'revoke "$ID"',
        },
        changes: [
          { line: 'cairn login URL --user anna --setup-token', skip: 'the account above is the first' },
          { line: 'cairn login URL --sso --link', skip: elsewhere },
          { line: 'cairn login URL --sso', skip: elsewhere },
          {
            line: 'cairn logout',
            after: `cairn login http://127.0.0.1:${port} --user anna; mkdir film; cd film; cairn init --name lighthouse; cairn publish http://127.0.0.1:${port}`,
          },
          {
            line: 'cairn member invite --role',
            after: 'LINK=$(cairn member invite --role Artist --json | first link)',
          },
          {
            line: 'cairn member uninvite',
            before: 'ID=$(cairn member invite --role Artist --json | first id)',
          },
          {
            line: 'cairn join',
            after: `cairn login http://127.0.0.1:${port} --user anna`,
          },
          { line: 'cairn token revoke', before: 'ID=$(cairn token list --json | first tokens 0 id)' },
          { line: 'cairn session revoke', before: 'ID=$(cairn session list --json | first sessions 0 id)' },
        ],
      }),
    );
    assert.match(stdout.toString('utf8'), /It is shown this once and works until/u);
  });

  it('what happened, who is told, and how much there may be', async () => {
    const { Receiver } = await import('../../support/receiver.ts');
    const receiver = await Receiver.open();
    try {
      const { stdout } = await follow(
        block('docs/cli.md', 'cairn activity'),
        guide(anna, {
          words: { 'https://bot.example/cairn': receiver.url, 'test ID': 'test "$ID"' },
          changes: [
            { line: 'cairn webhook test', before: 'ID=$(cairn webhook list --json | first webhooks 0 id)' },
          ],
        }),
      );
      assert.match(stdout.toString('utf8'), /status: \w+ → \w+/u);
      assert.match(stdout.toString('utf8'), /It took it, in \d+ ms/u);
    } finally {
      await receiver.close();
    }
  });

  it('are all of them gone through, or left out for a reason', () => {
    const all = GUIDES.flatMap((page) => shellBlocks(page).map((text) => key(page, text)));
    const missing = all.filter(
      (one) => !done.has(one) && !Object.keys(LEFT).some((left) => one.startsWith(left)),
    );
    assert.deepEqual(missing, []);
    assert.ok(all.length >= 9, `${all.length}`);
  });
});
