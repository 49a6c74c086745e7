/** What other programs say or leave: storages, programs on this machine, files that scenes are saved in, notes beside a project. */
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { z } from 'zod';
import { closeFrames, openFrames } from '../../../engine/content/recode/frames.ts';
import { NotRecodable } from '../../../engine/content/recode/not-recodable.ts';
import { decodeNote, encodeNote } from '../../../engine/snapshot/glance-note.ts';
import { type BridgeApi, REQUESTS } from '../../../extension/pipeline/requests.ts';
import { failureCode, readListing } from '../../../server/chunks/s3/answers.ts';
import { Reachable } from '../../../server/webhooks/address.ts';
import { seededBytes } from '../../support/chunks.ts';
import { asJson, bytesOf, hasCode, jsonOf, type Target, utf8 } from '../target.ts';

const plain = Buffer.concat([Buffer.from('object mesh light '.repeat(300)), seededBytes('scene', 2_000)]);
const frame = zlib.zstdCompressSync(plain);
/** Of the opened form, in bytes. */
const MOST = 1_000_000;
const OPENED = 1;

/** Compressed scenes, as anybody saves them; and their opened form, as a studio sends it. */
export const scenes: Target = {
  name: 'scenes',
  runs: 800,
  samples: () => [
    ...[frame, Buffer.concat([frame, frame])].map((one) => Buffer.concat([Buffer.of(0), one])),
    Buffer.concat([Buffer.of(OPENED), openFrames(frame, MOST) ?? Buffer.alloc(0)]),
  ],
  decode: (input) => {
    const [kind = 0] = input;
    const rest = input.subarray(1);
    if (kind === OPENED) return closeFrames(rest, frame.length);
    const opened = openFrames(rest, MOST);
    if (opened) assert.ok(closeFrames(opened, rest.length).equals(rest));
    return opened;
  },
  isExpected: (error) => error instanceof NotRecodable,
};

const LISTING = `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated>
<NextContinuationToken>n</NextContinuationToken><Contents><Key>a&amp;b</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><Size>17</Size></Contents></ListBucketResult>`;
const ENTITIES = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Error><Code>&b;&b;&b;</Code></Error>`;

export const storage: Target = {
  name: 'storage-answers',
  runs: 600,
  samples: () => [LISTING, ENTITIES, '<Error><Code>SlowDown</Code></Error>'].map(bytesOf),
  decode: (input) => {
    const text = utf8(input);
    assert.equal(typeof failureCode(text), 'string');
    const { found, next } = readListing(text, 'asked');
    assert.ok(found.every(({ bytes, modifiedAt }) => Number.isFinite(bytes) && Number.isFinite(modifiedAt)));
    assert.notEqual(next, 'asked');
  },
  isExpected: hasCode('bad-answer'),
};

const CHECKSUM_AT = 8;
const CHECKED_FROM = 12;

/** Whoever leaves one makes its checksum right. */
export const notes: Target = {
  name: 'notes-of-a-look',
  runs: 600,
  samples: () => [
    encodeNote({
      key: 'key',
      brief: {} as never,
      byName: [['a', null]],
      listings: [{ path: '', names: 'a/b' }],
      files: ['a', 'b'],
      stamps: Float64Array.of(1, 2, 3, 4, 5, 6),
    }),
  ],
  decode: (input) => {
    const note = Buffer.from(input);
    if (note.length > CHECKED_FROM) note.writeUInt32LE(zlib.crc32(note.subarray(CHECKED_FROM)), CHECKSUM_AT);
    const found = decodeNote(note, 'key');
    if (found) assert.equal(found.stamps.length, 3 * found.files.length);
  },
  isExpected: () => false,
};

const PATHS = Object.keys(REQUESTS);
const api = new Proxy({}, { get: () => async () => [] }) as BridgeApi;

/** By its first byte, one of the things that other programs may ask of the editor. */
export const bridge: Target = {
  name: 'bridge-requests',
  runs: 600,
  samples: () => {
    const body = { folder: '/w', paths: ['a'], path: 'a', comment: 'c', status: 's' };
    return PATHS.map((_path, index) => Buffer.concat([Buffer.of(index), jsonOf(body)]));
  },
  decode: async (input) => {
    const answer = REQUESTS[PATHS[(input[0] ?? 0) % PATHS.length] ?? ''];
    assert.equal(typeof (await answer?.(api, asJson(input.subarray(1)))), 'object');
  },
  isExpected: (error) => error instanceof z.ZodError,
};

const reachable = new Reachable([]);

export const webhooks: Target = {
  name: 'webhook-addresses',
  runs: 600,
  samples: () =>
    [
      'https://hooks.example/a?b=c',
      'http://127.0.0.1:8/x',
      'https://[::ffff:10.0.0.1]/',
      'https://0x7f.1/',
    ].map(bytesOf),
  decode: (input) => {
    const { protocol, username, hash } = reachable.check(utf8(input));
    assert.deepEqual([protocol, username, hash], ['https:', '', '']);
  },
  isExpected: hasCode('bad-request'),
};
