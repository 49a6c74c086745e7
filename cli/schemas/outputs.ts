/**
 * What every command prints with `--json`, by its words. The documents in docs/schemas are made of this, and the command line's
 * tests hold what it prints against it. Nothing of it is loaded when a command runs.
 */
import { z } from 'zod';
import { text } from './parts.ts';
import { PROJECT_OUTPUTS } from './project.ts';
import { STUDIO_OUTPUTS } from './studio.ts';

/** With an exit code other than 0, where nothing else was asked for. */
export const ERROR = z.object({
  error: z.object({
    code: text.describe('Stable'),
    message: text.describe('For people'),
    details: z.record(text, z.unknown()),
    hint: text.optional().describe('What to do'),
  }),
});
/** On standard error, one a line. */
export const STDERR = z.union([
  z.object({
    progress: z.object({
      phase: text,
      done: z.number(),
      total: z.number().describe('0 while it is unknown'),
      unit: z.enum(['bytes', 'rows', 'files']),
      path: text.optional(),
    }),
  }),
  z.object({
    log: z.looseObject({ level: z.enum(['debug', 'info', 'warn', 'error']), message: text }),
  }),
  z.object({ signIn: z.object({ url: text }) }),
]);

export const OUTPUTS: Readonly<Record<string, z.ZodType>> = { ...PROJECT_OUTPUTS, ...STUDIO_OUTPUTS };

/** Commands that print no document of their own. */
export const WITHOUT_OUTPUT: readonly string[] = ['cat', 'completion', 'studio serve'];

/** The words of the command among `args`, with `--dry-run` where its document is another one; undefined for none. */
export function commandOf(args: readonly string[]): string | undefined {
  const words: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '-C') index++;
    else if (!word.startsWith('-')) words.push(word);
  }
  const named = [3, 2, 1].map((length) => words.slice(0, length).join(' '));
  const found = named.find((name) => name in OUTPUTS || WITHOUT_OUTPUT.includes(name));
  const dry = `${found} --dry-run`;
  return args.includes('--dry-run') && dry in OUTPUTS ? dry : found;
}

/** A schema of JSON, draft 2020-12. `closed` takes no keys but those it names: for tests, as more may come. */
export const jsonSchema = (schema: z.ZodType, closed = false): object =>
  z.toJSONSchema(schema, { io: closed ? 'output' : 'input', unrepresentable: 'any' });

/** Names of files in docs/schemas. */
export const schemaFile = (command: string): string => `${command.replaceAll(/[^a-z]+/gu, '-')}.schema.json`;
