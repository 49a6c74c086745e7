/**
 * Every command with each of its options, by the real program: each run with `-C`, `--json` and `--quiet` from elsewhere, prints one
 * document that its closed schema fits, says nothing else, and ends as the table says. The last test finds what no line runs.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { buildProgram } from '../../../cli/program.ts';
import { concept } from '../../../scripts/sample/project.ts';
import { buildProgram as studioProgram } from '../../../server/command/program.ts';
import { PROGRAM } from '../../support/cliProcess.ts';
import { type CliMember, CliWorld, type LogDocument, type Status } from '../../support/cliWorld.ts';
import { Receiver } from '../../support/receiver.ts';
import { words } from '../../support/words.ts';

/** Run by a suite of their own, because of what they need. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'login --sso': 'sso.spec.ts',
  'login --link': 'sso.spec.ts',
  'login --paste': 'sso.spec.ts',
  'studio migrate': 'test/postgres/migrate.test.ts',
  'studio migrate --to': 'test/postgres/migrate.test.ts',
};
/** What an option takes that makes it do another thing. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--mine': ['checkpoint', 'overwrite'],
  '--stack': ['mine', 'theirs'],
};
/** Taken by every command; each line gives them. */
const GLOBAL = ['-V', '-C', '--json', '--quiet'];
/** Of the studio's program, read the same way for each of its commands. */
const COMMON = ['--config', '--data'];

const ran = new Set<string>();

