/** docs/configuration.md, made of the schema that reads the configuration. */
import { z } from 'zod';
import { CONFIG_KEYS, isList, variableOf } from '../../server/config.ts';

const OPTIONS: Readonly<Record<string, string>> = { data: '--data', host: '--host', port: '--port' };

interface Described {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Described[];
  readonly description?: string;
}

const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

function typeOf(schema: Described): string {
  if (schema.enum) return schema.enum.map(code).join(', ');
  const types = [schema, ...(schema.anyOf ?? [])].flatMap(({ type }) => type ?? []);
  if (types.includes('boolean')) return '`true` or `false`';
  const [type = 'text'] = types;
  if (type === 'array') return 'list';
  if (type !== 'integer') return type;
  return `${schema.minimum?.toLocaleString('en')} to ${schema.maximum?.toLocaleString('en')}`;
}

function defaultOf(key: string, schema: z.ZodType): string {
  if (key === 'data') return 'see [studio.md](studio.md)';
  const value: unknown = schema.safeParse(undefined).data;
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return 'none';
  return code(value);
}

/** @throws where a key has no description, or no variable */
export function configurationPage(): string {
  const rows = Object.entries(CONFIG_KEYS).map(([key, schema]) => {
    const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;
    const variable = variableOf(key);
    if (!described.description) throw new Error(`The key ${key} of the configuration has no description`);
    if (!variable) throw new Error(`The key ${key} of the configuration has no variable`);
    const option = OPTIONS[key] === undefined ? '' : `, \`${OPTIONS[key]}\``;
    const type = typeOf(described) + (isList(key) ? ' (comma-separated in the environment)' : '');
    return `| \`${key}\` | \`${variable}\`${option} | ${type} | ${defaultOf(key, schema)} | ${described.description} |`;
  });
  return `# Configuration of a studio

Made from the schema that reads it (\`npm run docs\`). From lowest to highest precedence: defaults, a JSON file
(\`--config FILE\`), the environment, options. A wrong value ends the start with exit code 2 and a message that names
the key and where it came from. Unknown keys are refused.

| key in the file | environment, option | values | default | meaning |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
