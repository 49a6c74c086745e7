/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { parseSize, type Size } from './data/size.ts';

export interface Options {
  readonly size: Size;
  readonly rounds: number;
  /** Names; empty for all. */
  readonly only: readonly string[];
  readonly systems: readonly string[];
  readonly data: string | undefined;
  readonly dist: string | undefined;
  readonly out: string | undefined;
  readonly cold: boolean;
  readonly keep: boolean;
  readonly append: boolean;
  readonly render: boolean;
  readonly help: boolean;
}

const names = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

function parseRounds(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is a number from 1, not "${text}".`);
  return rounds;
}

/** @throws {Error} that says what is wrong with it */
export function parseOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      size: { type: 'string', default: 'small' },
      rounds: { type: 'string', default: '' },
      only: { type: 'string' },
      systems: { type: 'string' },
      data: { type: 'string' },
      dist: { type: 'string' },
      out: { type: 'string' },
      cold: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      append: { type: 'boolean', default: false },
      render: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const size = parseSize(values.size);
  return {
    size,
    rounds: parseRounds(values.rounds || (size === 'large' ? '1' : '3')),
    only: names(values.only),
    systems: names(values.systems),
    data: values.data,
    dist: values.dist,
    out: values.out,
    cold: values.cold,
    keep: values.keep,
    append: values.append,
    render: values.render,
    help: values.help,
  };
}
