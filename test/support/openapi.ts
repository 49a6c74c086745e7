/** What a studio answers, held against the document that it describes itself with. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { FastifyInstance } from 'fastify';

type Content = Readonly<Record<string, { readonly schema: object }>>;

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: { readonly Error: { readonly content: Content } };
  };
}

export class Described {
  readonly document: Document;
  /** Statuses with which each call was answered. */
  readonly seen = new Map<string, Set<number>>();
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    this.document = document;
  }

  operation(call: string): Operation | undefined {
    const [method = '', path = ''] = call.split(' ');
    return this.document.paths[path.replaceAll(/:(\w+)/gu, '{$1}')]?.[method.toLowerCase()];
  }

  /** @throws where the document says something else */
  check(call: string, status: number, type: string, body: string): void {
    const operation = this.operation(call);
    if (!operation) throw new Error(`${call} is not in the document`);
    this.seen.set(call, (this.seen.get(call) ?? new Set()).add(status));
    const said = operation.responses[status] ?? (status < 500 ? operation.responses['4XX'] : undefined);
    if (!said && status < 400) throw new Error(`${call} answers ${status}, which its document does not say`);
    const content = said ? said.content : this.document.components.responses.Error.content;
    if (content === undefined) {
      if (body === '') return;
      throw new Error(`${call} answers ${body.slice(0, 200)} instead of nothing`);
    }
    const media = type.split(';')[0] ?? '';
    const { schema } = content[media] ?? {};
    if (!schema) throw new Error(`${call} answers ${media}`);
    if (media === 'application/json') this.#hold(`${call} ${said ? status : 'error'}`, schema, body);
  }

  #hold(name: string, schema: object, body: string): void {
    const check =
      this.#compiled.get(name) ?? this.#ajv.compile({ ...schema, components: this.document.components });
    this.#compiled.set(name, check);
    if (check(JSON.parse(body))) return;
    throw new Error(`${name}: ${body.slice(0, 500)}: ${this.#ajv.errorsText(check.errors)}`);
  }
}

/** Holds every answer of the application against its own document; one that differs becomes a failure. */
export async function describeAnswers(app: FastifyInstance): Promise<Described> {
  let described: Described | undefined;
  app.addHook('onSend', async (request, reply, payload) => {
    const { url } = request.routeOptions;
    if (!described || url === undefined || request.method === 'HEAD') return;
    const type = String(reply.getHeader('content-type') ?? '');
    described.check(
      `${request.method} ${url}`,
      reply.statusCode,
      type,
      typeof payload === 'string' ? payload : '',
    );
  });
  const answer = await app.inject({ method: 'GET', url: '/v1/openapi.json' });
  described = new Described(answer.json());
  return described;
}
