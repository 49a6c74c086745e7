/** The studio's program. */
import { CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { EXIT, report } from './command/output.ts';
import { buildProgram } from './command/program.ts';

const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env };

async function main(args: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const exit = (wanted: number) => {
    code = wanted;
  };
  try {
    await buildProgram({ version: manifest.version, streams, exit }).parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return report(streams, args.includes('--json'), error);
  }
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
