import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CommanderError } from 'commander';
import { addProjectCommands } from '../../cli/commands/project.ts';
import { buildProgram } from '../../cli/program.ts';
import { CairnError } from '../../engine/errors.ts';
import { runCommand } from '../support/cliInProcess.ts';

describe('a command that there is not', () => {
  /** What is said to it. */
  async function told(...words: string[]): Promise<string> {
    const printed: string[] = [];
    const write = (text: string) => void printed.push(text);
    const program = buildProgram('0', async () => {}, { writeOut: write, writeErr: write });
    const failed = await program.parseAsync(words, { from: 'user' }).then(
      () => assert.fail('it ran'),
      (error: CommanderError) => error,
    );
    assert.equal(failed.code, 'commander.unknownCommand');
    // Scripts are told the same.
    assert.ok(printed.join('').includes(failed.message.replace('error: ', 'cairn: ')));
    return printed.join('');
  }

  it('is told by what it is called here, or by its spelling', async () => {
    assert.match(await told('invite'), /unknown command 'invite'\n\(Did you mean member invite\?\)/u);
    assert.match(await told('commit', '-m', 'x'), /\(Did you mean checkpoint\?\)/u);
    assert.match(await told('snyc'), /\(Did you mean sync\?\)/u);
    assert.doesNotMatch(await told('constructor'), /Did you mean/u);
    // Below another command, a word may mean something else.
    assert.doesNotMatch(await told('trash', 'commit'), /checkpoint/u);
  });
});

describe('clone', () => {
  it('names its folder by what the studio answers, without asking twice', async () => {
    const folder = join('/', 'work');
    const chosen: string[] = [];
    const { exit, err } = await runCommand(addProjectCommands, ['clone', 'https://studio/an-id'], {
      folder,
      engine: {
        cloneProject: async (_studio, _project, dir) => {
          chosen.push(typeof dir === 'string' ? dir : dir('The: Show'));
          throw new CairnError('studio-overloaded', 'Too much to do.');
        },
        findProject: async () => folder,
      },
    });
    assert.equal(exit, 5);
    assert.match(err, /Too much to do/u);
    assert.equal(chosen.length, 1);
    assert.match(chosen[0] ?? '', /work.The.*Show$/u);
  });
});
