/** The command lines of this repository's own programs. */
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

interface Line<T extends Options> {
  /** What `--help` prints, and what follows a complaint. */
  readonly usage: string;
  readonly options: T;
  /** Options that are numbers, and the least that each may be. */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** A value that cannot be meant, found out later. */
export class WrongValue extends Error {}

/** Runs a program with its options. Ends with 0 where help was asked for, and with 2 where the line cannot be meant. */
export async function withOptions<const T extends Options>(
  { usage, options, numbers = {} }: Line<T>,
  work: (values: Values<T>) => Promise<void>,
): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const complain = (what: string) => {
    process.stderr.write(`${what}\n\n${usage}\n`);
    process.exitCode = 2;
  };
  let values: Values<T>;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    return complain((error as Error).message);
  }
  for (const [name, least] of Object.entries(numbers)) {
    const text = (values as Record<string, unknown>)[name];
    if (text !== undefined && !(text !== '' && Number(text) >= least))
      return complain(`--${name} is a number from ${least}, not "${text}".`);
  }
  try {
    await work(values);
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    complain(error.message);
  }
}
