/**
 * A place in a bucket belongs to one studio. Two that shared it, such as a studio and a restored copy of it, would collect each
 * other's objects.
 */
import { v7 as uuid } from 'uuid';
import { ConfigError } from '../../config.ts';
import type { Metadata } from '../../metadata/metadata.ts';
import type { Bucket } from './bucket.ts';
import { OWNER } from './forget.ts';

/** @throws {ConfigError} where the place is another studio's */
export async function claimPrefix(bucket: Bucket, prefix: string, metadata: Metadata): Promise<void> {
  const key = `${prefix}/owner`;
  const mine = await ownerId(metadata);
  // Two that start at once: a storage that knows conditions keeps the first, any other the last, which both then read.
  if (!(await bucket.head(key))) await bucket.put(key, Buffer.from(mine), true);
  const owner = (await bucket.get(key))?.toString('utf8');
  if (owner === mine) return;
  throw new ConfigError(
    `s3Prefix: "${prefix}" in this bucket belongs to another studio. Name a prefix of its own for this one.`,
  );
}

/** Made with the first use of a storage; a restored studio gets another. */
async function ownerId(metadata: Metadata): Promise<string> {
  const insert = metadata.db.insertInto('setting').values({ key: OWNER, value: uuid() });
  await insert.onConflict((c) => c.doNothing()).execute();
  const query = metadata.db.selectFrom('setting').select('value').where('key', '=', OWNER);
  return (await query.executeTakeFirstOrThrow()).value;
}
