// Generates the static protobuf module from proto/cairn.proto. Deterministic, so a build never leaves a diff.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}proto/cairn.proto`;
const target = `${root}proto/generated/cairn`;

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (modified(`${target}.d.ts`) < Math.max(modified(source), modified(fileURLToPath(import.meta.url)))) {
  const pbjs = promisify(require('protobufjs-cli/pbjs').main);
  const pbts = promisify(require('protobufjs-cli/pbts').main);
  mkdirSync(`${root}proto/generated`, { recursive: true });
  // Nobody converts or verifies messages, and every program and thread would load the code for it: more than half of the module.
  const unused = ['service', 'delimited', 'verify', 'convert', 'typeurl'].map((part) => `--no-${part}`);
  const flags = ['-t', 'static-module', '-w', 'es6', '--force-number', ...unused];
  await pbjs([...flags, '--dependency', 'protobufjs/minimal.js', '-o', `${target}.js`, source]);
  await pbts(['-o', `${target}.d.ts`, `${target}.js`]);
  const code = readFileSync(`${target}.js`, 'utf8');
  // Without a Long class protobufjs's readers give 64-bit integers as numbers, which are exact up to 2^53: sizes, times
  // and revisions fit.
  const before = 'import $protobuf from "protobufjs/minimal.js";';
  const after = `${before}\n$protobuf.util.Long = undefined;\n$protobuf.configure();`;
  if (!code.includes(before)) throw new Error('protobufjs-cli changed its output: adapt scripts/proto.mjs');
  writeFileSync(`${target}.js`, code.replace(before, after));
}
