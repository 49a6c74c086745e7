/** Protobuf messages, decoded as each end does with what the other one sends. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { encodeRow, WireError } from '../../../engine/domain/wire.ts';
import { decodePlan } from '../../../engine/remote/direct-fetch.ts';
import { decode } from '../../../engine/remote/messages.ts';
import { decodeReceived } from '../../../engine/sync/received.ts';
import { decodeBounded, MOST_FIELDS } from '../../../proto/bounded.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { decodeHashes } from '../../../server/chunks/missing.ts';
import { decodePush } from '../../../server/sync/request.ts';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { hasCode, type Target } from '../target.ts';

const content = contentOf(seededBytes('fuzz', 2_000));
const asset = item({ name: 'rock.png', description: 'grey', status: 'Review', assigneeId: uuid() });
const version = checkpoint(asset.id, content, {
  comment: 'first',
  preview: { hash: content.address.contentHash, size: 100, mediaType: 'image/png' },
});
const rows = [
  encodeRow({ kind: 'item', revision: 3, row: asset }),
  encodeRow({ kind: 'checkpoint', revision: 4, row: version }),
  encodeRow({ kind: 'tagging', revision: 5, row: { itemId: asset.id, tag: 'hero', present: true } }),
  encodeRow({ kind: 'dependency', revision: 6, row: { itemId: asset.id, targetId: uuid(), present: true } }),
  encodeRow({
    kind: 'member',
    revision: 7,
    row: { userId: uuid(), name: 'ann', role: 'Artist', removed: false },
  }),
  encodeRow({
    kind: 'role',
    revision: 8,
    row: { name: 'Artist', permissions: ['tag.edit'], removed: false },
  }),
  encodeRow({ kind: 'project', revision: 9, row: { id: uuid(), name: 'film', archived: false } }),
];
const hashes = content.chunks.map(({ hash }) => Buffer.from(hash, 'hex'));

export const page: Target = {
  name: 'pull-page',
  runs: 1_200,
  samples: () => [cairn.v1.PullPage.encode({ rows, head: 9, cursor: 'next', more: true }).finish()],
  decode: (input) => {
    const message = decode('http://studio', () => decodeBounded(cairn.v1.PullPage, input, MOST_FIELDS.page));
    return decodeReceived(message.rows);
  },
  isExpected: hasCode('studio-garbage'),
};

export const answer: Target = {
  name: 'push-answer',
  runs: 800,
  samples: () => {
    const results = [{ index: 1, outcome: cairn.v1.Outcome.REJECTED, code: 'locked', message: 'no' }];
    return [cairn.v1.PushResponse.encode({ head: 4, rows, results }).finish()];
  },
  decode: (input) => {
    const message = decode('http://studio', () =>
      decodeBounded(cairn.v1.PushResponse, input, MOST_FIELDS.answer),
    );
    return decodeReceived(message.rows);
  },
  isExpected: hasCode('studio-garbage'),
};

/** Where members' bytes go past a studio: what it says of that. */
export const direct: Target = {
  name: 'direct-answers',
  runs: 600,
  samples: () => {
    const url = 'https://storage.example/art/x?X-Amz-Date=1';
    const headers = [{ name: 'range', value: 'bytes=0-9' }];
    return [
      cairn.v1.DirectFetchResponse.encode({ ranges: [{ url, headers, bytes: 10 }], rest: hashes }).finish(),
      cairn.v1.DirectUploadResponse.encode({ uploadId: uuid(), url, headers }).finish(),
    ];
  },
  decode: (input) => {
    const { ranges } = decode('http://studio', () => decodePlan('http://studio', input));
    for (const range of ranges) assert.match(range.url ?? '', /^\s*https?:/iu);
  },
  isExpected: hasCode('studio-garbage'),
};

/** As the studio's route does, whose failure to decode is `bad-message` for all errors. */
function atStudio<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new WireError('The body is not the message it should be', { cause });
  }
}

export const push: Target = {
  name: 'push',
  runs: 1_200,
  samples: () => {
    const changes = [
      newItem(asset),
      newCheckpoint(version, [uuid()]),
      edit(asset, { name: 'stone.png', trashed: true }),
    ];
    changes.push(create({ kind: 'tagging', row: { itemId: asset.id, tag: 'x', present: false } }));
    return [cairn.v1.PushRequest.encode({ pushId: uuid(), baseRevision: 3, changes }).finish()];
  },
  decode: (input) => decodePush(atStudio(() => decodeBounded(cairn.v1.PushRequest, input, MOST_FIELDS.push))),
  isExpected: hasCode('bad-message', 'too-large'),
};

export const wanted: Target = {
  name: 'chunk-requests',
  runs: 800,
  samples: () => [
    cairn.v1.MissingRequest.encode({ hashes, basis: [uuid()] }).finish(),
    cairn.v1.FetchRequest.encode({
      held: [uuid()],
      deltas: true,
      parts: [{ checkpointId: uuid(), hashes }],
    }).finish(),
  ],
  decode: (input) => {
    const missing = atStudio(() => decodeBounded(cairn.v1.MissingRequest, input, MOST_FIELDS.hashes));
    const asked = atStudio(() => decodeBounded(cairn.v1.FetchRequest, input, MOST_FIELDS.hashes));
    return [decodeHashes(missing.hashes), asked.parts.map((part) => decodeHashes(part.hashes))];
  },
  isExpected: hasCode('bad-message', 'too-large'),
};
