/** Rows as a studio sends them. Nothing of theirs is trusted. */
import type { cairn } from '../../proto/generated/cairn.js';
import type { Item, Row } from '../domain/rows.ts';
import { decodeRow, WireError } from '../domain/wire.ts';
import { CairnError } from '../errors.ts';

/**
 * A name that would be another path than the item's own. Other names that a disk cannot hold are only refused where
 * one is made, so that one such item, from a studio with other rules, does not keep everything else from arriving.
 */
const BREAKS_PATHS = /^\.{0,2}$|[/\0]/u;

/** What was merged or purged keeps no name. */
const needsName = (item: Item): boolean => item.mergedInto === '' && !item.purged;

/** @throws {CairnError} studio-garbage */
export function decodeReceived(rows: readonly cairn.v1.IRow[]): Row[] {
  try {
    return rows.map(decodeOne);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw new CairnError(
      'studio-garbage',
      `The studio sent something Cairn cannot read: ${error.message}`,
      {},
      error,
    );
  }
}

function decodeOne(message: cairn.v1.IRow): Row {
  const row = decodeRow(message);
  if (row.kind === 'item' && needsName(row.row) && BREAKS_PATHS.test(row.row.name)) {
    throw new WireError(`the item ${row.row.id} has the name ${JSON.stringify(row.row.name)}`);
  }
  return row;
}
