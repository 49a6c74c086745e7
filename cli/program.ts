/** The command line as a whole: every command of the contract, in the order of its help. */
import { Command } from 'commander';
import { addJoinCommand, addSessionCommands, addTokenCommands } from './commands/access.ts';
import { addAccountCommands, addUserCommands } from './commands/account.ts';
import { addActivityCommand, addStudioActivityCommand } from './commands/activity.ts';
import { addAttentionCommands } from './commands/attention.ts';
import { addCheckpointCommands } from './commands/checkpoint.ts';
import { addCompletionCommands } from './commands/completion.ts';
import { addConflictCommands } from './commands/conflicts.ts';
import { addFileCommands } from './commands/files.ts';
import { addHistoryCommands } from './commands/history.ts';
import { addLimitCommands } from './commands/limits.ts';
import { addMaintenanceCommands } from './commands/maintenance.ts';
import { addMetadataCommands } from './commands/metadata.ts';
import { addProjectCommands } from './commands/project.ts';
import { addStatusCommands } from './commands/status.ts';
import { addStructureCommands } from './commands/structure.ts';
import { addSyncCommands } from './commands/sync.ts';
import { addTeamCommands } from './commands/team.ts';
import { addWebhookCommands } from './commands/webhooks.ts';
import type { Run } from './context.ts';
import { addHelp } from './help/help.ts';
import { Program } from './otherWords.ts';
import { addStudioCommands } from './studioProgram.ts';

export interface Output {
  readonly writeOut: (text: string) => void;
  readonly writeErr: (text: string) => void;
}

/** `log <PATH>`: that nearly every command has options of its own would only push the descriptions aside. */
const wordsOf = (command: Command): string =>
  [
    command.name(),
    ...command.registeredArguments.map((argument) => {
      const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
      return argument.required ? `<${name}>` : `[${name}]`;
    }),
  ].join(' ');

/** Parsing throws commander's `CommanderError`; nothing exits the process. */
export function buildProgram(version: string, run: Run, output: Output): Command {
  const program = new Program('cairn')
    .description('Version control and sync for big binary files.')
    // Not the usual --version, which `cat` needs for itself; main spells a lone --version like this.
    .version(version, '-V', 'print the version (also --version)')
    .option('-C <DIR>', 'run as if started in DIR')
    .option('--json', 'print one JSON document; progress and log go to standard error')
    .option('--quiet', 'print only what was asked for, and failures')
    .showHelpAfterError('See: cairn --help')
    .configureOutput({
      ...output,
      outputError: (text, write) => write(text.replace(/^error: /u, 'cairn: ')),
    })
    .configureHelp({ showGlobalOptions: true, subcommandTerm: wordsOf })
    .exitOverride();

  program.commandsGroup('A project:');
  addProjectCommands(program, run);
  program.commandsGroup('Work:');
  addStatusCommands(program, run);
  addCheckpointCommands(program, run);
  addSyncCommands(program, run);
  addConflictCommands(program, run);
  addAttentionCommands(program, run);
  addFileCommands(program, run);
  addHistoryCommands(program, run);
  program.commandsGroup('Structure and metadata:');
  addStructureCommands(program, run);
  addMetadataCommands(program, run);
  program.commandsGroup('The team:');
  addTeamCommands(program, run);
  addActivityCommand(program, run);
  addWebhookCommands(program, run);
  addLimitCommands(program, run);
  program.commandsGroup('Keeping it in order:');
  addMaintenanceCommands(program, run);
  program.commandsGroup('Studios:');
  addAccountCommands(program, run);
  addTokenCommands(program, run);
  addSessionCommands(program, run);
  addJoinCommand(program, run);
  const studio = addStudioCommands(program);
  addUserCommands(studio, run);
  addStudioActivityCommand(studio, run);
  program.commandsGroup('The shell:');
  addCompletionCommands(program, run);
  program.addHelpCommand(new Command('help').argument('[COMMAND]').description('tell about a command'));
  addHelp(program);
  return program;
}
