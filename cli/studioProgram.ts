/**
 * `cairn studio …` is the studio's own program, run in this process with its arguments handed over as they are.
 * Only `studio user` without `--data` or `--config`, and `studio activity`, are this program's: they talk to a running studio over the network.
 */
import type { Command } from 'commander';
import { CairnError } from '../engine/errors.ts';

const OWN = ['serve', 'backup', 'restore', 'migrate', 'verify', 'trash', 'gc'] as const;

/** The arguments for the studio's program and the folder to run it in; undefined where `argv` is not for it. */
export interface StudioCall {
  readonly args: readonly string[];
  readonly dir: string | undefined;
}

/** @param argv the program's arguments, without node and script */
export function studioCall(argv: readonly string[]): StudioCall | undefined {
  let dir: string | undefined;
  const args: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === '-C') {
      dir = argv[++index];
      // Nothing behind it: this program's parser says so.
      if (dir === undefined) return undefined;
    } else args.push(word);
  }
  const globals = args.findIndex((word) => !word.startsWith('-'));
  if (args[globals] !== 'studio') return undefined;
  const [command, ...rest] = args.slice(globals + 1);
  // Here is a studio, by its folder or its configuration: not one on the network.
  const isHere = rest.some((word) => /^--(?:data|config)(?:=|$)/u.test(word));
  const forStudio =
    command !== undefined && ((OWN as readonly string[]).includes(command) || (command === 'user' && isHere));
  // --json and --quiet before the command: the studio's program takes them after.
  return forStudio ? { args: [command, ...rest, ...args.slice(0, globals)], dir } : undefined;
}

/** For the help text; such calls are handed over before this program parses them. Returns the `studio` command. */
export function addStudioCommands(program: Command): Command {
  const studio = program.command('studio').description('run and look after a studio');
  const handedOver = () => {
    throw new CairnError('usage', 'Write the command before its options: cairn studio serve …');
  };
  const help: Readonly<Record<(typeof OWN)[number], string>> = {
    serve: 'run a studio: [--data DIR] [--host H] [--port N] [--config FILE]',
    backup: 'copy everything a studio holds: DEST [--data DIR]',
    restore: 'make a studio from a backup: SRC [--data DIR]',
    migrate: 'copy an embedded studio to another database and storage: --to FILE [--data DIR]',
    verify: 'check every reference and every chunk: [--data DIR]',
    trash: "purge what projects' rules for their trash say: [--dry-run] [--data DIR]",
    gc: 'drop content that nothing refers to: [--dry-run] [--data DIR]',
  };
  for (const name of OWN)
    studio
      .command(name)
      .description(help[name])
      .argument('[ARGS...]')
      .allowUnknownOption()
      .action(handedOver);
  return studio;
}
