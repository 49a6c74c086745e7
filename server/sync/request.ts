/** A push as it arrived, decoded row by row: one that is malformed is rejected alone. */
import type { Id, ItemField, Row } from '../../engine/domain/rows.ts';
import { decodeFields, decodeRow, TooLongError, WireError } from '../../engine/domain/wire.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { MAX_PUSH_CHANGES } from '../../proto/limits.ts';
import { StudioError } from '../errors.ts';
import { holdsNul } from '../metadata/rows.ts';
import { Rejection } from './rejection.ts';

/** A malformed row is one that has to be refused, with what stands on the id that it claims. */
type DecodedRow =
  | { readonly row: Row; readonly problem: undefined }
  | { readonly row: undefined; readonly problem: Rejection; readonly claimedId: string };

export type DecodedChange = DecodedRow & {
  /** Place in the request. */
  readonly index: number;
  readonly fields: readonly ItemField[];
  readonly created: boolean;
  /** Of a checkpoint: others whose chunks it may name, as far as its author may read them. */
  readonly basis: readonly Id[];
  /** It may land in the trash. */
  readonly intoTrash: boolean;
};

export interface DecodedPush {
  readonly pushId: Id;
  readonly baseRevision: number;
  readonly changes: readonly DecodedChange[];
}

const PUSH_ID = /^[\w-]{8,64}$/u;

/** @throws {StudioError} bad-message, too-large */
export function decodePush(request: cairn.v1.IPushRequest): DecodedPush {
  const changes = request.changes ?? [];
  const pushId = request.pushId ?? '';
  const baseRevision = Number(request.baseRevision ?? 0);
  if (!PUSH_ID.test(pushId)) throw new StudioError('bad-message', 'A push needs an id of 8 to 64 characters');
  if (!Number.isSafeInteger(baseRevision) || baseRevision < 0) {
    throw new StudioError('bad-message', 'The base revision is out of range');
  }
  if (changes.length > MAX_PUSH_CHANGES) {
    throw new StudioError('too-large', `A push can hold ${MAX_PUSH_CHANGES} changes at most`);
  }
  return { pushId, baseRevision, changes: changes.map(decodeChange) };
}

function decodeChange(change: cairn.v1.IChange, index: number): DecodedChange {
  try {
    const row = decodeRow(change.row ?? {});
    // A name is judged with all that it may not hold.
    if (holdsNul({ ...row.row, name: '' })) throw new WireError('No text may hold the character NUL');
    const created = Boolean(change.created);
    const fields = row.kind === 'item' || row.kind === 'checkpoint' ? decodeFields(change.fields) : [];
    return {
      index,
      row,
      problem: undefined,
      fields: created ? impliedFields(row) : fields,
      created,
      basis: basisOf(change),
      intoTrash: Boolean(change.intoTrash),
    };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return {
      index,
      row: undefined,
      problem: new Rejection(error instanceof TooLongError ? 'too-long' : 'bad-row', error.message),
      claimedId: change.row?.item?.id ?? change.row?.checkpoint?.id ?? '',
      fields: [],
      created: false,
      basis: [],
      intoTrash: false,
    };
  }
}

/** Most checkpoints that one change or request may name as its basis. */
const MAX_BASIS = 64;

const basisOf = (change: cairn.v1.IChange): Id[] => (change.basis ?? []).slice(0, MAX_BASIS);

/** A row that is created may already be merged away: made here, united with another before it was ever sent. */
const impliedFields = (row: Row): ItemField[] =>
  row.kind === 'item' && row.row.mergedInto !== '' ? ['mergedInto'] : [];
