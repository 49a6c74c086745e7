/** The ways out of what needs attention: edits that gave way, and rows that the studio refused. */
import { MAX_COMMENT, MAX_LABEL } from '../../proto/limits.ts';
import type { AttentionOutcome } from '../api.ts';
import { type Id, type Item, type ItemField, ROOT } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import { freeName } from '../sync/keep-tree.ts';
import { separateAsset } from '../sync/separate.ts';
import { refusedKind, wayOut } from '../sync/ways-out.ts';
import type { ActionContext } from './context.ts';
import { discardCheckpoints, discardItem, discardMembership } from './discard.ts';
import { requireName } from './placement.ts';
import { relocate } from './relocate.ts';
import { moveItem, requireFree } from './structure.ts';

interface Refused {
  readonly kind: string;
  readonly key: string;
  readonly code: string;
}

/** @throws {CairnError} not-found */
function requireRefused(project: Project, id: string): Refused {
  const colon = id.indexOf(':');
  const [kind, key] = [id.slice(0, colon), id.slice(colon + 1)];
  const found = colon > 0 ? project.staging.rejection(kind, key) : undefined;
  if (!found) throw new CairnError('not-found', said`Nothing that needs attention is called ${id}`, { id });
  return { kind, key, code: found.code };
}

/**
 * Tries to get mine through: a superseded edit is made again, refused checkpoints become an asset of their own, a
 * refused name is replaced, a comment that is too long is cut; everything else is sent again with the next sync.
 * @param name for what needs one: else a free one is chosen
 * @throws {CairnError} not-found, usage, name-refused, name-taken
 */
export async function applyAttention(
  context: ActionContext,
  id: string,
  name?: string,
): Promise<AttentionOutcome> {
  const { project } = context;
  if (name !== undefined) requireName(name);
  const outcome = project.db.transaction(() =>
    project.staging.supersededEdit(id) ? applySuperseded(project, id) : applyRefused(context, id, name),
  );
  await relocate(context);
  return outcome;
}

/** Gives mine up. @throws {CairnError} not-found, usage, name-taken */
export async function discardAttention(context: ActionContext, id: string): Promise<AttentionOutcome> {
  const { project } = context;
  const outcome = project.db.transaction((): AttentionOutcome => {
    const edit = project.staging.supersededEdit(id);
    if (edit) {
      project.staging.clearSuperseded(id);
      return {
        did: 'forgotten',
        path: project.paths.of(project.items.followed(edit.itemId)?.id ?? edit.itemId),
      };
    }
    const { kind, key } = requireRefused(project, id);
    const path = project.paths.of(project.rejectedItem(kind, key));
    if (kind === 'item') discardItem(project, key);
    else if (kind === 'checkpoint') discardCheckpoints(project, key);
    else discardMembership(project, kind, key);
    project.staging.clearRejected(kind, key);
    return { did: 'taken-back', path };
  });
  await relocate(context);
  return outcome;
}

function applyRefused(context: ActionContext, id: string, name: string | undefined): AttentionOutcome {
  const { project } = context;
  const { kind, key, code } = requireRefused(project, id);
  const way = wayOut(refusedKind(project, kind, key), code);
  if (way === 'separate') return keepApart(context, key, name);
  if (way === 'rename') return renameRefused(project, key, name);
  if (way === 'shorten') return shorten(project, key);
  project.staging.clearRejected(kind, key);
  return { did: 'again', path: project.paths.of(project.rejectedItem(kind, key)) };
}

/** A version's texts, cut to what a studio takes. Nobody else has the version, so nobody else has seen them. */
function shorten(project: Project, key: string): AttentionOutcome {
  const version = project.checkpoints.get(key);
  if (!version) throw new CairnError('not-found', said`The checkpoint is gone`, { id: key });
  const { comment, status, assetId } = version;
  project.checkpoints.rewordUnsent(key, cut(comment, MAX_COMMENT), cut(status, MAX_LABEL));
  project.staging.clearRejected('checkpoint', key);
  return { did: 'shortened', path: project.paths.of(assetId) };
}

/** Never in the middle of a character that takes two units. */
const cut = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/u, '')}…`;

function keepApart(
  { project, ports }: ActionContext,
  key: string,
  name: string | undefined,
): AttentionOutcome {
  const assetId = project.checkpoints.get(key)?.assetId ?? '';
  const item = project.items.get(assetId);
  if (!item) throw new CairnError('not-found', said`The checkpoint is gone`, { id: key });
  const parentId = livePlace(project, item);
  if (name !== undefined) requireFree(project, parentId, name);
  const place = { parentId, name: name ?? freeName(project, parentId, item.name) };
  const copy = separateAsset(project, item, place, ports.now());
  return { did: 'separated', path: project.paths.of(copy.id) };
}

/** The nearest collection above that is live: what it lies in may be in the trash. */
function livePlace(project: Project, item: LocalItem): Id {
  for (let parent = project.items.get(item.parentId); parent; parent = project.items.get(parent.parentId)) {
    if (project.paths.reachable(parent)) return parent.id;
  }
  return ROOT;
}

function renameRefused(project: Project, id: Id, name: string | undefined): AttentionOutcome {
  const item = project.items.get(id);
  if (!item) throw new CairnError('not-found', said`The item is gone`, { id });
  if (name !== undefined) requireFree(project, item.parentId, name, id);
  moveItem(project, item, { name: name ?? freeName(project, item.parentId, item.name) });
  project.staging.clearRejected('item', id);
  return { did: 'renamed', path: project.paths.of(id) };
}

/** Makes a superseded edit again, on what the item has become. */
function applySuperseded(project: Project, id: string): AttentionOutcome {
  const edit = project.staging.supersededEdit(id);
  const item = edit && project.items.followed(edit.itemId);
  if (!edit || !item || item.purged) {
    throw new CairnError('usage', said`What this edit was made on is gone; it can only be discarded`, { id });
  }
  const field = edit.field as ItemField;
  const change = { [field]: asValue(field, edit.mine) } as Partial<Item>;
  if (field === 'name' || field === 'parentId') movePlace(project, item, change);
  else if (field === 'mergedInto' || field === 'purged' || field === 'trashed') {
    throw new CairnError(
      'usage',
      said`This cannot be applied again by itself; do it anew if you still want it`,
      {
        id,
        field,
      },
    );
  } else project.items.edit(item.id, change, isLive(item));
  project.staging.clearSuperseded(id);
  return { did: 'again', path: project.paths.of(item.id) };
}

function movePlace(project: Project, item: LocalItem, change: Partial<Item>): void {
  const { parentId = item.parentId, name = item.name } = change;
  const parent = project.items.get(parentId);
  if (!isLive(item) || (parentId !== ROOT && !(parent && project.paths.reachable(parent)))) {
    throw new CairnError('usage', said`It cannot go there: one of the two is in the trash`, { parentId });
  }
  requireFree(project, parentId, name, item.id);
  moveItem(project, item, { parentId, name });
}

/** A value as it was written down. */
const asValue = (field: ItemField, text: string): string | boolean =>
  field === 'shared' || field === 'task' ? text === 'true' : text;
