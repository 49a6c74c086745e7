/**
 * Uploads that go to the storage itself. Who uploads says first what the object will be: its length and hash, which the storage is made
 * to enforce, and the frames in it. The studio chooses its name. Once it is there, its frames are chunks that their sender may rely on;
 * for everybody else they count when the studio has checked them (../soundness.ts).
 */
import { v7 as uuid } from 'uuid';
import type { Id } from '../../../engine/domain/rows.ts';
import { decodeBounded, MOST_FIELDS } from '../../../proto/bounded.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { notFound, StudioError } from '../../errors.ts';
import { batches, type Db, type Metadata } from '../../metadata/metadata.ts';
import { requireRoom } from '../../projects/allowance.ts';
import type { ChunkLedger } from '../ledger.ts';
import { DAMAGED, UNCHECKED } from '../soundness.ts';
import { isReliable, type Standing } from '../standings.ts';
import { BaseError } from '../store.ts';
import { type Declared, declaredOf } from './declared.ts';
import { type Arrival, enter, findPlaces } from './index.ts';
import type { S3Store } from './s3-store.ts';
import { Stands } from './stands.ts';

/** An upload must have begun by then, in seconds. */
const EXPIRY = 300;
/** Uploads of one account that may be open, so that nobody fills the database with promises. */
const MOST_OPEN = 1_000;
const OPEN_WITHIN_MS = 3_600_000;

interface Ports {
  readonly metadata: Metadata;
  readonly ledger: ChunkLedger;
  readonly now: () => number;
}

const refusalOf = (index: number, code: string, message: string): cairn.v1.IRowResult => ({
  ...{ index, code, message, outcome: cairn.v1.Outcome.REJECTED },
});

export class Uploads {
  readonly #store: S3Store;
  readonly #ports: Ports;
  readonly #stands: Stands;

  constructor(store: S3Store, ports: Ports) {
    this.#store = store;
    this.#ports = ports;
    this.#stands = new Stands(store, ports.ledger);
  }

