/** Everything a studio is made of, opened from its data folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckPool } from '../engine/content/checking/pool.ts';
import { prepareZstd } from '../engine/content/zstd.ts';
import { Accounts } from './accounts/accounts.ts';
import { Passwords } from './accounts/passwords.ts';
import { SingleSignOn } from './accounts/sso/sso.ts';
import { Entitlements } from './chunks/entitlements.ts';
import { ChunkLedger } from './chunks/ledger.ts';
import { Manifests } from './chunks/manifests.ts';
import { PackStore } from './chunks/packs/pack-store.ts';
import { Reading } from './chunks/reading.ts';
import { Slabs } from './chunks/slabs.ts';
import type { ChunkStore } from './chunks/store.ts';
import { type StudioConfig, storageOf } from './config.ts';
import type { Metadata } from './metadata/metadata.ts';
import { openPostgresMetadata } from './metadata/postgres.ts';
import { openSqliteMetadata } from './metadata/sqlite.ts';
import { requireWhole } from './metadata/unfinished.ts';
import { Courier } from './webhooks/courier.ts';

export interface Studio {
  readonly config: StudioConfig;
  readonly metadata: Metadata;
  readonly chunks: ChunkStore;
  /** Threads that check what comes in. */
  readonly checking: CheckPool;
  readonly slabs: Slabs;
  readonly ledger: ChunkLedger;
  readonly manifests: Manifests;
  readonly reading: Reading;
  readonly accounts: Accounts;
  readonly courier: Courier;
  readonly sso: SingleSignOn;
  readonly now: () => number;
  /** @param alone leaves no side files that a reader would have to make again: for a backup. */
  close(alone?: boolean): Promise<void>;
}

/** Where things lie in a data folder. */
export const layout = (data: string) => ({
  database: join(data, 'studio.sqlite'),
  chunks: join(data, 'chunks'),
});

/** The same studio with all it has in the folder `data`. */
export const embedded = (config: StudioConfig, data = config.data): StudioConfig => ({
  ...config,
  data,
  database: undefined,
  s3Bucket: undefined,
  s3Endpoint: undefined,
  s3AccessKey: undefined,
  s3Secret: undefined,
  s3SecretFile: undefined,
});

/** The database that the configuration names, or the data folder's. */
export const openMetadata = ({ data, database, databaseConnections }: StudioConfig): Promise<Metadata> =>
  database === undefined
    ? openSqliteMetadata(layout(data).database)
    : openPostgresMetadata(database, databaseConnections);

/**
 * @param filling also where a copy into it has not been finished
 * @throws {MetadataError} @throws {StudioError} in-use
 */
export async function openStudio(
  config: StudioConfig,
  now: () => number = Date.now,
  filling = false,
): Promise<Studio> {
  await prepareZstd();
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const metadata = await openMetadata(config);
  let chunks: ChunkStore;
  try {
    if (!filling) await requireWhole(metadata.db);
    chunks = await openChunks(config, metadata, now);
  } catch (error) {
    await metadata.close();
    throw error;
  }
  const manifests = new Manifests(chunks);
  const checking = new CheckPool();
  const accounts = new Accounts(metadata, new Passwords(), config.sessionDays, now);
  const courier = new Courier(metadata, config.webhookNetworks, now);
  return {
    config,
    metadata,
    chunks,
    checking,
    slabs: new Slabs(),
    ledger: new ChunkLedger(metadata, chunks, now),
    manifests,
    reading: new Reading(metadata.db, new Entitlements(metadata), manifests),
    accounts,
    sso: new SingleSignOn(metadata, accounts, config, now),
    courier,
    now,
    close: async (alone) => {
      await courier.close();
      await checking.close();
      await chunks.close(alone);
      await metadata.close();
    },
  };
}

/** The storage's client is loaded only where there is one. */
async function openChunks(config: StudioConfig, metadata: Metadata, now: () => number): Promise<ChunkStore> {
  const storage = storageOf(config);
  if (!storage) return PackStore.open(layout(config.data).chunks, { now });
  const { S3Store } = await import('./chunks/s3/s3-store.ts');
  return S3Store.open(storage, metadata, now);
}
