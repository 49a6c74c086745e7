/**
 * The storages that suites run on: the stand-in always, a real one where there is one (scripts/radosgw, or
 * CAIRN_TEST_S3).
 */
import { randomUUID } from 'node:crypto';
import type { StudioOptions } from '../../../server/config.ts';
import { StandIn } from './stand-in.ts';

/** A storage in use: a place of its own in a bucket. */
export interface TestStorage {
  readonly options: StudioOptions;
  close(): Promise<void>;
}

export type Storages = Readonly<Record<string, () => Promise<TestStorage>>>;

async function standIn(): Promise<TestStorage> {
  const storage = await StandIn.start();
  return { options: storage.options, close: () => storage.close() };
}

/** `CAIRN_TEST_S3` is a JSON object of the studio's keys: s3Bucket, s3Endpoint, s3AccessKey, s3Secret … */
async function real(text: string): Promise<TestStorage> {
  const given = JSON.parse(text) as StudioOptions;
  return { options: { ...given, s3Prefix: `test-${randomUUID()}` }, close: async () => undefined };
}

export function storages(): Storages {
  const text = process.env.CAIRN_TEST_S3;
  return { 'the stand-in': standIn, ...(text ? { 'a real storage': () => real(text) } : {}) };
}

/** All places where a studio's chunks can be. */
export const chunkHomes = (): Storages => ({
  'the data folder': async () => ({ options: {}, close: async () => undefined }),
  ...storages(),
});
