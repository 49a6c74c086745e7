/** Everything a studio is made of, opened from its data folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareZstd } from '../engine/content/zstd.ts';
import { Accounts } from './accounts/accounts.ts';
import { Passwords } from './accounts/passwords.ts';
import { Entitlements } from './chunks/entitlements.ts';
import { FilesystemChunkStore } from './chunks/filesystem.ts';
import { ChunkLedger } from './chunks/ledger.ts';
import { Manifests } from './chunks/manifests.ts';
import { Reading } from './chunks/reading.ts';
import type { StudioConfig } from './config.ts';
import type { Metadata } from './metadata/metadata.ts';
import { openSqliteMetadata } from './metadata/sqlite.ts';

export interface Studio {
  readonly config: StudioConfig;
  readonly metadata: Metadata;
  readonly chunks: FilesystemChunkStore;
  readonly ledger: ChunkLedger;
  readonly manifests: Manifests;
  readonly reading: Reading;
  readonly accounts: Accounts;
  readonly now: () => number;
  close(): Promise<void>;
}

/** Where things lie in a data folder. */
export const layout = (data: string) => ({
  database: join(data, 'studio.sqlite'),
  chunks: join(data, 'chunks'),
});

export async function openStudio(config: StudioConfig, now: () => number = Date.now): Promise<Studio> {
  await prepareZstd();
  const paths = layout(config.data);
  await mkdir(paths.chunks, { recursive: true, mode: 0o700 });
  const metadata = await openSqliteMetadata(paths.database);
  const chunks = new FilesystemChunkStore(paths.chunks);
  const manifests = new Manifests(chunks);
  return {
    config,
    metadata,
    chunks,
    ledger: new ChunkLedger(metadata, chunks, now),
    manifests,
    reading: new Reading(metadata.db, new Entitlements(metadata.db), manifests),
    accounts: new Accounts(metadata, new Passwords(), config.sessionDays, now),
    now,
    close: () => metadata.close(),
  };
}
