/**
 * A project's rule for its trash: what has been there for so many days is purged, by the studio under its own name. A purge is
 * decided and written as a member's would be, in one transaction under the project's lock, from what is in the trash at that
 * moment: what was restored meanwhile is not there. Several processes may do it at once.
 */
import { PERMISSIONS } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import { DAY_MS } from '../accounts/sessions.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { itemOf, type StoredItem } from '../metadata/rows.ts';
import { type Actor, administer, type Office } from '../projects/administer.ts';
import { count } from '../projects/allowance.ts';
import { recordActivity } from '../sync/activity.ts';
import { type Decision, decidePush } from '../sync/apply.ts';
import type { PushContext } from '../sync/context.ts';
import { newItems } from '../sync/push.ts';
import type { DecodedChange } from '../sync/request.ts';
import { saveDraft } from '../sync/save.ts';
import { loadSnapshot } from '../sync/snapshot.ts';

const ACTOR = 'studio:retention';
/** Things taken from the trash in one revision. */
const AT_ONCE = 50;

export interface Emptied {
  /** What lay in the trash, and everything below. */
  readonly items: number;
  readonly checkpoints: number;
  /** What was trashed, by name. */
  readonly trashed: readonly { readonly id: Id; readonly name: string; readonly at: number }[];
  /** Those that could not be purged, and why. */
  readonly refused: readonly { readonly id: Id; readonly name: string; readonly reason: string }[];
}

interface Studio {
  readonly metadata: Metadata;
  readonly now: () => number;
}

/** Days after which a project's trash is purged; null where there is no rule. */
export async function trashDays(db: Db, projectId: Id): Promise<number | null> {
  const query = db.selectFrom('allowance').select('trash_days').where('project_id', '=', projectId);
  return (await query.executeTakeFirst())?.trash_days ?? null;
}

export async function setTrashDays(
  office: Office,
  actor: Actor,
  projectId: Id,
  days: number | null,
): Promise<void> {
  const asked = { projectId, actor, needs: { admin: true } } as const;
  await administer(office, asked, async ({ tx, record }) => {
    const before = await trashDays(tx, projectId);
    if (before === days) return;
    await tx.updateTable('allowance').set({ trash_days: days }).where('project_id', '=', projectId).execute();
    record('team', { kind: 'limits', key: projectId, fields: { trashDays: [before, days] } });
  });
}

/** Projects that have a rule and take writes. */
export async function ruledProjects(db: Db): Promise<readonly { readonly id: Id; readonly name: string }[]> {
  return db
    .selectFrom('allowance')
    .innerJoin('project', 'project.id', 'allowance.project_id')
    .select(['project.id', 'project.name'])
    .where('trash_days', 'is not', null)
    .where('archived', '=', 0)
    .orderBy('project.id')
    .execute();
}

/** Carries the project's rule out. */
export async function emptyTrash(studio: Studio, projectId: Id): Promise<Emptied> {
  const total = new Total();
  for (;;) {
    const step = await studio.metadata.transaction(async (tx) => {
      const head = (await studio.metadata.lockHead(tx, projectId)) ?? 0;
      const { archived } = await tx
        .selectFrom('project')
        .select('archived')
        .where('id', '=', projectId)
        .executeTakeFirstOrThrow();
      const days = await trashDays(tx, projectId);
      if (days === null || archived !== 0) return undefined;
      const due = await dueItems(tx, projectId, studio.now() - days * DAY_MS, total.last);
      if (due.length === 0) return undefined;
      const decision = await decide(tx, projectId, head + 1, due, studio.now());
      if (decision.draft.mutations > 0) await save(tx, projectId, decision, studio.now());
      return { due, decision };
    });
    if (!step) return total;
    total.add(step.due, step.decision);
  }
}

/** What a rule of so many days would purge now; changes nothing. */
export async function previewTrash(studio: Studio, projectId: Id, days: number): Promise<Emptied> {
  return studio.metadata.snapshot(async (tx) => {
    const total = new Total();
    for (;;) {
      const due = await dueItems(tx, projectId, studio.now() - days * DAY_MS, total.last);
      if (due.length === 0) return total;
      total.add(due, await decide(tx, projectId, 0, due, studio.now()));
    }
  });
}

class Total implements Emptied {
  readonly trashed: { id: Id; name: string; at: number }[] = [];
  readonly refused: { id: Id; name: string; reason: string }[] = [];
  /** What was looked at last, of what is due in its order. */
  last: StoredItem | undefined;
  readonly #items = new Set<Id>();
  readonly #checkpoints = new Set<Id>();

  get items(): number {
    return this.#items.size;
  }

  get checkpoints(): number {
    return this.#checkpoints.size;
  }

  add(due: readonly StoredItem[], { draft, rejections }: Decision): void {
    for (const [id, item] of draft.items) if (item.purged) this.#items.add(id);
    for (const [id, row] of draft.checkpoints) if (row === null) this.#checkpoints.add(id);
    for (const [index, { id, name, trashedAt }] of due.entries()) {
      const rejection = rejections.get(index);
      // Purged already, together with what it lay in.
      const gone = draft.item(id)?.purged === true;
      if (!rejection || gone) this.trashed.push({ id, name, at: trashedAt });
      else this.refused.push({ id, name, reason: rejection.message });
    }
    this.last = due.at(-1);
  }

  toJSON(): Emptied {
    const { items, checkpoints, trashed, refused } = this;
    return { items, checkpoints, trashed, refused };
  }
}

async function dueItems(
  tx: Db,
  projectId: Id,
  before: number,
  after: StoredItem | undefined,
): Promise<StoredItem[]> {
  let rows = tx
    .selectFrom('item')
    .selectAll()
    .where('project_id', '=', projectId)
    .where('trashed', '=', 1)
    .where('purged', '=', 0)
    .where('merged_into', '=', '')
    .where('trashed_at', '<=', before)
    .orderBy('trashed_at')
    .orderBy('id')
    .limit(AT_ONCE);
  if (after)
    rows = rows.where((e) =>
      e.or([
        e('trashed_at', '>', after.trashedAt),
        e.and([e('trashed_at', '=', after.trashedAt), e('id', '>', after.id)]),
      ]),
    );
  return (await rows.execute()).map(itemOf);
}

async function decide(
  tx: Db,
  projectId: Id,
  revision: number,
  due: readonly StoredItem[],
  now: number,
): Promise<Decision> {
  const changes = due.map(
    (item, index): DecodedChange => ({
      index,
      row: { kind: 'item', revision: item.revision, row: { ...item, purged: true } },
      problem: undefined,
      fields: ['purged'],
      created: false,
      basis: [],
      intoTrash: true,
    }),
  );
  const context: PushContext = {
    userId: ACTOR,
    permissions: new Set(PERMISSIONS),
    members: new Set(),
    archived: false,
    room: 0,
    now,
    contentProblems: new Map(),
  };
  const snapshot = await loadSnapshot(tx, projectId, changes);
  // A purge takes no name.
  return decidePush(snapshot, revision, changes, context, async () => new Map());
}

async function save(tx: Db, projectId: Id, { draft }: Decision, now: number): Promise<void> {
  await saveDraft(tx, projectId, draft);
  await count(tx, projectId, 'items', newItems(draft));
  await recordActivity(tx, projectId, draft, { accountId: ACTOR, client: 'cairn-studio', now });
}
