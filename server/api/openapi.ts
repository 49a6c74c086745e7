/** The OpenAPI document: what is declared (calls.ts), with who may use it (access/table.ts). https://spec.openapis.org/oas/v3.1.1 */
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import { ACCESS, type Access } from '../access/table.ts';
import { ERROR } from './answers.ts';
import type { Binary, Declared } from './calls.ts';

type Json = Record<string, unknown>;

const STATUS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Taken',
  204: 'Done; nothing to say',
  302: 'Elsewhere',
  503: 'Not now',
};

/** Schemas with an id become components that others refer to. */
class Components {
  readonly schemas: Record<string, Json> = {};

  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema, $defs, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
    for (const [name, part] of Object.entries(($defs ?? {}) as Record<string, Json>))
      this.schemas[name] = referring(part);
    return referring(made);
  }
}

const referring = (schema: Json): Json =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as Json;

/** In words: the document has no other place for it. */
function whoMay(rule: Access): string {
  switch (rule.who) {
    case 'anyone':
    case 'monitor':
      return 'Anyone.';
    case 'scraper':
      return 'Who has the token for metrics of the configuration.';
    case 'administrator':
      return 'Administrators of the studio.';
    case 'user':
      return `Every account${tokenFor(rule.scope)}.`;
    case 'member': {
      const of = rule.admin ? 'Admins' : 'Members';
      const having = rule.permission ? ` whose role includes \`${rule.permission}\`` : '';
      return `${of} of the project${having}${tokenFor(rule.scope)}.`;
    }
  }
}

const tokenFor = (scope: string | undefined): string =>
  scope === undefined ? ', with a session' : `, with a session or a token for ${scope}`;

const binary = ({ type, what }: Binary): Json => ({
  [type]: { schema: { type: 'string', format: 'binary', description: what } },
});

function parametersOf(path: string, schema: FastifySchema, components: Components): Json[] {
  const found: Json[] = [];
  const known = (part: unknown) =>
    part instanceof z.ZodType
      ? ((components.of(part, 'input').properties ?? {}) as Record<string, Json>)
      : {};
  const params = known(schema.params);
  for (const [, name = ''] of path.matchAll(/:(\w+)/gu))
    found.push({ name, in: 'path', required: true, schema: params[name] ?? { type: 'string' } });
  for (const [name, one] of Object.entries(known(schema.querystring)))
    found.push({ name, in: 'query', required: isRequired(schema.querystring, name), schema: one });
  return found;
}

const isRequired = (schema: unknown, name: string): boolean =>
  schema instanceof z.ZodObject && !(schema.shape[name] as z.ZodType).safeParse(undefined).success;

function operationOf(call: string, schema: FastifySchema, components: Components): Json {
  const [, path = ''] = call.split(' ');
  const rule = ACCESS[call];
  if (!rule) throw new Error(`${call} is not in the table of who may use what`);
  const open = rule.who === 'anyone' || rule.who === 'monitor';
  const content = schema.takes
    ? binary(schema.takes)
    : schema.body instanceof z.ZodType
      ? { 'application/json': { schema: components.of(schema.body, 'input') } }
      : undefined;
  const parameters = parametersOf(path, schema, components);
  if (schema.takes || schema.gives?.type === 'application/x-protobuf')
    parameters.push({ name: 'cairn-protocol', in: 'header', required: true, schema: { type: 'integer' } });
  return {
    summary: schema.summary,
    description: whoMay(rule),
    operationId: call.replaceAll(/[^a-zA-Z]+/gu, '-').toLowerCase(),
    ...(!open && { security: [{ bearer: [] }] }),
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { required: true, content } }),
    responses: { ...answersOf(schema, components), default: { $ref: '#/components/responses/Error' } },
  };
}

function answersOf(schema: FastifySchema, components: Components): Json {
  const given = schema.gives && { 200: { description: STATUS[200], content: binary(schema.gives) } };
  const failed = schema.fails && { '4XX': { description: 'Refused', content: binary(schema.fails) } };
  const answers = Object.entries((schema.response ?? {}) as Record<string, z.ZodType>);
  const rest = Object.fromEntries(
    answers.map(([status, answer]) => {
      const description = STATUS[status] ?? status;
      if (answer instanceof z.ZodUndefined) return [status, { description }];
      return [
        status,
        { description, content: { 'application/json': { schema: components.of(answer, 'output') } } },
      ];
    }),
  );
  return { ...given, ...rest, ...failed };
}

/** @param version of the studio */
export function openApi(declared: Declared, version: string): Json {
  const components = new Components();
  const error = components.of(ERROR, 'output');
  const paths: Record<string, Json> = {};
  for (const [call, route] of declared.routes) {
    const [method = '', path = ''] = call.split(' ');
    const spelled = path.replaceAll(/:(\w+)/gu, '{$1}');
    paths[spelled] = {
      ...paths[spelled],
      [method.toLowerCase()]: operationOf(call, route.schema ?? {}, components),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Cairn studio',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Administration and reading are JSON; sync is Protocol Buffers (proto/cairn.proto).',
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'A session or a token' } },
      schemas: Object.fromEntries(
        Object.entries(components.schemas).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
      responses: {
        Error: {
          description: 'Refused or failed; `code` says why',
          content: { 'application/json': { schema: error } },
        },
      },
    },
  };
}
