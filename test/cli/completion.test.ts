import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { candidatesFor } from '../../cli/completion/candidates.ts';
import { buildProgram } from '../../cli/program.ts';
import { commandOf, jsonSchema, OUTPUTS, schemaFile, WITHOUT_OUTPUT } from '../../cli/schemas/outputs.ts';
import { studioCall } from '../../cli/studioProgram.ts';
import { buildProgram as studioProgram } from '../../server/command/program.ts';
import { ROOT } from '../house/sources.ts';
import { holdOutput } from '../support/outputs.ts';

const program = buildProgram('0', async () => {}, { writeOut: () => {}, writeErr: () => {} });
const values = (...words: string[]) => candidatesFor(program, words).words.map(({ value }) => value);
const kinds = (...words: string[]) => {
  const { paths, files } = candidatesFor(program, words);
  return [paths, files];
};

/** The words of every command that does something. */
function leaves(command: Command, above: readonly string[] = []): string[] {
  const own = command.commands.filter((one) => one.name() !== '__complete');
  const below = own.flatMap((one) => leaves(one, [...above, one.name()]));
  const acts = (command as Command & { _actionHandler: unknown })._actionHandler;
  return above.length > 0 && acts ? [above.join(' '), ...below] : below;
}

describe('cli: completion', () => {
  it('knows every command and what is below it, and nothing that is hidden', () => {
    assert.ok(values('').includes('checkpoint'));
    assert.deepEqual(values('check'), ['checkpoint']);
    assert.ok(!values('').includes('__complete'));
    assert.deepEqual(values('trash', 're'), ['restore']);
    assert.deepEqual(values('member', 'inv'), ['invite', 'invitations']);
    assert.ok(values('studio', 'user', '').includes('add'));
  });

  it('knows the options of a command, and those that every command takes', () => {
    assert.deepEqual(values('checkpoint', '--m'), ['--message']);
    assert.ok(values('sync', '--').includes('--json'));
    assert.deepEqual(values('studio', 'gc', '--dr'), ['--dry-run']);
    assert.deepEqual(values('set', 'a', '--shared', ''), ['yes', 'no']);
    assert.deepEqual(values('completion', ''), ['bash', 'zsh', 'powershell', 'fish']);
  });

  it("knows the commands of the studio's own program and their options, and hands them over", () => {
    const streams = { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: {} };
    const own = studioProgram({ version: '0', streams, exit: () => {} });
    for (const command of own.commands.filter((one) => one.name() !== 'user')) {
      const name = command.name();
      assert.ok(values('studio', '').includes(name), name);
      assert.deepEqual(studioCall(['studio', name]), { args: [name], dir: undefined });
      const completed = values('studio', name, '--');
      for (const { long } of command.options) assert.ok(completed.includes(long ?? ''), `${name} ${long}`);
    }
  });

  it('knows where a path of the project is asked for, where any file, and where neither', () => {
    assert.deepEqual(kinds('checkpoint', ''), [true, true]);
    assert.deepEqual(kinds('checkpoint', 'a', '-m', 'text', 'b'), [true, true]);
    assert.deepEqual(kinds('checkpoint', 'a', '-m', ''), [false, false]);
    assert.deepEqual(kinds('checkpoint', 'a', '--preview', ''), [false, true]);
    assert.deepEqual(kinds('mv', 'a', ''), [true, true]);
    assert.deepEqual(kinds('mv', 'a', 'b', ''), [false, false]);
    assert.deepEqual(kinds('-C', ''), [false, true]);
    assert.deepEqual(kinds('rm', '--', '-odd'), [true, true]);
  });
});

describe('cli: schemas of what is printed', () => {
  const folder = join(ROOT, 'docs', 'schemas');

  it('are there for every command', () => {
    const missing = leaves(program).filter((name) => !(name in OUTPUTS) && !WITHOUT_OUTPUT.includes(name));
    assert.deepEqual(missing, []);
    const known = leaves(program);
    const more = Object.keys(OUTPUTS).map((name) => name.replace(' --dry-run', ''));
    // Of the studio's program, which says its own.
    const gone = more.filter((name) => !known.includes(name) && name !== 'studio user password');
    assert.deepEqual(gone, []);
  });

  it('are those in docs (npm run docs writes them)', () => {
    const expected = new Map(
      Object.entries(OUTPUTS).map(([command, schema]) => [schemaFile(command), jsonSchema(schema)]),
    );
    const written = readdirSync(folder).filter(
      (name) => !['error.schema.json', 'stderr.schema.json'].includes(name),
    );
    assert.deepEqual(written.toSorted(), [...expected.keys()].toSorted());
    for (const [name, schema] of expected) {
      const { title: _title, ...rest } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        title: string;
      };
      assert.deepEqual(rest, JSON.parse(JSON.stringify(schema)), name);
    }
  });

  it('see what is missing, and what is said beyond them', () => {
    holdOutput(['trash', 'purge', 'x'], { purged: 'x' });
    assert.throws(() => holdOutput(['trash', 'purge', 'x'], {}), /required/u);
    assert.throws(() => holdOutput(['trash', 'purge', 'x'], { purged: 'x', more: 1 }), /additional/u);
    assert.throws(() => holdOutput(['fly'], {}), /no schema/u);
    assert.throws(() => holdOutput(['fly'], { error: { code: 1 } }), /error/u);
  });

  it('are found by the words of a command, wherever its options are', () => {
    assert.equal(commandOf(['-C', 'sync', '--json', 'trash', 'list']), 'trash list');
    assert.equal(commandOf(['sync', '--dry-run']), 'sync --dry-run');
    assert.equal(commandOf(['gc', '--dry-run']), 'gc');
    assert.equal(commandOf(['attention', 'apply', 'id']), 'attention apply');
  });
});
