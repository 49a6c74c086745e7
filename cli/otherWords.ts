/** What people type who know other systems, or the last word of a command alone: spelling would suggest something else, or nothing. */
import { Command, type ErrorOptions } from 'commander';

const MEANT: Readonly<Record<string, string>> = {
  add: 'track',
  backup: 'studio backup',
  checkin: 'checkpoint',
  checkout: 'pull',
  commit: 'checkpoint',
  delete: 'rm',
  fetch: 'sync',
  history: 'log',
  invite: 'member invite',
  move: 'mv',
  push: 'sync',
  remove: 'rm',
  rename: 'mv',
  restore: 'trash restore',
  rollback: 'revert',
  save: 'checkpoint',
  serve: 'studio serve',
  submit: 'checkpoint',
  update: 'pull',
};

/** The program, which knows what such a word stands for. The commands below it are plain ones: there the words would mean something else. */
export class Program extends Command {
  override error(message: string, options?: ErrorOptions): never {
    const word = this.args[0] ?? '';
    if (options?.code !== 'commander.unknownCommand' || !Object.hasOwn(MEANT, word))
      return super.error(message, options);
    return super.error(`error: unknown command '${word}'\n(Did you mean ${MEANT[word]}?)`, options);
  }
}
