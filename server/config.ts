/** The studio's configuration: one JSON file, overridden by CAIRN_STUDIO_* in the environment, then by options. */

import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { userFolder } from '../engine/domain/home.ts';
import { isLoopback } from '../engine/domain/studioUrl.ts';
import { flag, S3_KEYS, type S3Settings, s3SettingsOf } from './chunks/s3/settings.ts';

export class ConfigError extends Error {
  readonly code = 'usage';
}

interface Wrong {
  readonly code?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

function wrongNumber({ code, minimum, maximum }: Wrong): string {
  if (code === 'too_small') return `must be ${minimum} at least`;
  return code === 'too_big' ? `must be ${maximum} at most` : 'must be a whole number';
}

const count = z.coerce.number({ error: wrongNumber }).int('must be a whole number');

/** Those of libpq that ask for TLS, and `no-verify`. A slip of the pen must not be taken for something laxer. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'];

/** Says what is wrong without the value, which may hold a password. */
const databaseUrl = z
  .string()
  .refine((text) => /^postgres(?:ql)?:\/\/[^/]*\/[^/?#]+/u.test(text) && URL.canParse(text), {
    message: 'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE',
  })
  .refine(
    (text) =>
      !URL.canParse(text) || SSL_MODES.includes(new URL(text).searchParams.get('sslmode') ?? 'disable'),
    {
      message: `has an sslmode that is none of ${SSL_MODES.join(', ')}`,
    },
  );
const isRange = (text: string): boolean => {
  const [net = '', bits = '0', ...rest] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(net) as 0 | 4 | 6];
  return rest.length === 0 && /^\d{1,3}$/u.test(bits) && Number(bits) <= most;
};
const networks = z.array(z.string().refine(isRange, 'must be addresses or CIDR ranges')).default([]);

/** https, or http on this machine, without anything behind the path. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '' || url.username !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}
const address = z.string().max(2_000).refine(isAddress, 'must be an https:// address');

/** Described for docs/configuration.md, which is made of them. */
const KEYS = z.strictObject({
  data: z.string().min(1).describe('Folder of the database and the chunks'),
  database: databaseUrl
    .optional()
    .describe(
      '`postgres://USER:PASSWORD@HOST:PORT/DATABASE`: metadata is there instead of in the data folder',
    ),
  databaseConnections: count
    .min(2)
    .max(1_000)
    .default(10)
    .describe('Most connections to it that one process takes, half of them for writes'),
  host: z.string().min(1).default('127.0.0.1').describe('Address to listen on'),
  port: count.min(0).max(65_535).default(7_420).describe('Port to listen on; 0 takes a free one'),
  sessionDays: count.min(1).max(3_650).default(30).describe('Days after which a session ends'),
  trustedProxies: networks
    .refine((all) => !all.some((one) => /\/0+$/u.test(one)), 'must not be every address')
    .describe('Addresses or CIDR ranges of reverse proxies whose `X-Forwarded-For` is believed'),
  maxRequests: count
    .min(1)
    .max(100_000)
    .default(256)
    .describe(
      'Requests in work at once; as many more wait up to two seconds while accounts take turns; all others are answered 503 with `Retry-After`',
    ),
  maxRequestsPerAccount: count
    .min(1)
    .max(100_000)
    .default(32)
    .describe(
      'Requests that one account may have in work and waiting; those in work are never more than half of all; a client uses up to eight',
    ),
  maxConnectionsPerAddress: count
    .min(8)
    .max(1_000_000)
    .default(512)
    .describe(
      'Connections that one address (of IPv6, a network of 64 bits) may have open, never more than half of all; `trustedProxies` are bound only by the limit for all',
    ),
  metricsToken: z
    .string()
    .min(20)
    .max(200)
    .regex(/^[\w-]+$/u, 'letters, digits, - and _ only')
    .optional()
    .describe(
      'What Prometheus sends (`Authorization: Bearer …`) to read `/metrics`; without it there is no such call',
    ),
  webhookNetworks: networks.describe(
    'Private addresses or CIDR ranges that webhooks may lead to; http only to loopback among them',
  ),
  publicUrl: address
    .optional()
    .describe(
      'Address at which people reach this studio, such as `https://studio.example.com`; needed for single sign-on',
    ),
  ssoIssuer: address
    .optional()
    .describe('Issuer of the OpenID provider for single sign-on, exactly as the provider spells it'),
  ssoClientId: z.string().min(1).max(500).optional().describe('Client id of this studio at the provider'),
  ssoClientSecret: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .describe('Its client secret; none for a public client'),
  ssoName: z.string().min(1).max(100).default('single sign-on').describe('What people see it called'),
  ssoRegister: flag
    .default(false)
    .describe(
      'Whether everyone the provider knows gets an account; otherwise only those who linked theirs get in',
    ),
  logLevel: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('What is logged to standard error'),
  ...S3_KEYS,
});
const SCHEMA = KEYS.superRefine((config, context) => {
  if (config.ssoIssuer === undefined) return;
  for (const key of ['publicUrl', 'ssoClientId'] as const)
    if (config[key] === undefined)
      context.addIssue({ code: 'custom', path: [key], message: 'is needed for single sign-on (ssoIssuer)' });
});
export type StudioConfig = z.infer<typeof SCHEMA>;
export type StudioOptions = Partial<StudioConfig>;

