/** What a snapshot needs from the project file, read once. */
import type { Flag } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

export interface Facts {
  readonly latest: ReadonlyMap<Id, LocalCheckpoint>;
  readonly entitled: ReadonlySet<Id>;
  readonly tags: ReadonlyMap<Id, string[]>;
  checkpoint(id: Id): LocalCheckpoint | undefined;
  userName(id: Id): string;
  /** unsent, conflict, rejected. */
  flags(item: LocalItem): Flag[];
}

export function readFacts(project: Project, entitled: ReadonlySet<Id>): Facts {
  const latest = project.checkpoints.latest();
  const unsent = new Set(project.checkpoints.outbox().map((checkpoint) => checkpoint.assetId));
  const tags = new Map<Id, string[]>();
  for (const { itemId, member } of project.tags.present()) {
    const list = tags.get(itemId);
    if (list) list.push(member);
    else tags.set(itemId, [member]);
  }
  const conflicted = new Set<Id>();
  for (const { mine, theirs } of project.staging.conflicts()) conflicted.add(mine.id).add(theirs.id);
  const rejected = new Set(
    project.staging.rejected().map(({ kind, key }) => project.rejectedItem(kind, key)),
  );
  return {
    latest,
    entitled,
    tags,
    checkpoint: (id) => project.checkpoints.get(id),
    userName: (id) => project.userName(id),
    flags: (item) => {
      const flags: Flag[] = [];
      if (item.rev === 0 || item.base !== undefined || unsent.has(item.id)) flags.push('unsent');
      if (conflicted.has(item.id)) flags.push('conflict');
      if (rejected.has(item.id)) flags.push('rejected');
      return flags;
    },
  };
}
