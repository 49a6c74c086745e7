/** What the conflict page shows, derived from the engine's conflicts. Pure. */
import type { ChoiceName, Conflict, Decision } from '../engine/api.ts';

export interface Row {
  readonly conflict: Conflict;
  /** 0 for conflicts on their own, one more for each one they are nested in. */
  readonly depth: number;
  /** False while the conflict it is nested in is not decided so that this one arises. */
  readonly relevant: boolean;
  /** The nearest conflict it is nested in that keeps it from arising, or null. */
  readonly waitsFor: Conflict | null;
  /** What is nested in it, at any depth. */
  readonly below: Below;
}

export interface Below {
  readonly decided: number;
  readonly undecided: number;
}

/** Decisions that bring up what is nested in a conflict. */
const OPENING: readonly ChoiceName[] = ['merge', 'restore', 'keep'];
export const isOpening = (choice: ChoiceName | undefined): boolean =>
  choice !== undefined && OPENING.includes(choice);

export interface Overview {
  /** In the order of the page: each conflict before those nested in it. */
  readonly rows: readonly Row[];
  readonly relevant: number;
  readonly decided: number;
  /** Those that do not arise, as what they are nested in is decided. */
  readonly closed: number;
  /** How many undecided conflicts of a kind offer a choice; see `openFor`. */
  readonly open: ReadonlyMap<string, number>;
}

export function overview(conflicts: readonly Conflict[]): Overview {
  const known = new Set(conflicts.map((conflict) => conflict.id));
  const below = Map.groupBy(conflicts, ({ parent }) => (parent !== null && known.has(parent) ? parent : ''));
  const rows: Row[] = [];
  const visit = (parent: string, depth: number, waitsFor: Conflict | null): Below => {
    const siblings = (below.get(parent) ?? []).toSorted((a, b) => a.path.localeCompare(b.path));
    const sum = { decided: 0, undecided: 0 };
    for (const conflict of siblings) {
      const at = rows.length;
      rows.push({ conflict, depth, relevant: waitsFor === null, waitsFor, below: NOTHING });
      const opens = isOpening(conflict.decision?.choice);
      const nested = visit(conflict.id, depth + 1, waitsFor ?? (opens ? null : conflict));
      rows[at] = { ...(rows[at] as Row), below: nested };
      sum.decided += nested.decided + (conflict.decision === null ? 0 : 1);
      sum.undecided += nested.undecided + (conflict.decision === null ? 1 : 0);
    }
    return sum;
  };
  visit('', 0, null);
  const relevant = rows.filter((row) => row.relevant);
  const decided = relevant.filter((row) => row.conflict.decision !== null);
  const closed = rows.filter(({ waitsFor }) => waitsFor !== null && waitsFor.decision !== null);
  return {
    rows,
    relevant: relevant.length,
    decided: decided.length,
    closed: closed.length,
    open: countOpen(relevant),
  };
}

const NOTHING: Below = { decided: 0, undecided: 0 };

function countOpen(rows: readonly Row[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { conflict } of rows) {
    if (conflict.decision !== null) continue;
    for (const choice of conflict.choices) {
      const key = `${conflict.kind} ${choice.name}`;
      if (choice.enabled) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** How many undecided conflicts of this one's kind could be decided like it. */
export function openFor(overview: Overview, { kind, decision }: Conflict): number {
  return decision === null ? 0 : (overview.open.get(`${kind} ${decision.choice}`) ?? 0);
}

/** The choice as a decision; for `rename` with the suggested name. */
export function decisionFor(conflict: Conflict, choice: ChoiceName): Decision {
  return choice === 'rename' ? { choice, name: conflict.suggestion } : { choice };
}

export interface Resolution {
  readonly conflictId: string;
  readonly decision: Decision;
}

/** The same choice for every other undecided conflict of this kind for which it is offered. */
export function applyToKind(rows: readonly Row[], like: Conflict, choice: ChoiceName): Resolution[] {
  const open = rows.filter(
    ({ conflict, relevant }) =>
      relevant &&
      conflict.id !== like.id &&
      conflict.kind === like.kind &&
      conflict.decision === null &&
      conflict.choices.some((offered) => offered.name === choice && offered.enabled),
  );
  return open.map(({ conflict }) => ({
    conflictId: conflict.id,
    decision: decisionFor(conflict, choice),
  }));
}

/** `next`, with the objects of `previous` where nothing changed, so that only changed conflicts are drawn again. */
export function reuse(previous: readonly Conflict[], next: readonly Conflict[]): readonly Conflict[] {
  const known = new Map(previous.map((conflict) => [conflict.id, conflict]));
  return next.map((conflict) => {
    const before = known.get(conflict.id);
    return before && JSON.stringify(before) === JSON.stringify(conflict) ? before : conflict;
  });
}

/** The next undecided conflict after `from` in the page's order, around the end; null where all are decided. */
export function nextUndecided(rows: readonly Row[], from: string | null): string | null {
  const start = rows.findIndex((row) => row.conflict.id === from) + 1;
  const ordered = [...rows.slice(start), ...rows.slice(0, start)];
  const found = ordered.find((row) => row.relevant && row.conflict.decision === null);
  return found?.conflict.id ?? null;
}
