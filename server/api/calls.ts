/**
 * How a call is declared: what it takes and answers, as zod schemas, beside its handler. Fastify checks requests with them, hands
 * the handler what they came to, and writes answers with them: nothing leaves that a schema does not name. The OpenAPI document
 * is made of the same schemas (openapi.ts).
 */
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifySchemaCompiler,
  FastifyTypeProvider,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
  RouteOptions,
} from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { z } from 'zod';
import { parse } from '../routes/parse.ts';

/** A body that is not JSON: its media type, and the message of proto/cairn.proto or what else it is. */
export interface Binary {
  readonly type: string;
  readonly what: string;
}

declare module 'fastify' {
  interface FastifySchema {
    /** What the call does, in a few words. A call without it stops the start. */
    readonly summary?: string;
    readonly takes?: Binary;
    readonly gives?: Binary;
    /** What comes with a 4xx, where it is not the error of every other call. */
    readonly fails?: Binary;
  }
}

type Shown<T> = T extends readonly (infer E)[]
  ? readonly Shown<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Shown<T[K]> }
    : T;

export interface ZodTypes extends FastifyTypeProvider {
  readonly validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  readonly serializer: this['schema'] extends z.ZodType ? Shown<z.input<this['schema']>> : unknown;
}

/** An application whose calls are declared with zod. */
export type Calls = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypes
>;

/** Of a 204. */
export const NOTHING = z.undefined();

const validator: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (value: unknown) => {
    try {
      return { value: parse(schema, value) };
    } catch (error) {
      return { error: error as Error };
    }
  };

const serializer: FastifySerializerCompiler<z.ZodType> =
  ({ schema }) =>
  (value: unknown) =>
    JSON.stringify(schema.parse(value));

/** Everything that is declared, in the order it was. */
export class Declared {
  readonly #routes = new Map<string, RouteOptions>();

  /** Must be called before routes are added. */
  static watch(app: FastifyInstance): { readonly calls: Calls; readonly declared: Declared } {
    const declared = new Declared();
    app.setValidatorCompiler(validator);
    app.setSerializerCompiler(serializer);
    app.addHook('onRoute', (route: RouteOptions) => declared.#add(route));
    return { calls: app.withTypeProvider<ZodTypes>(), declared };
  }

  /** By method and path. */
  get routes(): ReadonlyMap<string, RouteOptions> {
    return this.#routes;
  }

  #add(route: RouteOptions): void {
    for (const method of [route.method].flat()) {
      const call = `${method} ${route.url}`;
      const { schema } = route;
      if (!schema?.summary) throw new Error(`${call} does not say what it does`);
      if (!schema.response && !schema.gives) throw new Error(`${call} does not say what it answers`);
      if (method !== 'HEAD') this.#routes.set(call, route);
    }
  }
}
