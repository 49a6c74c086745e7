/** Holds what the command line prints against the schemas that are published. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { commandOf, ERROR, jsonSchema, OUTPUTS, STDERR } from '../../cli/schemas/outputs.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const compiled = new Map<string, ValidateFunction>();

function hold(name: string, schema: Parameters<typeof jsonSchema>[0], value: unknown): void {
  const check = compiled.get(name) ?? ajv.compile(jsonSchema(schema, true));
  compiled.set(name, check);
  if (check(value)) return;
  const told = JSON.stringify(value).slice(0, 1_000);
  throw new Error(
    `What "${name}" prints is not what its schema says: ${ajv.errorsText(check.errors)}\n${told}`,
  );
}

/** @param args of the command. @throws where a document is another than its schema says */
export function holdOutput(args: readonly string[], document: unknown): void {
  if (typeof document === 'object' && document !== null && 'error' in document)
    return hold('error', ERROR, document);
  const command = commandOf(args);
  const schema = command === undefined ? undefined : OUTPUTS[command];
  if (!schema) throw new Error(`There is no schema for: cairn ${args.join(' ')}`);
  hold(command ?? '', schema, document);
}

/** @param text of standard error, with `--json` */
export function holdLines(text: string): void {
  for (const line of text.split('\n').slice(0, -1)) {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // Of Node itself, and of what runs through another program.
      continue;
    }
    hold('standard error', STDERR, value);
  }
}
