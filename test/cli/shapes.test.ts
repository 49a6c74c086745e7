/** The keys and words that scripts rely on, written down once more: a schema that loses one is another contract. */
import assert from 'node:assert/strict';
import { jsonSchema, OUTPUTS } from '../../cli/schemas/outputs.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
}

/** The part of a document at `assets[].flags[]`. */
function at(command: string, path: string): Schema {
  const schema = OUTPUTS[command];
  assert.ok(schema, command);
  let part = JSON.parse(JSON.stringify(jsonSchema(schema))) as Schema;
  for (const step of path.split('.').filter(Boolean)) {
    const name = step.replace('[]', '');
    part = name === '' ? part : (part.properties?.[name] ?? {});
    if (step.endsWith('[]')) part = part.items ?? {};
  }
  return part;
}

const KEYS: readonly [string, string, string][] = [
  ['status', '', 'project unsent watermark counts assets'],
  ['status', 'project', 'id name studio'],
  ['status', 'assets[]', 'path kind state flags base latest assignee status'],
  ...(['track', 'checkpoint'] as const).flatMap((command): [string, string, string][] => [
    [command, '', 'checkpoints unchanged refused'],
    [command, 'checkpoints[]', 'path id version size bytesStored'],
    [command, 'refused[]', 'path code message'],
  ]),
  ['sync', '', 'outcome watermark pushed pulled superseded rejected conflicts chunks'],
  ['sync', 'chunks', 'uploaded downloaded bytesUp bytesDown bytesSaved'],
  ['conflicts', 'conflicts[]', 'id kind path parent choices mine theirs'],
  ['sync', 'conflicts[]', 'id kind path parent choices mine theirs'],
  ['conflicts', 'conflicts[].choices[]', 'name enabled'],
  ['log', '', 'path checkpoints'],
  ['log', 'checkpoints[]', 'version id author time comment size status local unsent'],
  ['verify', '', 'ok problems'],
  ['verify', 'problems[]', 'code message'],
  ['member list', 'members[]', 'user role'],
  ['trash list', 'items[]', 'id path kind by at'],
];

const WORDS: readonly [string, string, string][] = [
  ['status', 'assets[].kind', 'asset collection untracked'],
  ['status', 'assets[].state', 'normal modified outdated untracked rebuild metadata-only'],
  ['status', 'assets[].flags[]', 'outdated conflict locked rejected'],
  ['sync', 'outcome', 'done conflicts attention'],
  [
    'conflicts',
    'conflicts[].kind',
    'collection-name asset-name file-folder diverged trashed-there trashed-here move-cycle lock-lost',
  ],
  [
    'conflicts',
    'conflicts[].choices[].name',
    'rename merge stack-mine stack-theirs restore trash keep theirs later',
  ],
];

describe('cli: what scripts rely on', () => {
  it('has every key, and never leaves one out', () => {
    for (const [command, path, keys] of KEYS)
      for (const key of keys.split(' '))
        assert.ok(at(command, path).required?.includes(key), `${command}: ${path} has always ${key}`);
  });

  it('has every word', () => {
    for (const [command, path, list] of WORDS)
      for (const word of list.split(' '))
        assert.ok(at(command, path).enum?.includes(word), `${path}: ${word}`);
  });
});
