/** What may come next on a command line, from the program's own description of itself. */
import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  /** A few words; empty where there is nothing to say. */
  readonly help: string;
}

export interface Candidates {
  readonly words: readonly Candidate[];
  /** Paths of assets and collections would do. */
  readonly paths: boolean;
  /** Any file or folder would do. */
  readonly files: boolean;
}

/** Commands of the studio's own program, which this one hands over. */
const STUDIO_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  serve: ['--data', '--config', '--host', '--port'],
  backup: ['--data', '--config', '--json'],
  restore: ['--data', '--config', '--json'],
  migrate: ['--data', '--config', '--json', '--to'],
  verify: ['--data', '--config', '--json'],
  trash: ['--data', '--config', '--json', '--dry-run'],
  gc: ['--data', '--config', '--json', '--dry-run', '--grace'],
};

const PATHS = /^(?:PATH|FROM|TO)$/u;
const FILES = /^(?:FILE|DIR|SRC|DEST|ARGS)$/u;
const nothing: Candidates = { words: [], paths: false, files: false };

/** `<PATH...>`, `[DIR]`: the name alone. */
const nameOf = (text: string): string => text.replaceAll(/[<>[\].]/gu, '');

function ofKind(name: string, choices: readonly string[] | undefined): Candidates {
  if (choices) return { ...nothing, words: choices.map((value) => ({ value, help: '' })) };
  return { words: [], paths: PATHS.test(name), files: PATHS.test(name) || FILES.test(name) };
}

const visible = (command: Command): Command[] =>
  command.commands.filter((one) => !(one as Command & { _hidden?: boolean })._hidden);

function optionOf(command: Command, program: Command, word: string): Option | undefined {
  const [flag] = word.split('=');
  return [...command.options, ...program.options].find((one) => one.short === flag || one.long === flag);
}

const takesValue = (option: Option | undefined): option is Option =>
  option !== undefined && (option.required || option.optional);

/** Where the words before the last one lead. */
interface Place {
  readonly command: Command;
  readonly operands: number;
  /** The last word is this option's value. */
  readonly pending: Option | undefined;
  /** Behind `--`. */
  readonly literal: boolean;
}

function placeOf(program: Command, before: readonly string[]): Place {
  let command = program;
  let operands = 0;
  let literal = false;
  let pending: Option | undefined;
  for (const word of before) {
    if (pending) pending = undefined;
    else if (!literal && word === '--') literal = true;
    else if (!literal && word.startsWith('-')) {
      const option = optionOf(command, program, word);
      if (takesValue(option) && !word.includes('=')) pending = option;
    } else {
      const next = operands === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next) command = next;
      else operands++;
    }
  }
  return { command, operands, pending, literal };
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const list = command.registeredArguments;
  const last = list.at(-1);
  return list[index] ?? (last?.variadic ? last : undefined);
}

function optionsOf(command: Command, program: Command): Candidate[] {
  const all = command === program ? program.options : [...command.options, ...program.options];
  const own = all.filter((option) => !option.hidden);
  const words = own.map((option) => ({ value: option.long ?? option.short ?? '', help: option.description }));
  const handedOver = command.parent?.name() === 'studio' ? (STUDIO_OPTIONS[command.name()] ?? []) : [];
  return [
    ...handedOver.map((value) => ({ value, help: '' })),
    ...words.filter(({ value }) => !handedOver.includes(value)),
    { value: '--help', help: 'tell about this command' },
  ];
}

/** @param words behind the program's name; the last one is being typed, and may be empty */
export function candidatesFor(program: Command, words: readonly string[]): Candidates {
  const typed = words.at(-1) ?? '';
  const { command, operands, pending, literal } = placeOf(program, words.slice(0, -1));
  const fitting = (found: Candidates): Candidates => ({
    ...found,
    words: found.words.filter(({ value }) => value.startsWith(typed)),
  });
  if (pending) return fitting(ofKind(nameOf(pending.flags.split(/[ =]/u).at(-1) ?? ''), pending.argChoices));
  if (!literal && typed.startsWith('-')) return fitting({ ...nothing, words: optionsOf(command, program) });
  const argument = argumentAt(command, operands);
  const found = argument ? ofKind(nameOf(argument.name()), argument.argChoices) : nothing;
  const below = operands === 0 ? visible(command) : [];
  const commands = below.map((one) => ({ value: one.name(), help: one.description() }));
  return fitting({ ...found, words: [...commands, ...found.words] });
}
