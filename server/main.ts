/** The studio's program. */
import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { EXIT, report } from './command/output.ts';
import { buildProgram } from './command/program.ts';
import { ConfigError } from './config.ts';

const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env };

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  let code: number = EXIT.done;
  const exit = (wanted: number) => {
    code = wanted;
  };
  try {
    await buildProgram({ version: manifest.version, streams, json, exit }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return report(streams, json, error);
    if (error.exitCode === 0) return EXIT.done;
    if (json) report(streams, json, new ConfigError(error.message.replace(/^error: /u, '')));
    return EXIT.usage;
  }
}

let unprinted = false;

/**
 * A reader that went away (`| head`, a log's collector) ends neither a command nor a studio that serves. That a result could not be written, as to
 * a full disk, must not look like success.
 */
function outliveReaders(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    unprinted = true;
    process.exitCode = EXIT.unexpected;
    process.stderr.write(`cairn: Standard output cannot be written: ${error.message}\n`);
  });
}

outliveReaders();
// Where nothing is under way any more, and the command has not ended, that must not look like success.
process.exitCode = EXIT.unexpected;
void main(process.argv.slice(2)).then((code) => {
  process.exitCode = unprinted ? EXIT.unexpected : code;
});