const VARIABLES: Record<string, keyof StudioConfig> = {
  CAIRN_STUDIO_DATA: 'data',
  CAIRN_STUDIO_DATABASE: 'database',
  CAIRN_STUDIO_DATABASE_CONNECTIONS: 'databaseConnections',
  CAIRN_STUDIO_HOST: 'host',
  CAIRN_STUDIO_PORT: 'port',
  CAIRN_STUDIO_SESSION_DAYS: 'sessionDays',
  CAIRN_STUDIO_TRUSTED_PROXIES: 'trustedProxies',
  CAIRN_STUDIO_MAX_REQUESTS: 'maxRequests',
  CAIRN_STUDIO_METRICS_TOKEN: 'metricsToken',
  CAIRN_STUDIO_MAX_REQUESTS_PER_ACCOUNT: 'maxRequestsPerAccount',
  CAIRN_STUDIO_MAX_CONNECTIONS_PER_ADDRESS: 'maxConnectionsPerAddress',
  CAIRN_STUDIO_WEBHOOK_NETWORKS: 'webhookNetworks',
  CAIRN_STUDIO_PUBLIC_URL: 'publicUrl',
  CAIRN_STUDIO_SSO_ISSUER: 'ssoIssuer',
  CAIRN_STUDIO_SSO_CLIENT_ID: 'ssoClientId',
  CAIRN_STUDIO_SSO_CLIENT_SECRET: 'ssoClientSecret',
  CAIRN_STUDIO_SSO_NAME: 'ssoName',
  CAIRN_STUDIO_SSO_REGISTER: 'ssoRegister',
  CAIRN_STUDIO_LOG_LEVEL: 'logLevel',
  CAIRN_STUDIO_S3_BUCKET: 's3Bucket',
  CAIRN_STUDIO_S3_ENDPOINT: 's3Endpoint',
  CAIRN_STUDIO_S3_CLIENT_ENDPOINT: 's3ClientEndpoint',
  CAIRN_STUDIO_S3_REGION: 's3Region',
  CAIRN_STUDIO_S3_ACCESS_KEY: 's3AccessKey',
  CAIRN_STUDIO_S3_SECRET: 's3Secret',
  CAIRN_STUDIO_S3_SECRET_FILE: 's3SecretFile',
  CAIRN_STUDIO_S3_PATH_STYLE: 's3PathStyle',
  CAIRN_STUDIO_S3_PREFIX: 's3Prefix',
  CAIRN_STUDIO_DIRECT: 'direct',
};

/** The storage that chunks lie in; undefined where that is the data folder. @throws {ConfigError} naming the key */
export const storageOf = (config: StudioConfig): S3Settings | undefined =>
  s3SettingsOf(
    config,
    (key, problem) => new ConfigError(`The configuration cannot be used. "${key}": ${problem}`),
  );
/** Comma-separated in the environment. */
const LISTS: readonly (keyof StudioConfig)[] = ['trustedProxies', 'webhookNetworks'];

/** Keys with their schemas, and the variable of the environment that sets each. */
export const CONFIG_KEYS: Readonly<Record<string, z.ZodType>> = KEYS.shape;
export const variableOf = (key: string): string | undefined =>
  Object.keys(VARIABLES).find((name) => VARIABLES[name] === key);
export const isList = (key: string): boolean => (LISTS as readonly string[]).includes(key);

/** Where a studio keeps its data unless told otherwise. @throws {ConfigError} where this user has no folder of their own */
export function defaultDataFolder(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  find: () => string = homedir,
): string {
  const data = userFolder('data', { env, platform, home: find });
  if (data !== undefined) return join(data, 'cairn-studio');
  throw new ConfigError(
    'This user has no home folder (HOME) to keep a studio in: name its folder with --data or CAIRN_STUDIO_DATA',
  );
}

export interface ConfigSources {
  /** Text of the configuration file, if one was named. */
  readonly file?: { readonly path: string; readonly text: string } | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly options: StudioOptions;
}

/** @throws {ConfigError} naming the key and where it came from */
export function readConfig(sources: ConfigSources): StudioConfig {
  const origin = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const add = (entries: Record<string, unknown>, from: (key: string) => string) => {
    for (const [key, value] of Object.entries(entries)) {
      if (value === undefined) continue;
      values[key] = value;
      origin.set(key, from(key));
    }
  };
  const file = sources.file;
  if (file) add(parseFile(file), (key) => `"${key}" in ${file.path}`);
  add(
    fromEnvironment(sources.env),
    (key) => Object.keys(VARIABLES).find((name) => VARIABLES[name] === key) ?? key,
  );
  add(sources.options, (key) => `--${key}`);
  values.data ??= defaultDataFolder(process.platform, sources.env);

  const parsed = SCHEMA.safeParse(values);
  if (parsed.success) {
    storageOf(parsed.data);
    return parsed.data;
  }
  const problems = parsed.error.issues.map((issue) => {
    const key = issue.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : String(issue.path[0] ?? '');
    const message = issue.code === 'unrecognized_keys' ? 'there is no such setting' : issue.message;
    return `${origin.get(key) ?? `"${key}"`}: ${message}`;
  });
  throw new ConfigError(`The configuration cannot be used. ${problems.join('; ')}`);
}

function parseFile(file: { path: string; text: string }): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (cause) {
    throw new ConfigError(`${file.path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) throw new ConfigError(`${file.path} must hold one JSON object`);
  return parsed.data;
}

/** @throws {ConfigError} naming a variable of the studio's that is none: a slip of the pen must not be a default. */
function fromEnvironment(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const unknown = Object.keys(env).find((name) => name.startsWith('CAIRN_STUDIO_') && !VARIABLES[name]);
  if (unknown !== undefined)
    throw new ConfigError(`The configuration cannot be used. ${unknown}: there is no such setting`);
  const values: Record<string, unknown> = {};
  for (const [variable, key] of Object.entries(VARIABLES)) {
    const text = env[variable];
    if (text === undefined || text === '') continue;
    values[key] = LISTS.includes(key) ? text.split(',').map((part) => part.trim()) : text;
  }
  return values;
}
