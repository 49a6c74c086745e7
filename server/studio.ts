/** Everything a studio is made of, opened from its data folder. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { CheckPool } from '../engine/content/checking/pool.ts';
import { ensureFolder } from '../engine/content/durable-folder.ts';
import { isMissing } from '../engine/content/missing.ts';
import { prepareZstd } from '../engine/content/zstd.ts';
import { Accounts } from './accounts/accounts.ts';
import { Passwords } from './accounts/passwords.ts';
import { SingleSignOn } from './accounts/sso/sso.ts';
import { Entitlements } from './chunks/entitlements.ts';
import { ChunkLedger } from './chunks/ledger.ts';
import { Manifests } from './chunks/manifests.ts';
import { PackStore } from './chunks/packs/pack-store.ts';
import { Reading } from './chunks/reading.ts';
import type { Checker } from './chunks/s3/checker.ts';
import type { Direct } from './chunks/s3/direct.ts';
import { Slabs } from './chunks/slabs.ts';
import { Soundness } from './chunks/soundness.ts';
import type { ChunkStore } from './chunks/store.ts';
import { type StudioConfig, storageOf } from './config.ts';
import type { Metadata } from './metadata/metadata.ts';
import { refreshNameKeys } from './metadata/name-keys.ts';
import { openPostgresMetadata } from './metadata/postgres.ts';
import { openSqliteMetadata } from './metadata/sqlite.ts';
import { requireFillable, requireWhole } from './metadata/unfinished.ts';
import { Courier } from './webhooks/courier.ts';

export interface Studio {
  readonly config: StudioConfig;
  readonly metadata: Metadata;
  readonly chunks: ChunkStore;
  /** Threads that check what comes in. */
  readonly checking: CheckPool;
  readonly slabs: Slabs;
  readonly soundness: Soundness;
  readonly ledger: ChunkLedger;
  readonly manifests: Manifests;
  readonly reading: Reading;
  readonly accounts: Accounts;
  readonly courier: Courier;
  readonly sso: SingleSignOn;
  /** Where members' bytes go to and from the storage themselves. */
  readonly direct: Direct | undefined;
  /** Of what came that way. */
  readonly checker: Checker | undefined;
  readonly now: () => number;
  /** @param alone leaves no side files that a reader would have to make again: for a backup. */
  close(alone?: boolean): Promise<void>;
}

/** Where things lie in a data folder. */
export const layout = (data: string) => ({
  database: join(data, 'studio.sqlite'),
  chunks: join(data, 'chunks'),
});

/**
 * Whether a data folder holds a studio of its own.
 * @throws what the system says, where it cannot be looked at: that is not to be taken for "there is none"
 */
export function holdsStudio(data: string): boolean {
  try {
    return statSync(layout(data).database).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const NO_STORAGE = {
  s3Bucket: undefined,
  s3Endpoint: undefined,
  s3AccessKey: undefined,
  s3Secret: undefined,
  s3SecretFile: undefined,
} as const;

/** The same studio with all it has in the folder `data`. */
export const embedded = (config: StudioConfig, data = config.data): StudioConfig => ({
  ...config,
  data,
  database: undefined,
  ...NO_STORAGE,
});

/** The database that the configuration names, or the data folder's. */
export const openMetadata = ({ data, database, databaseConnections }: StudioConfig): Promise<Metadata> =>
  database === undefined
    ? openSqliteMetadata(layout(data).database)
    : openPostgresMetadata(database, databaseConnections);

/**
 * @param filling also where a copy into it has not been finished
 * @param passwords how they are hashed: at a cost that is no hindrance in tests only
 * @throws {MetadataError} @throws {StudioError} in-use
 */
export async function openStudio(
  config: StudioConfig,
  now: () => number = Date.now,
  filling = false,
  passwords = new Passwords(),
): Promise<Studio> {
  await prepareZstd();
  ensureFolder(config.data, 0o700);
  const metadata = await openMetadata(config);
  let storage: Storage;
  try {
    // Before the storage: what is refused must not have claimed a place in it.
    await (filling ? requireFillable : requireWhole)(metadata.db);
    if (!filling) await refreshNameKeys(metadata);
    storage = await openStorage(config, metadata, now);
  } catch (error) {
    await metadata.close();
    throw error;
  }
  const { chunks } = storage;
  const manifests = new Manifests(chunks);
  const checking = new CheckPool();
  const accounts = new Accounts(metadata, passwords, config.sessionDays, now);
  const courier = new Courier(metadata, config.webhookNetworks, now);
  const soundness = new Soundness(metadata, chunks, checking);
  const parts = {
    ...{ config, metadata, chunks, checking, soundness, manifests, now },
    slabs: new Slabs(),
    ledger: new ChunkLedger(metadata, chunks, soundness, now),
    reading: new Reading(metadata.db, new Entitlements(metadata), manifests),
    accounts,
    sso: new SingleSignOn(metadata, accounts, config, now),
    courier,
  };
  const { direct, checker } = storage.join(parts);
  return {
    ...parts,
    direct,
    checker,
    close: async (alone) => {
      await courier.close();
      await checker?.stop();
      await checking.close();
      await chunks.close(alone);
      await metadata.close();
    },
  };
}

type Parts = Omit<Studio, 'direct' | 'checker' | 'close'>;

interface Storage {
  readonly chunks: ChunkStore;
  readonly join: (parts: Parts) => Pick<Studio, 'direct' | 'checker'>;
}

/** The storage's client is loaded only where there is one. */
async function openStorage(config: StudioConfig, metadata: Metadata, now: () => number): Promise<Storage> {
  const settings = storageOf(config);
  if (!settings) {
    const chunks = await PackStore.open(layout(config.data).chunks, { now });
    return { chunks, join: () => ({ direct: undefined, checker: undefined }) };
  }
  const [{ S3Store }, { Direct }, { Checker }] = await Promise.all([
    import('./chunks/s3/s3-store.ts'),
    import('./chunks/s3/direct.ts'),
    import('./chunks/s3/checker.ts'),
  ]);
  const chunks = await S3Store.open(settings, metadata, now);
  return {
    chunks,
    join: (parts) => ({
      direct: settings.direct ? new Direct(chunks, parts) : undefined,
      checker: new Checker(parts),
    }),
  };
}
