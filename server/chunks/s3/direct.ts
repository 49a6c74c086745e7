/** Bytes between members and the storage itself: everything of it that the studio's calls use. */
import type { Metadata } from '../../metadata/metadata.ts';
import type { FetchPorts } from '../fetch.ts';
import type { ChunkLedger } from '../ledger.ts';
import type { Soundness } from '../soundness.ts';
import { Downloads } from './downloads.ts';
import type { S3Store } from './s3-store.ts';
import { Uploads } from './uploads.ts';

interface Ports extends FetchPorts {
  readonly metadata: Metadata;
  readonly ledger: ChunkLedger;
  readonly soundness: Soundness;
  readonly now: () => number;
}

export class Direct {
  readonly uploads: Uploads;
  readonly downloads: Downloads;

  constructor(store: S3Store, ports: Ports) {
    this.uploads = new Uploads(store, ports);
    this.downloads = new Downloads(store, ports);
  }
}
