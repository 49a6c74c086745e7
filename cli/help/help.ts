/** What `--help` says beyond what the parser knows: examples, where the rest is, and what exit codes mean. */
import type { Command } from 'commander';
import { EXAMPLES } from './examples.ts';

const CODES = `
Exit codes:
  0 done              1 unexpected error        2 usage
  3 conflicts wait    4 not signed in, or not allowed
  5 studio unreachable or overloaded            6 integrity
  7 refused to protect local work               8 finished, but rows need attention
  130 cancelled

Examples:
  cairn init && cairn track . -m "first look"         from files in a folder to versions
  cairn login https://studio.example --user anna      a studio to share them
  cairn publish https://studio.example && cairn sync
  cairn COMMAND --help                                every option, with examples`;

const examplesOf = (words: string): string => {
  const lines = EXAMPLES[words];
  return lines === undefined ? '' : `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
};

/** Says of each command below `program` where its help is, and gives its examples. */
export function addHelp(program: Command): void {
  program.addHelpText('after', CODES);
  const visit = (command: Command, words: string): void => {
    command.showHelpAfterError(`See: cairn ${words} --help`);
    command.addHelpText('after', () => examplesOf(words));
    for (const below of command.commands) visit(below, `${words} ${below.name()}`);
  };
  for (const command of program.commands) visit(command, command.name());
}
