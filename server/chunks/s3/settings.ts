/** Configuration of the storage: keys of docs/studio.md, put into the studio's schema. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** From the environment everything is text. */
export const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })]);
const address = z.url({ protocol: /^https?$/u, message: 'must be an http or https address' });

export const S3_KEYS = {
  s3Bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'is no name of a bucket')
    .optional()
    .describe('If set, chunks lie in this bucket of an S3-compatible storage instead of the data folder'),
  s3Endpoint: address.optional().describe('Address of the storage, such as `https://s3.example.com`'),
  s3ClientEndpoint: address
    .optional()
    .describe('Its address as members reach it, if different from `s3Endpoint`'),
  s3Region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/u, 'is no region')
    .default('us-east-1')
    .describe('Region; `auto` for Cloudflare R2'),
  s3AccessKey: z.string().min(1).max(200).optional().describe('Access key id'),
  s3Secret: z.string().min(1).max(200).optional().describe('Its secret; `s3SecretFile` is better'),
  s3SecretFile: z.string().min(1).optional().describe('A file whose first line is the secret'),
  s3PathStyle: flag.default(true).describe('`ENDPOINT/BUCKET/…` instead of `BUCKET.ENDPOINT/…`'),
  s3Prefix: z
    .string()
    .regex(/^[\w-]+(?:\/[\w-]+)*$/u, 'letters, digits, -, _ and / only')
    .max(200)
    .default('cairn')
    .describe('Prefix of the names of all objects; each studio in a bucket needs its own'),
  direct: flag.default(true).describe("Whether members' bytes go directly to and from the storage"),
} as const;

type Keys = z.infer<z.ZodObject<typeof S3_KEYS>>;

export interface S3Settings {
  readonly bucket: string;
  readonly endpoint: URL;
  readonly clientEndpoint: URL;
  readonly region: string;
  readonly accessKey: string;
  readonly secret: string;
  readonly pathStyle: boolean;
  readonly prefix: string;
  readonly direct: boolean;
}

/**
 * Undefined where chunks lie in the data folder.
 * @param fail makes an error of a key and what is wrong with it; no value is ever told.
 */
export function s3SettingsOf(
  keys: Keys,
  fail: (key: string, problem: string) => Error,
): S3Settings | undefined {
  const { s3Bucket: bucket } = keys;
  if (bucket === undefined) {
    const odd = (['s3Endpoint', 's3AccessKey', 's3Secret', 's3SecretFile'] as const).find((key) => keys[key]);
    if (odd) throw fail('s3Bucket', `is needed where ${odd} is given`);
    return undefined;
  }
  if (keys.s3Endpoint === undefined) throw fail('s3Endpoint', 'is needed where s3Bucket is given');
  if (keys.s3AccessKey === undefined) throw fail('s3AccessKey', 'is needed where s3Bucket is given');
  if (!keys.s3PathStyle && /^\[|^[\d.]+$/u.test(new URL(keys.s3Endpoint).hostname))
    throw fail('s3PathStyle', 'must be true where s3Endpoint is a number');
  return {
    bucket,
    endpoint: new URL(keys.s3Endpoint),
    clientEndpoint: new URL(keys.s3ClientEndpoint ?? keys.s3Endpoint),
    region: keys.s3Region,
    accessKey: keys.s3AccessKey,
    secret: secretOf(keys, fail),
    pathStyle: keys.s3PathStyle,
    prefix: keys.s3Prefix,
    direct: keys.direct,
  };
}

function secretOf({ s3Secret, s3SecretFile }: Keys, fail: (key: string, problem: string) => Error): string {
  if (s3Secret !== undefined && s3SecretFile !== undefined)
    throw fail('s3SecretFile', 'cannot be given together with s3Secret');
  if (s3Secret !== undefined) return s3Secret;
  if (s3SecretFile === undefined)
    throw fail('s3Secret', 'is needed where s3Bucket is given, or s3SecretFile');
  let text: string;
  try {
    text = readFileSync(s3SecretFile, 'utf8');
  } catch (error) {
    throw fail('s3SecretFile', `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  const secret = text.split(/\r?\n/u, 1)[0]?.trim() ?? '';
  if (secret === '') throw fail('s3SecretFile', 'is empty');
  return secret;
}
