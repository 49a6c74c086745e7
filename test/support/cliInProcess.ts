/** Commands of the command line in this process, with an engine of the test's own: what only its answers, or the moment of a cancel, can show. */
import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import type { Engine, Run } from '../../cli/context.ts';
import { Sessions } from '../../cli/sessions.ts';
import { createShell } from '../../cli/shell.ts';

interface Place {
  /** Of the command line, and of sessions. */
  readonly folder: string;
  /** What of it the command asks for. */
  readonly engine: Partial<Engine>;
  readonly signal?: AbortSignal;
  /** Where what is printed goes instead of into the result. */
  readonly stdout?: Writable;
}

const keeping = (parts: string[]): Writable =>
  new Writable({
    write: (text, _encoding, taken) => {
      parts.push(String(text));
      taken();
    },
  });

/** @param add makes the command. @param args what is typed behind `cairn`; nothing of it is JSON. */
export async function runCommand(
  add: (program: Command, run: Run) => void,
  args: readonly string[],
  { folder, engine, signal = new AbortController().signal, stdout }: Place,
): Promise<{ readonly exit: number; readonly out: string; readonly err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const program = new Command();
  const shell = createShell(
    {
      io: { stdin: Readable.from([]), stdout: stdout ?? keeping(out), stderr: keeping(err), env: {} },
      engine: engine as Engine,
      sessions: new Sessions(() => folder, undefined),
      cwd: () => folder,
      now: Date.now,
      signal,
    },
    () => program,
  );
  add(program, shell.run);
  await program.parseAsync(args, { from: 'user' });
  return { exit: shell.exitCode(), out: out.join(''), err: err.join('') };
}