describe('the contract of the command line', function () {
  this.timeout(120_000);
  let world: CliWorld;
  let anna: CliMember;
  let ben: CliMember;

  before(async () => {
    world = new CliWorld();
    await world.startStudio({ CAIRN_STUDIO_WEBHOOK_NETWORKS: '127.0.0.1' });
    anna = world.stranger('anna');
    ben = world.stranger('ben');
    await anna.write('art/rock.txt', 'rock');
    await anna.write('art/old.txt', 'old');
    await anna.write('art/pic.png', concept(64, 64, 0.2));
    await anna.write('loose.txt', 'loose');
  });
  after(() => world.end());

  const note = (args: readonly string[]) => {
    const options = args.flatMap((word, at) => {
      if (!/^--?[a-zA-Z]/u.test(word)) return [];
      const [name = ''] = word.split('=');
      return [name, `${name} ${args[at + 1]}`];
    });
    const bare = args.filter((word) => !word.startsWith('-'));
    for (const length of [1, 2, 3]) {
      const command = bare.slice(0, length).join(' ');
      for (const option of ['', ...options]) ran.add(`${command} ${option}`.trim());
    }
  };

  /** Runs the line and answers its document. */
  const run = async <T>(who: CliMember, line: string | readonly string[], exit = 0): Promise<T> => {
    const args = typeof line === 'string' ? words(line) : [...line];
    note(args);
    const all = ['-C', who.folder, '--quiet', ...args];
    const { code, json, stderr, stdout } = await who.run(all, { cwd: world.home, direct: true });
    const told = `cairn ${args.join(' ')}: ${stdout.toString('utf8').slice(0, 2_000)} ${stderr}`;
    assert.equal(code, exit, told);
    assert.notEqual(json, undefined, told);
    assert.equal(stderr, '', told);
    return json as T;
  };
  const fails = async (who: CliMember, line: string, exit: number, code: string) => {
    const { error } = await run<{ error: { code: string; message: string; details: object } }>(
      who,
      line,
      exit,
    );
    assert.equal(error.code, code, line);
    assert.equal(typeof error.details, 'object');
  };

  it('accounts', async () => {
    await run(anna, ['studio', 'user', 'add', 'anna', '--admin', '--data', world.studioData]);
    await run(anna, `login ${world.url} --user anna`);
    await fails(anna, `login ${world.url} --user eve --setup-token wrong`, 2, 'studio-refused');
    await run(anna, `whoami ${world.url}`);
    await run(anna, `studio user add ben --studio ${world.url}`);
    await run(anna, `studio user add cem --admin --studio ${world.url}`);
    await run(anna, `studio user list --studio ${world.url}`);
    await run(anna, `studio user remove cem --studio ${world.url}`);
    await fails(anna, 'studio user password ben', 2, 'usage');
    await run(anna, ['studio', 'user', 'password', 'ben', '--data', world.studioData]);
    await run(anna, ['studio', 'user', 'list', '--data', world.studioData]);
    await anna.refused(['studio', 'user', 'add', 'ben', '--data', world.studioData], 2, 'name-taken');
    const account = { env: { CAIRN_PASSWORD: anna.password } };
    assert.equal((await ben.run(['login', world.url, '--user', 'ben'], account)).code, 0);
  });

  it('a project on one machine', async () => {
    await fails(anna, 'status', 2, 'no-project');
    await run(anna, 'init . --name film');
    await run(anna, 'mkdir art --shared');
    await run(anna, 'track art -m "first look"');
    await run(anna, 'track art --message again');
    await run(anna, 'status art --all');
    await fails(anna, 'status nothing', 2, 'not-found');
    await anna.write('art/rock.txt', 'rock with moss');
    await run(anna, 'checkpoint art/rock.txt -m moss --status review --preview art/pic.png');
    await run(anna, 'checkpoint art/rock.txt --message again --on-top');
    await run(anna, 'verify --repair');
    await run(anna, ['export', join(world.home, 'copy.clst')]);
    await fails(anna, 'sync', 2, 'not-published');
  });

  it('two people and a studio', async () => {
    await run(anna, `publish ${world.url}`);
    await run(anna, 'sync --dry-run');
    await run(anna, 'sync --limit 100M');
    await run(anna, 'track loose.txt -m loose --sync');
    await anna.write('loose.txt', 'looser');
    await run(anna, 'checkpoint loose.txt -m looser --sync');
    await run(anna, 'member add ben --role Artist');
    const { project } = await run<Status>(anna, 'status');
    for (const [place, name] of [
      ['by-name', 'film'],
      ['by-id', project.id],
    ] as const)
      await run(ben, ['clone', `${world.url}/${name}`, join(ben.folder, place), '--rebuild']);
    await fails(ben, `clone ${world.url}/nothing`, 2, 'not-found');
  });

  it('working files, with edits in the way', async () => {
    const edit = () => anna.write('art/rock.txt', `edited ${performance.now()}`);
    const newest = async () =>
      (await run<LogDocument>(anna, 'log art/rock.txt')).checkpoints.map(({ version }) => version)[0] ?? 0;
    await edit();
    await run(anna, 'pull art', 0);
    await run(anna, 'revert art/rock.txt --to 1', 7);
    await run(anna, 'free art/rock.txt', 7);
    const before = await newest();
    await run(anna, 'revert art/rock.txt --to v1 --mine checkpoint');
    assert.ok((await newest()) > before, 'the edits are a version');
    await run(anna, 'pull art/rock.txt --mine overwrite');
    await edit();
    const count = await newest();
    const freed = await run<{ written: object[]; refused: object[] }>(
      anna,
      'free art/rock.txt --mine checkpoint',
    );
    assert.deepEqual([freed.written.length, freed.refused, await newest()], [1, [], count + 1]);
    assert.equal(await anna.state('art/rock.txt'), 'rebuild');
    await run(anna, 'rebuild .');
    await edit();
    await run(anna, 'free art --mine overwrite');
    assert.deepEqual([await anna.state('art/rock.txt'), await newest()], ['rebuild', count + 1]);
    await run(anna, 'rebuild art');
    await edit();
    await run(anna, 'rebuild art --mine overwrite');
    assert.deepEqual([await anna.state('art/rock.txt'), await newest()], ['normal', count + 1]);
    await edit();
    await run(anna, 'rebuild art/rock.txt --mine checkpoint');
    assert.deepEqual([await anna.state('art/rock.txt'), await newest()], ['normal', count + 3]);
    await edit();
    await run(anna, 'revert art/rock.txt --to 1 --mine overwrite');
    await run(anna, 'pull art/rock.txt --mine checkpoint');
    assert.equal(await newest(), count + 3);
    await run(anna, 'free nothing.txt', 2);
    await fails(anna, 'log nothing.txt', 2, 'not-found');
    const shown = await anna.start(['-C', anna.folder, '--quiet', 'cat', 'loose.txt', '--version', 'v2'], {
      cwd: world.home,
    }).result;
    note(['cat', '--version']);
    assert.deepEqual([shown.stdout.toString(), shown.stderr, shown.code], ['looser', '', 0]);
  });

  it('metadata and structure', async () => {
    await run(anna, 'set art/rock.txt --status wip --type model --task --description "the big one"');
    await run(anna, 'set art/rock.txt --resource');
    await run(anna, 'set art --shared no');
    await run(anna, 'set art --shared yes');
    await run(anna, 'sync');
    await run(anna, 'assign art/rock.txt ben');
    await run(anna, 'unassign art/rock.txt');
    await run(anna, 'tag art/rock.txt +hero +wet -draft');
    await run(anna, 'tag art/rock.txt --remove wet');
    await run(anna, 'depend art/rock.txt --on loose.txt --on art/old.txt');
    await run(anna, 'depend art/rock.txt --off loose.txt');
    await run(anna, 'mv loose.txt art/');
    await run(anna, 'mv art/loose.txt loose.txt');
    await run(anna, 'mv loose.txt other.txt --decline');
    await run(anna, 'rm art/old.txt');
    const { items } = await run<{ items: { id: string }[] }>(anna, 'trash list');
    const id = items[0]?.id ?? '';
    await run(anna, `log trash:${id}`);
    const old = await anna.start(['-C', anna.folder, 'cat', `trash:${id}`, '--version', '1']).result;
    assert.equal(old.stdout.toString(), 'old');
    await run(anna, `trash restore ${id}`);
    await run(anna, 'rm art/old.txt');
    await run(anna, `trash purge trash:${id}`);
    await run(anna, 'sync');
    await run(anna, 'trash keep 30');
    await run(anna, 'trash keep --dry-run');
  });

  it('the team and its tokens', async () => {
    await run(anna, 'member list');
    await run(anna, 'role list');
    await run(anna, 'role create Layout +tag.edit --like Vendor');
    await run(anna, 'role set Layout +asset.trash -tag.edit');
    await run(anna, 'role set Layout --remove asset.trash');
    await run(anna, 'role rename Layout Lighting');
    await run(anna, 'role remove Lighting --to Artist');
    const { link } = await run<{ link: string }>(anna, 'member invite --role Artist --days 3');
    await run(anna, 'member invitations');
    const dora = world.stranger('dora');
    await run(dora, ['join', link, '--user', 'dora']);
    const { id } = await run<{ id: string }>(anna, 'member invite --role Artist');
    await run(anna, `member uninvite ${id}`);
    await run(anna, 'member remove dora');
    const create = 'token create --project film --scope read --days 30 --label night';
    const token = await run<{ id: string; token: string }>(anna, `${create} --studio ${world.url}`);
    const farm = world.stranger('farm');
    const env = { CAIRN_TOKEN: token.token };
    const pulled = await farm.run(['clone', `${world.url}/film`, farm.folder], { env });
    assert.equal(pulled.code, 0, pulled.stdout.toString());
    await run(anna, `token list --studio ${world.url}`);
    await run(anna, `token revoke ${token.id} --studio ${world.url}`);
    const { sessions } = await run<{ sessions: { id: string; current: boolean }[] }>(
      anna,
      `session list --studio ${world.url}`,
    );
    assert.ok(sessions.some(({ current }) => current));
    await fails(anna, `session revoke nothing --studio ${world.url}`, 2, 'not-found');
  });

  it('what happened, limits, and who is told', async () => {
    const times = '--user anna --since 2020-01-01 --until 2100-01-01 --limit 1';
    await run(anna, `activity art/rock.txt --field status ${times} --before 1000`);
    await run(anna, 'activity --about team --member ben');
    const { next } = await run<{ next: string | null }>(
      anna,
      `studio activity ${times} --studio ${world.url}`,
    );
    await run(anna, `studio activity --before ${next}`);
    await run(anna, 'usage');
    await run(anna, `quota list --studio ${world.url}`);
    await run(anna, `quota set film --bytes 500G --items 2000 --studio ${world.url}`);
    const receiver = await Receiver.open();
    try {
      const { id } = await run<{ id: string }>(anna, `webhook add ${receiver.url} --label bot`);
      await run(anna, `webhook test ${id}`);
      await run(anna, 'webhook list');
      await run(anna, `webhook log ${id}`);
      await run(anna, `webhook resume ${id} --skip`);
      await run(anna, `webhook remove ${id}`);
    } finally {
      await receiver.close();
    }
  });

  it('decisions, where there is none to make', async () => {
    await run(anna, 'conflicts');
    await run(anna, 'attention');
    await fails(anna, 'attention apply nothing --rename x', 2, 'not-found');
    await fails(anna, 'attention discard nothing', 2, 'not-found');
    const choices = [
      'rename x',
      'merge',
      'stack mine',
      'stack theirs',
      'restore',
      'trash',
      'keep',
      'theirs',
      'later',
      'undo',
    ];
    for (const choice of choices) await fails(anna, `resolve nothing --${choice}`, 2, 'not-found');
    await run(anna, 'resolve --kind asset-name --merge');
    await fails(anna, 'resolve --kind nothing --merge', 2, 'usage');
  });

  it('keeping a project and a studio in order', async () => {
    await run(anna, 'gc --dry-run');
    const [data, copy, back] = [world.studioData, join(world.home, 'backup'), join(world.home, 'back')];
    await run(anna, ['studio', 'backup', copy, '--data', data]);
    await run(anna, ['studio', 'restore', copy, '--data', back]);
    await run(anna, ['studio', 'verify', '--data', back]);
    await run(anna, ['studio', 'gc', '--data', back, '--dry-run', '--grace', '2']);
    await run(anna, ['studio', 'trash', '--data', back, '--dry-run']);
    const config = join(world.home, 'studio.json');
    await writeFile(config, JSON.stringify({ data: back }));
    await run(anna, ['studio', 'user', 'list', '--config', config]);
    await mkdir(join(world.home, 'empty'));
    const nowhere = await anna.refused(['studio', 'gc', '--data', join(world.home, 'empty')], 2, 'not-found');
    assert.match(nowhere, /holds no studio/u);
    await anna.refused(['studio', 'gc', '--bogus'], 2, 'usage');
    await anna.refused(['-C', '/nowhere', 'studio', 'gc'], 2, 'usage');
    const port = new URL(world.url).port;
    const serve = ['studio', 'serve', '--data', back, '--host', '127.0.0.1', '--port', port];
    note(serve);
    assert.match(await anna.refused(serve, 1, 'port-taken'), /choose another with --port/u);
  });

  it('a shell, and the way out', async () => {
    for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
      const { stdout, code } = await anna.start(['completion', shell], { plain: true }).result;
      note(['completion']);
      assert.equal(code, 0);
      assert.match(stdout.toString(), /__complete/u);
    }
    await run(anna, `logout ${world.url}`);
    await fails(anna, 'sync', 4, 'signed-out');
  });

  it('is what the lines above run, to the last option', () => {
    const silent = { writeOut: () => {}, writeErr: () => {} };
    const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} };
    const studio = studioProgram({ version: '0', streams, exit: () => {} });
    const all = [
      ...leaves(
        buildProgram('0', async () => {}, silent),
        '',
      ),
      ...leaves(studio, 'studio'),
    ];
    const missing = all.filter((one) => !ran.has(one) && !(one in ELSEWHERE));
    assert.deepEqual(missing, []);
    assert.ok(all.length > 150, `${all.length}`);
    assert.deepEqual(
      Object.keys(ELSEWHERE).filter((one) => !all.includes(one)),
      [],
    );
    assert.ok(PROGRAM.endsWith('cli.cjs'));
  });
});

/** `sync`, `sync --dry-run` …, of every command that does something. */
function leaves(command: Command, above: string): string[] {
  return command.commands.flatMap((one) => {
    if (one.name() === '__complete') return [];
    const name = `${above} ${one.name()}`.trim();
    const options = one.options
      .map(({ long, short }) => long ?? short ?? '')
      .filter((option) => !GLOBAL.includes(option) && !COMMON.includes(option))
      .flatMap((option) => [option, ...(VALUES[option] ?? []).map((value) => `${option} ${value}`)]);
    const acts = (one as Command & { _actionHandler: unknown })._actionHandler;
    return [...(acts ? [name, ...options.map((option) => `${name} ${option}`)] : []), ...leaves(one, name)];
  });
}
