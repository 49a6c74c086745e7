/** Requests to a real studio: whatever comes, the answer is a coded one, and never that the studio failed. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { cairn } from '../../../proto/generated/cairn.js';
import { FRAMES_TYPE, MESSAGE_TYPE } from '../../../proto/limits.ts';
import { checkpoint, contentOf, edit, item, newCheckpoint, newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { frameOf } from '../../support/frames.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { jsonOf, type Target, utf8 } from '../target.ts';

interface World {
  readonly folder: string;
  readonly studio: TestStudio;
  readonly seat: Seat;
}
const made: { world?: World } = {};

const content = contentOf(seededBytes('studio', 3_000));
const asset = item({ name: 'rock.png' });
const hashes = content.chunks.map(({ hash }) => Buffer.from(hash, 'hex'));

/** What the rest of an input is sent to, by its first byte. */
type Route = readonly [method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, type: string];
const JSON_TYPE = 'application/json';
const ROUTES: readonly Route[] = [
  ['POST', 'push', MESSAGE_TYPE],
  ['POST', 'chunks/missing', MESSAGE_TYPE],
  ['POST', 'chunks/fetch', MESSAGE_TYPE],
  ['POST', 'chunks', FRAMES_TYPE],
  ['GET', 'changes?since=0&cursor=', ''],
  ['PUT', 'members/ada', JSON_TYPE],
  ['PATCH', 'roles/Artist', JSON_TYPE],
  ['POST', '/v1/projects', JSON_TYPE],
  ['POST', '/v1/login', JSON_TYPE],
  ['POST', '/v1/users', JSON_TYPE],
  ['POST', 'invitations', JSON_TYPE],
  ['POST', 'tokens', JSON_TYPE],
  ['POST', 'webhooks', JSON_TYPE],
  ['PUT', 'retention', JSON_TYPE],
  ['POST', '/v1/invitations/accept', JSON_TYPE],
  ['POST', '/v1/sso/finish', JSON_TYPE],
  ['GET', 'activity?limit=5&before=', ''],
];

const version = checkpoint(asset.id, content);
const SAMPLES: readonly Uint8Array[] = [
  cairn.v1.PushRequest.encode({
    pushId: uuid(),
    baseRevision: 0,
    changes: [newItem(asset), newCheckpoint(version), edit(asset, { name: 'stone.png' })],
  }).finish(),
  cairn.v1.MissingRequest.encode({ hashes, basis: [version.id] }).finish(),
  cairn.v1.FetchRequest.encode({ parts: [{ checkpointId: version.id, hashes }], deltas: true }).finish(),
  Buffer.concat(content.chunks.map(frameOf)),
  Buffer.from(Buffer.from(JSON.stringify([3, 'item', uuid()])).toString('base64url')),
  jsonOf({ role: 'Artist' }),
  jsonOf({ add: ['share'], remove: ['tag.edit'] }),
  jsonOf({ id: uuid(), name: 'other' }),
  jsonOf({ name: 'nobody', password: 'wrong password', device: 'x' }),
  jsonOf({ name: 'bob', password: 'long enough', admin: 'no' }),
  jsonOf({ role: 'Artist', days: 3 }),
  jsonOf({ scope: 'read', days: 3, label: 'x' }),
  jsonOf({ url: 'https://hooks.example/x', label: 'x' }),
  jsonOf({ days: 30 }),
  jsonOf({ invitation: 'abcdefghijklmnopqrstuvwxyz', name: 'eve', password: 'long enough' }),
  jsonOf({ code: 'c', verifier: 'v' }),
  Buffer.from(Buffer.from(JSON.stringify([3, uuid()])).toString('base64url')),
];

export const studio: Target = {
  name: 'studio-requests',
  runs: 240,
  samples: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-fuzz-studio-'));
    const team = await startTeam(folder, {});
    made.world = { folder, studio: team.studio, seat: team.ada };
    return SAMPLES.map((body, route) => Buffer.concat([Buffer.of(route), body]));
  },
  decode: async (input) => {
    const { seat } = made.world!;
    const [method, path, type] = ROUTES[(input[0] ?? 0) % ROUTES.length]!;
    const body = Buffer.from(input.subarray(1));
    const base = path.startsWith('/') ? path : seat.url(path);
    const url = method === 'GET' ? base + encodeURIComponent(utf8(body)) : base;
    const answer = await seat.person.send(
      method === 'GET' ? { method, url } : { method, url, payload: body, headers: { 'content-type': type } },
    );
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.raw.body}`);
    if (answer.status >= 400) assert.ok(answer.code, `${method} ${path}: ${answer.raw.body}`);
  },
  isExpected: () => false,
  memory: 64 * 1024 * 1024,
  close: async () => {
    await made.world?.studio.close();
    if (made.world) rmSync(made.world.folder, { recursive: true, force: true });
  },
};
