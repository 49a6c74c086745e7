/** The choices of each kind of conflict: which are open, why others are not, and what each will do, in words. */
import type { ChoiceName, Conflict, ConflictKind } from '../api.ts';
import type { ItemKind } from '../domain/rows.ts';
import { english, type Said, said } from '../domain/said.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import type { LocalItem } from '../project/items.ts';
import { effectOf } from './effects.ts';
import type { Lookup } from './lookup.ts';

type Choice = Conflict['choices'][number];

/** What a conflict is about beyond its two sides, as far as its kind knows it. */
export interface Stakes {
  /** Purged rather than trashed. */
  readonly purged?: boolean;
  /** The name it had: a purged item has none. */
  readonly name?: string;
  /** Items of mine in it; my unsent checkpoints; items I edited. */
  readonly made?: number;
  readonly versions?: number;
  readonly edits?: number;
  /** Whether there is anything that could be kept as a separate item. */
  readonly keeps?: boolean;
  /** What restoring would take out of the trash. */
  readonly kinds?: ReadonlySet<ItemKind>;
  /** Items that somebody worked on. */
  readonly news?: number;
}

export interface Met {
  readonly look: Lookup;
  readonly kind: ConflictKind;
  readonly mine: LocalItem;
  readonly theirs: LocalItem;
  readonly stakes: Stakes;
  readonly suggestion: string;
}

export function choicesOf(met: Met): Choice[] {
  return offered(met).map((name) => {
    const reason = whyNot(met, name);
    const effect = effectOf(met, name);
    const told = { name, enabled: reason === undefined, effect: english(effect) };
    return reason === undefined
      ? { ...told, said: { effect } }
      : { ...told, reason: english(reason), said: { effect, reason } };
  });
}

function offered({ kind, stakes }: Met): readonly ChoiceName[] {
  switch (kind) {
    case 'collection-name':
    case 'asset-name':
      return ['rename', 'merge'];
    case 'file-folder':
      return ['rename'];
    case 'diverged':
      return ['stack-mine', 'stack-theirs', 'rename'];
    case 'trashed-there':
      return ['restore', 'rename', stakes.purged ? 'theirs' : 'trash'];
    case 'trashed-here':
      return ['trash', 'keep'];
    case 'move-cycle':
      return ['theirs', 'rename'];
    case 'lock-lost':
      return ['rename', 'later'];
  }
}

/** Why a choice is not open to this member, or undefined. */
function whyNot(met: Met, choice: ChoiceName): Said | undefined {
  switch (choice) {
    case 'merge':
      return whyNotMerge(met) ?? (met.kind === 'asset-name' ? whyNotOnTop(met) : undefined);
    case 'stack-mine':
    case 'stack-theirs':
      return whyNotOnTop(met);
    case 'restore':
      return whyNotRestore(met);
    case 'rename':
      return met.stakes.keeps === false ? nothingToKeep(met) : undefined;
    case 'theirs':
      return whyNotGiveUp(met);
    default:
      return undefined;
  }
}

const permits = ({ look }: Met): ReadonlySet<string> => look.permissions;

function whyNotMerge(met: Met): Said | undefined {
  const { mine } = met;
  if (mine.rev === 0 || permits(met).has(`${mine.kind}.update`)) return undefined;
  return mine.kind === 'asset'
    ? said`Your role does not allow changing assets, and yours is on the studio already.`
    : said`Your role does not allow changing collections, and yours is on the studio already.`;
}

function whyNotOnTop(met: Met): Said | undefined {
  const { look, theirs } = met;
  if (!mayCheckpoint(theirs, look.me)) {
    const holder = theirs.assigneeId ? look.userName(theirs.assigneeId) : '';
    return holder
      ? said`It is a task of ${holder}, and only the assignee may add checkpoints to it.`
      : said`It is a task that nobody is assigned to, and only the assignee may add checkpoints to it.`;
  }
  return permits(met).has('checkpoint.create')
    ? undefined
    : said`Your role does not allow adding checkpoints.`;
}

function whyNotRestore(met: Met): Said | undefined {
  if (met.stakes.purged) return said`It was purged: the studio has its history no more.`;
  for (const kind of met.stakes.kinds ?? []) {
    if (permits(met).has(`${kind}.trash`)) continue;
    return kind === 'asset'
      ? said`Your role does not allow taking assets out of the trash.`
      : said`Your role does not allow taking collections out of the trash.`;
  }
  return undefined;
}

const nothingToKeep = ({ mine }: Met): Said =>
  mine.kind === 'asset'
    ? said`You only edited it, and its content is not on this machine.`
    : said`You only edited what is in it; there is nothing of your own to keep apart.`;

function whyNotGiveUp({ kind, stakes }: Met): Said | undefined {
  const own = (stakes.made ?? 0) + (stakes.versions ?? 0);
  // Where nothing can be kept, that is the choice that stays open: I had moved it, and its content is not on this machine.
  if (kind !== 'trashed-there' || own === 0 || stakes.keeps === false) return undefined;
  return said`There is work of yours in it that is nowhere else.`;
}