  /** @throws {StudioError} bad-message, too-large, overloaded, quota */
  async open(projectId: Id, accountId: Id, body: Buffer): Promise<cairn.v1.IDirectUploadResponse> {
    const declared = decoded(body);
    const refused = await this.#stands.refusals(projectId, accountId, declared.frames);
    if (refused.length > 0)
      return { refused: refused.map(({ index, code, message }) => refusalOf(index, code, message)) };
    await requireRoom(this.#ports.metadata.db, projectId);
    await this.#requireTurn(projectId, accountId);
    const id = uuid();
    const row = { id, project_id: projectId, state: 'open', bytes: declared.bytes, live: 0 };
    const more = { account_id: accountId, declared: body, checked_at: null, checking_until: 0 };
    const insert = this.#ports.metadata.db.insertInto('pack_object');
    await insert.values({ ...row, ...more, created_at: this.#ports.now() }).execute();
    // Signed, so the storage refuses any other bytes under this name.
    const headers = { 'content-length': String(declared.bytes), 'x-amz-content-sha256': declared.sha256 };
    const url = this.#store.bucket.presign('PUT', this.#store.key(projectId, id), headers, EXPIRY);
    return {
      ...{ uploadId: id, url, refused: [] },
      headers: [{ name: 'x-amz-content-sha256', value: declared.sha256 }],
    };
  }

  async #requireTurn(projectId: Id, accountId: Id): Promise<void> {
    const { metadata, now } = this.#ports;
    const query = metadata.db
      .selectFrom('pack_object')
      .select((row) => row.fn.countAll<number>().as('count'));
    const open = query.where('project_id', '=', projectId).where('state', '=', 'open');
    const recent = open.where('account_id', '=', accountId).where('created_at', '>', now() - OPEN_WITHIN_MS);
    const { count } = await recent.executeTakeFirstOrThrow();
    if (Number(count) >= MOST_OPEN)
      throw new StudioError('overloaded', 'This account has too many uploads open', { retryAfter: 60 });
  }

  /**
   * The object is there: its frames are chunks from now on. May be called again.
   * @throws {StudioError} not-found where there is no such upload of this account, or its object is not there
   */
  async confirm(projectId: Id, accountId: Id, uploadId: Id): Promise<cairn.v1.IUploadResponse> {
    const { db } = this.#ports.metadata;
    const query = db
      .selectFrom('pack_object')
      .select(['state', 'bytes', 'declared'])
      .where('id', '=', uploadId);
    const mine = query.where('project_id', '=', projectId).where('account_id', '=', accountId);
    const row = await mine.executeTakeFirst();
    if (!row || row.state === 'doomed') throw notFound('upload of this id');
    if (row.state === 'kept' || !row.declared) return toldBefore(row.declared);
    const there = await this.#store.bucket.head(this.#store.key(projectId, uploadId));
    if (there?.bytes !== row.bytes) throw notFound('object of this upload in the storage');
    const declared = decoded(Buffer.from(row.declared));
    const hashes = declared.frames.map(({ hash }) => hash);
    // What others have sent under these names and nobody has looked at is looked at now: the better bytes are to stay.
    await this.#ports.ledger.settle(projectId, accountId, hashes);
    try {
      return await this.#ports.metadata.transaction((tx) =>
        this.#keep(tx, projectId, accountId, uploadId, declared),
      );
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      // What it stands on was found bad since. The sender finds out which by asking again.
      throw new StudioError('overloaded', error.message, { retryAfter: 1 }, error);
    }
  }

  async #keep(
    tx: Db,
    projectId: Id,
    accountId: Id,
    uploadId: Id,
    { frames }: Declared,
  ): Promise<cairn.v1.IUploadResponse> {
    const { ledger, metadata, now } = this.#ports;
    // As every row that is written while its bytes are seen: collection removes them under this lock.
    await metadata.lock(tx, `chunks/${projectId}`, 'shared');
    const object = tx.updateTable('pack_object').where('id', '=', uploadId);
    const kept = object.set({ state: 'kept', declared: null, created_at: now() });
    const changed = await kept.where('state', '=', 'open').executeTakeFirst();
    if (changed.numUpdatedRows === 0n) {
      const query = tx.selectFrom('pack_object').select(['state', 'declared']).where('id', '=', uploadId);
      const now = await query.executeTakeFirst();
      // Confirmed by another call of the same, which was quicker.
      if (now?.state === 'kept') return toldBefore(now.declared);
      throw notFound('open upload of this id');
    }
    const hashes = frames.map(({ hash }) => hash);
    // What is here already is relied on from now on: collection lets it be.
    const known = await ledger.touch(tx, projectId, accountId, hashes);
    const fresh: Arrival[] = [];
    const better: Arrival[] = [];
    const refused: cairn.v1.IRowResult[] = [];
    for (const [index, frame] of frames.entries()) {
      const state = standing(known.get(frame.hash), accountId);
      if (state === 'new') fresh.push(frame);
      else if (state === 'others') refused.push(refusalOf(index, 'overloaded', 'Another is being checked'));
      else if (state === 'damaged' && frame.codec === 'delta')
        refused.push(refusalOf(index, 'base-missing', 'It is wanted whole: what is here is damaged'));
      else if (state === 'damaged') better.push(frame);
    }
    if (refused.some(({ code }) => code === 'overloaded'))
      throw new StudioError('overloaded', 'Others store the same at the moment', { retryAfter: 1 });
    await enter(tx, projectId, uploadId, better, { replace: true, now: now() });
    await enter(tx, projectId, uploadId, fresh, { replace: false, now: now() });
    await this.#addRows(tx, projectId, accountId, [...fresh, ...better]);
    const left = new Set(refused.map(({ index }) => index));
    const held = hashes.filter((_, index) => !left.has(index));
    await ledger.addHolder(tx, projectId, accountId, held);
    const answer = { stored: held.length, refused };
    if (refused.length > 0) {
      // For whoever never heard it and asks again.
      const told = cairn.v1.UploadResponse.encode({ stored: 0, refused }).finish();
      const query = tx.updateTable('pack_object').set({ declared: told });
      await query.where('id', '=', uploadId).execute();
    }
    return answer;
  }

  /** Nobody but the sender relies on them yet. Where a crash left other bytes of the same name, these are checked. */
  async #addRows(tx: Db, projectId: Id, accountId: Id, arrivals: readonly Arrival[]): Promise<void> {
    const places = await findPlaces(
      tx,
      projectId,
      arrivals.map(({ hash }) => hash),
    );
    const rows = arrivals.map(({ hash, size }) => ({ hash, size: places.get(hash)?.size ?? size }));
    await this.#ports.ledger.addRows(tx, projectId, rows, { state: UNCHECKED, sender_id: accountId });
    // Others' bytes under these names are in objects that may count as checked.
    const objects = [...new Set([...places.values()].map(({ object }) => object))];
    for (const batch of batches(objects))
      await tx.updateTable('pack_object').set({ checked_at: null }).where('id', 'in', batch).execute();
  }
}

/** The answer to a confirmation that comes again: it stores nothing more, and refuses what it refused. */
const toldBefore = (kept: Uint8Array | null): cairn.v1.IUploadResponse =>
  kept ? cairn.v1.UploadResponse.decode(kept) : { stored: 0, refused: [] };

/** What a declared chunk meets here. */
function standing(known: Standing | undefined, accountId: Id): 'new' | 'kept' | 'others' | 'damaged' {
  if (!known) return 'new';
  if (isReliable(known, accountId)) return 'kept';
  return known.state === DAMAGED ? 'damaged' : 'others';
}

function decoded(body: Buffer): Declared {
  let message: cairn.v1.DirectUploadRequest;
  try {
    message = decodeBounded(cairn.v1.DirectUploadRequest, body, MOST_FIELDS.direct);
  } catch (cause) {
    throw new StudioError('bad-message', 'The body is not the message it should be', {}, cause);
  }
  return declaredOf(message);
}
