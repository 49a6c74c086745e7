/** The studio's answer to a push, into the project file. */
import { cairn } from '../../proto/generated/cairn.js';
import { nameKey } from '../domain/names.ts';
import { type Item, type Row, rowKey } from '../domain/rows.ts';
import { decodeFields, decodeKey, decodeRow } from '../domain/wire.ts';
import type { Project } from '../project/project.ts';
import { decodeReceived } from './received.ts';

/**
 * Runs in one transaction: what was accepted now counts as the studio's value, so only edits made since then stay
 * unsent; what was rejected is marked and stays; the rows as the studio stores them are staged to be applied.
 */
export function acknowledge(
  project: Project,
  request: cairn.v1.IPushRequest,
  response: cairn.v1.IPushResponse,
): void {
  const refused = new Map((response.results ?? []).map((result) => [result.index ?? 0, result]));
  const rejections: (() => void)[] = [];
  (request.changes ?? []).forEach((change, index) => {
    const result = refused.get(index);
    if (result && result.outcome === cairn.v1.Outcome.REJECTED) {
      const { code, message } = result;
      // It may be refused for holding what cannot be decoded.
      const { kind, key } = decodeKey(change.row ?? {});
      rejections.push(() => {
        // That a version was refused is why it cannot be put into the trash either.
        if (kind === 'checkpoint' && !change.created && !project.checkpoints.get(key)?.rev) return;
        project.staging.reject(kind, key, code || 'rejected', message ?? '');
      });
      return;
    }
    const row = decodeRow(change.row ?? {});
    project.staging.clearRejected(row.kind, rowKey(row));
    accept(project, row, change);
  });
  // Of a row that travelled in parts, one that was refused counts.
  for (const mark of rejections) mark();
  // A dry run may have pulled meanwhile, beyond the revision of this answer. What it brought comes again.
  project.staging.clearStaged();
  project.staging.stage(decodeReceived(response.rows ?? []));
  project.setMeta('staged-head', String(response.head ?? 0));
  project.setMeta('staged-cursor', '');
  project.staging.clearOutgoing();
}

function accept(project: Project, row: Row, change: cairn.v1.IChange): void {
  switch (row.kind) {
    case 'item':
      return acceptItem(project, row.row, change);
    case 'checkpoint': {
      const mine = project.checkpoints.get(row.row.id);
      if (!mine) return;
      const rev = Math.max(mine.rev, 1);
      if (change.created) return project.checkpoints.put(mine, rev);
      // What was changed again while it travelled is unsent again.
      const wanted = project.versionEdits.isTrashed(mine);
      const sent = { ...mine, trashed: row.row.trashed, rev };
      project.checkpoints.put(sent, rev);
      return project.versionEdits.set(sent, wanted);
    }
    case 'tagging':
    case 'dependency': {
      const set = row.kind === 'tagging' ? project.tags : project.dependencies;
      const member = row.kind === 'tagging' ? row.row.tag : row.row.targetId;
      // What was given up here while it travelled comes back with the rows of the answer.
      const ends = row.kind === 'tagging' ? [row.row.itemId] : [row.row.itemId, member];
      if (ends.some((id) => !project.items.get(id))) return;
      const mine = set.get(row.row.itemId, member);
      const changed = mine !== undefined && mine.present !== row.row.present;
      const present = mine?.present ?? false;
      // A membership taken back while it travelled is unsent again, as a removal.
      const base = changed || mine === undefined ? row.row.present : undefined;
      set.put(
        row.row.itemId,
        member,
        present,
        Math.max(mine?.rev ?? 0, 1),
        present === base ? undefined : base,
      );
      return;
    }
    default:
      return;
  }
}

function acceptItem(project: Project, sent: Item, change: cairn.v1.IChange): void {
  const mine = project.items.get(sent.id);
  if (!mine) return;
  const fields = decodeFields(change.fields);
  const base: Record<string, unknown> = { ...mine.base };
  for (const field of fields) {
    if (mine[field] === sent[field]) delete base[field];
    else base[field] = sent[field];
  }
  project.items.put(mine, Math.max(mine.rev, 1), base, nameKey(mine.name));
}
