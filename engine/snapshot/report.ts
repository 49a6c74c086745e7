/** A snapshot as `status` reports it. */
import type { Entry, StatusReport } from '../api.ts';
import { split } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { countStates } from './counts.ts';
import type { Snapshot } from './snapshot.ts';
import { pathKey } from './tree.ts';

export function statusOf(
  project: Project,
  snapshot: Snapshot,
  paths: readonly string[] | undefined,
): StatusReport {
  const assets = select(snapshot, paths);
  return {
    project: {
      id: project.meta('project-id'),
      name: project.meta('project-name'),
      studio: project.meta('studio') || null,
    },
    unsent: unsentCount(project),
    watermark: project.watermark,
    counts: paths ? countStates(assets) : snapshot.counts,
    conflicts: project.staging.conflictCount(),
    toPull: (snapshot.counts.outdated ?? 0) + (snapshot.counts.rebuild ?? 0),
    lastSync: Number(project.meta('last-sync')) || null,
    assets,
  };
}

/** Untracked folders are left out: the files in them are listed. */
function select(snapshot: Snapshot, paths: readonly string[] | undefined): Entry[] {
  const listed = [...snapshot.entries.values()].filter(
    (entry) => entry.kind !== 'untracked' || !entry.folder,
  );
  if (!paths) return listed;
  const keys = paths.map((path) => pathKey(split(path).join('/')));
  return listed.filter((entry) => {
    const key = pathKey(entry.path);
    return keys.some((wanted) => wanted === '' || key === wanted || key.startsWith(`${wanted}/`));
  });
}

/** Changed rows that the studio does not have. */
function unsentCount(project: Project): number {
  const count = (sql: string) => project.db.value<number>(sql) ?? 0;
  return (
    count('SELECT count(*) FROM item WHERE rev = 0 OR base IS NOT NULL') +
    count('SELECT count(*) FROM checkpoint WHERE rev = 0') +
    count('SELECT count(*) FROM tagging WHERE rev = 0 OR base IS NOT NULL') +
    count('SELECT count(*) FROM dependency WHERE rev = 0 OR base IS NOT NULL')
  );
}
