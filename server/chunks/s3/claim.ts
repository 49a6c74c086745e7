/**
 * A place in a bucket belongs to one studio. Two that shared it, such as a studio and a restored copy of it, would collect each
 * other's objects.
 */
import { v7 as uuid } from 'uuid';
import { ConfigError } from '../../config.ts';
import type { Metadata } from '../../metadata/metadata.ts';
import type { Bucket } from './bucket.ts';
import { OWNER } from './forget.ts';

/** @throws {ConfigError} where the place is another studio's, or another is just taking it */
export async function claimPrefix(bucket: Bucket, prefix: string, metadata: Metadata): Promise<void> {
  const key = `${prefix}/owner`;
  const mine = await ownerId(metadata);
  const before = await ownerOf(bucket, key);
  if (before === mine) return;
  if (before !== undefined) throw taken(prefix);
  // Not every storage keeps the first of two that come at once. So each says that it wants the place before it looks who
  // else does, and nobody takes it who is not alone: of two at least the later one sees the other.
  const claim = `${prefix}/claims/${mine}`;
  await bucket.put(claim, Buffer.alloc(0));
  for await (const { key: other } of bucket.list(`${prefix}/claims/`)) {
    if (other === claim) continue;
    await bucket.delete(claim);
    throw new ConfigError(
      `s3Prefix: another studio is taking "${prefix}" in this bucket. Name a prefix of its own for this one, or start it again.`,
    );
  }
  if ((await ownerOf(bucket, key)) === undefined) await bucket.put(key, Buffer.from(mine), true);
  if ((await ownerOf(bucket, key)) !== mine) throw taken(prefix);
}

const ownerOf = async (bucket: Bucket, key: string): Promise<string | undefined> =>
  (await bucket.get(key))?.toString('utf8');

const taken = (prefix: string): ConfigError =>
  new ConfigError(
    `s3Prefix: "${prefix}" in this bucket belongs to another studio. Name a prefix of its own for this one.`,
  );

/** Made with the first use of a storage; a restored studio gets another. */
async function ownerId(metadata: Metadata): Promise<string> {
  const insert = metadata.db.insertInto('setting').values({ key: OWNER, value: uuid() });
  await insert.onConflict((c) => c.doNothing()).execute();
  const query = metadata.db.selectFrom('setting').select('value').where('key', '=', OWNER);
  return (await query.executeTakeFirstOrThrow()).value;
}
