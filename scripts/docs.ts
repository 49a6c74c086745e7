/** Writes the parts of docs/ that are made of the program itself; tests hold them against it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ERROR, jsonSchema, OUTPUTS, STDERR, schemaFile } from '../cli/schemas/outputs.ts';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { openStudio } from '../server/studio.ts';
import { configurationPage } from './docs/configuration.ts';

const DOCS = join(import.meta.dirname, '..', 'docs');
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function openApi(): Promise<string> {
  const data = await mkdtemp(join(tmpdir(), 'cairn-docs-'));
  const studio = await openStudio(readConfig({ env: {}, options: { data } }));
  const app = buildApp({ studio, version: manifest.version });
  const answer = await app.inject({ method: 'GET', url: '/v1/openapi.json' });
  await app.close();
  await studio.close();
  await rm(data, { recursive: true });
  return json(answer.json());
}

await writeFile(join(DOCS, 'openapi.json'), await openApi());
await writeFile(join(DOCS, 'configuration.md'), configurationPage());

const schemas = join(DOCS, 'schemas');
await rm(schemas, { recursive: true, force: true });
await mkdir(schemas);
const write = (file: string, title: string, schema: object) =>
  writeFile(join(schemas, file), json({ title, ...schema }));
for (const [command, schema] of Object.entries(OUTPUTS))
  await write(schemaFile(command), `cairn ${command} --json`, jsonSchema(schema));
await write('error.schema.json', 'cairn --json: a failure', jsonSchema(ERROR));
await write('stderr.schema.json', 'cairn --json: a line of standard error', jsonSchema(STDERR));
