/** The studio's command line: `cairn studio …`. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ConfigError, readConfig, type StudioConfig, type StudioOptions } from '../config.ts';
import { runBackup, runGc, runMigrate, runRestore, runTrash, runVerify } from './operations.ts';
import type { Streams } from './output.ts';
import { serve } from './serve.ts';
import { addUser, changePassword, listUsers, removeUser, type UserCommand } from './users.ts';

interface Flags {
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface ServeFlags extends Flags {
  readonly host?: string;
  readonly port?: string;
}

export interface ProgramOptions {
  readonly version: string;
  readonly streams: Streams;
  /** Wrong options are told by whoever parses, as a document. */
  readonly json?: boolean;
  /** Told the exit code of a command that ends with another than 0. */
  readonly exit: (code: number) => void;
}

/** @param option that names the file */
async function configOf(
  flags: ServeFlags,
  env: NodeJS.ProcessEnv,
  option: '--config' | '--to' = '--config',
): Promise<StudioConfig> {
  let file: { path: string; text: string } | undefined;
  if (flags.config !== undefined) {
    try {
      file = { path: flags.config, text: await readFile(flags.config, 'utf8') };
    } catch (cause) {
      throw new ConfigError(`${option} ${flags.config} cannot be read: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  const options = Object.fromEntries(
    Object.entries({ data: flags.data, host: flags.host, port: flags.port }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return readConfig({ file, env, options: options as StudioOptions });
}

/** @throws {ConfigError} */
function hours(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigError(`--grace: "${text}" is no number of hours`);
}

/** Options that every command takes. */
const common = (command: Command): Command =>
  command
    .option('--data <dir>', 'folder of the database and the chunks')
    .option('--config <file>', 'configuration file (JSON)')
    .option('--json', 'print one JSON document')
    .option('--quiet', 'print only what was asked for, and failures');

export function buildProgram({ version, streams, json = false, exit }: ProgramOptions): Command {
  const program = new Command('cairn studio')
    .description('run and look after a studio')
    .version(version)
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => json || streams.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /u, 'cairn: ')),
    })
    .exitOverride();
  const userCommand = async (flags: Flags) => ({
    config: await configOf(flags, streams.env),
    streams,
    json: Boolean(flags.json),
    quiet: Boolean(flags.quiet),
  });

  common(program.command('serve').description('run a studio'))
    .option('--host <host>', 'address to listen on')
    .option('--port <port>', 'port to listen on; 0 takes a free one')
    .action(async (flags: ServeFlags) => {
      exit(await serve(await configOf(flags, streams.env), version, streams));
    });

  const user = program.command('user').description('accounts');
  common(user.command('add <name>').description('add an account; the password from CAIRN_PASSWORD or stdin'))
    .option('--admin', 'make them an administrator of the studio')
    .action(async (name: string, flags: Flags & { admin?: boolean }) =>
      addUser(await userCommand(flags), name, Boolean(flags.admin)),
    );
  common(user.command('list').description('list the accounts')).action(async (flags: Flags) =>
    listUsers(await userCommand(flags)),
  );
  common(user.command('remove <name>').description('remove an account and end its sessions')).action(
    async (name: string, flags: Flags) => removeUser(await userCommand(flags), name),
  );
  common(user.command('password <name>').description('set a new password and end the sessions')).action(
    async (name: string, flags: Flags) => changePassword(await userCommand(flags), name),
  );
  operationCommands(program, userCommand, exit);
  pointToHelp(program, 'cairn studio');
  return program;
}

/** Says after a mistake where the help of that command is. */
function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`See: ${words} --help`);
  for (const below of command.commands) pointToHelp(below, `${words} ${below.name()}`);
}

function operationCommands(
  program: Command,
  commandOf: (flags: Flags) => Promise<UserCommand>,
  exit: (code: number) => void,
): void {
  common(
    program.command('backup <dest>').description('copy everything to a new folder, while the studio serves'),
  ).action(async (target: string, flags: Flags) => runBackup(await commandOf(flags), target));
  common(program.command('restore <src>').description('bring a backup into a new data folder')).action(
    async (source: string, flags: Flags) => runRestore(await commandOf(flags), source),
  );
  common(
    program
      .command('migrate')
      .description(
        'copy an embedded studio, which is stopped, to the database and storage that a configuration names',
      )
      .requiredOption('--to <file>', 'configuration file (JSON) of the studio to be'),
  ).action(async (flags: Flags & { to: string }) => {
    const command = await commandOf(flags);
    await runMigrate(command, await configOf({ config: flags.to }, command.streams.env, '--to'));
  });
  common(
    program.command('verify').description('check that every reference resolves and every chunk matches'),
  ).action(async (flags: Flags) => exit(await runVerify(await commandOf(flags))));
  common(program.command('trash').description("purge what projects' rules for their trash say, now"))
    .option('--dry-run', 'say what would be purged, purge nothing')
    .action(async (flags: Flags & { dryRun?: boolean }) =>
      runTrash(await commandOf(flags), { dryRun: Boolean(flags.dryRun) }),
    );
  common(program.command('gc').description('remove chunks that nothing refers to'))
    .option('--dry-run', 'say what would be removed, remove nothing')
    .option('--grace <hours>', 'spare what was used in the last hours (24)', hours)
    .action(async (flags: Flags & { dryRun?: boolean; grace?: number }) =>
      runGc(await commandOf(flags), { dryRun: Boolean(flags.dryRun), graceHours: flags.grace }),
    );
}
