/** What is shipped for running a studio: the image, the compose files, the unit, and the page of settings. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { validate } from 'dockerfile-utils';
import { parse } from 'yaml';
import { configurationPage } from '../../scripts/docs/configuration.ts';
import { CONFIG_KEYS, readConfig, variableOf } from '../../server/config.ts';
import { ROOT } from '../house/sources.ts';
import { useTempFolder } from '../support/temp.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const known = new Set(Object.keys(CONFIG_KEYS).map(variableOf));
const variablesIn = (text: string): string[] => [...new Set(text.match(/CAIRN_STUDIO_[A-Z0-9_]+/gu))];

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly user?: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** What is a matter of taste, or meant as it is: the image that is built is named, for whoever looks for it. */
const LINT = {
  'no-build-and-image': 0,
  'require-project-name-field': 0,
  'require-quotes-in-ports': [1, { quoteType: 'double' }],
  'service-image-require-explicit-tag': 0,
  'service-keys-order': 0,
  'services-alphabetical-order': 0,
} as const;
interface Linted {
  readonly messages: readonly { readonly line: number; readonly rule: string; readonly message: string }[];
}

/** Against the schema of https://github.com/compose-spec/compose-spec, too. */
const linter: { lintFiles(paths: string[], inside: boolean): readonly Linted[] } = new DCLinter({
  rules: { ...LINT },
  quiet: false,
  debug: false,
  exclude: [],
});
const lint = (path: string): string[] =>
  linter
    .lintFiles([path], false)
    .flatMap(({ messages }) => messages.map(({ line, rule, message }) => `${line} ${rule}: ${message}`));

describe('the image', () => {
  const text = read('Dockerfile');
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const last = (name: string): string => lines.findLast((line) => line.startsWith(`${name} `)) ?? '';

  it('is described without a mistake that a linter knows', () => {
    assert.deepEqual(
      validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`),
      [],
    );
  });

  it('runs as an ordinary user, says whether it is well, and keeps its data in a volume', () => {
    assert.match(last('USER'), /^USER [1-9]\d*:[1-9]\d*$/u);
    assert.match(last('HEALTHCHECK'), /\/readyz/u);
    assert.equal(last('VOLUME'), 'VOLUME ["/data"]');
    const after = lines.slice(lines.findLastIndex((line) => line.startsWith('USER')));
    assert.ok(!after.some((line) => line.startsWith('RUN') || line.startsWith('COPY')));
  });

  it('sets what the studio knows', () => {
    for (const name of variablesIn(text)) assert.ok(known.has(name), name);
  });

  it('is built of what the build needs, and of nothing that lies around', () => {
    const allowed = read('.dockerignore').trim().split('\n');
    assert.equal(allowed[0], '*');
    const needed = [...read('esbuild.mjs').matchAll(/'(\w+)\/[\w./-]+\.ts'/gu)].map(([, room]) => `!${room}`);
    for (const room of new Set(needed)) assert.ok(allowed.includes(room), room);
    for (const never of ['.env', 'node_modules', 'test', '.git'])
      assert.ok(!allowed.includes(`!${never}`), never);
  });
});

for (const file of ['compose.yaml', 'compose.scaled.yaml']) {
  describe(file, () => {
    const compose = parse(read(file), { strict: true, uniqueKeys: true }) as Compose;
    const services = Object.entries(compose.services);
    const folder = useTempFolder();

    it('is written without a mistake that a linter knows', () => {
      assert.deepEqual(lint(join(ROOT, file)), []);
      for (const [right, wrong] of [
        ['restart:', 'restrat:'],
        ['"127.0.0.1:7420:7420"', '7420:7420'],
        ['expose: ["7420"]', 'expose: 7420'],
      ] as const) {
        const text = read(file);
        if (!text.includes(right)) continue;
        const place = join(folder(), 'compose.yaml');
        writeFileSync(place, text.replace(right, wrong));
        assert.notDeepEqual(lint(place), [], wrong);
      }
    });

    it('refers to what is there', () => {
      for (const [name, service] of services) {
        for (const volume of service.volumes ?? []) {
          const [from = ''] = volume.split(':');
          assert.ok(from in compose.volumes, `${name}: ${from}`);
        }
        for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
          assert.ok(compose.services[other], other);
          if (condition === 'service_healthy') assert.ok(compose.services[other]?.healthcheck, other);
        }
      }
    });

    it('gives the studio no more than it needs, and nobody a way past the proxy', () => {
      const { studio } = compose.services;
      assert.equal(studio?.read_only, true);
      assert.deepEqual(studio?.cap_drop, ['ALL']);
      assert.deepEqual(studio?.security_opt, ['no-new-privileges:true']);
      assert.equal(studio?.privileged ?? studio?.user, undefined);
      for (const [name, { ports = [] }] of services)
        for (const port of ports) assert.match(port, /^127\.0\.0\.1:/u, name);
    });

    it('holds no secret, and settings that the studio knows', () => {
      for (const [name, { environment = {} }] of services) {
        for (const [key, value] of Object.entries(environment)) {
          if (/PASSWORD|SECRET|TOKEN|DATABASE$/u.test(key)) assert.match(value, /\$\{/u, `${name}: ${key}`);
          if (!key.startsWith('CAIRN_STUDIO_')) continue;
          assert.ok(known.has(key), `${name}: ${key}`);
        }
      }
    });
  });
}

describe('the unit of systemd', () => {
  const unit = read('deploy/cairn-studio.service');

  it('runs as a user of its own and sees nothing of the machine', () => {
    const sections = [...unit.matchAll(/^\[(\w+)\]$/gmu)].map(([, name]) => name);
    assert.deepEqual(sections, ['Unit', 'Service', 'Install']);
    for (const line of unit.split('\n')) assert.match(line, /^(?:#.*|\[\w+\]|[A-Z]\w+=.*|)$/u);
    for (const wanted of ['DynamicUser=yes', 'ProtectSystem=strict', 'NoNewPrivileges=yes'])
      assert.ok(unit.includes(`\n${wanted}\n`), wanted);
    for (const name of variablesIn(unit.replaceAll('CAIRN_STUDIO_…', ''))) assert.ok(known.has(name), name);
  });
});

describe('the page of settings', () => {
  it('is made of the schema that reads them (npm run docs writes it)', () => {
    assert.equal(read('docs/configuration.md'), configurationPage());
  });

  it('names for every key a variable that sets it', () => {
    const values: Record<string, string> = { webhookNetworks: '10.0.0.1', trustedProxies: '10.0.0.1' };
    for (const key of ['webhookNetworks', 'trustedProxies', 'sessionDays', 'ssoRegister']) {
      const text = values[key] ?? { sessionDays: '7', ssoRegister: 'true' }[key] ?? '';
      const config = readConfig({ env: { [variableOf(key) ?? '']: text }, options: {} });
      assert.equal(String(config[key as 'sessionDays']), text, key);
    }
  });
});
