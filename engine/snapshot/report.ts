/** A picture as `status` and `changes` report it. */
import type { Brief, Changes, Entry, StatusReport } from '../api.ts';
import { cleanPath } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { briefly } from './brief.ts';
import type { Picture } from './picture.ts';
import { tallyOf } from './tally.ts';
import { pathKey } from './tree.ts';

export function statusOf(
  project: Project,
  picture: Picture,
  paths: readonly string[] | undefined,
): StatusReport {
  const assets = select(picture, paths);
  const summary = summaryOf(project, picture);
  if (!paths) return { ...summary, assets };
  const keys = paths.map((path) => pathKey(cleanPath(path)));
  const renames = summary.renames.filter(({ from, to }) =>
    [from, to].some((path) => isBelow(pathKey(path), keys)),
  );
  return { ...summary, counts: tallyOf(assets).counts, renames, assets };
}

export function briefOf(project: Project, picture: Picture): Brief {
  const summary = summaryOf(project, picture);
  return { ...summary, ...briefly(select(picture, undefined), summary.project.studio !== null) };
}

/** @param since what whoever asks knows already. */
export function changesOf(project: Project, picture: Picture, since: number): Changes {
  const { entries } = picture;
  const paths = entries.changedSince(since);
  const changed: Entry[] = paths ? [] : select(picture, undefined);
  const removed: string[] = [];
  for (const path of paths ?? []) {
    const entry = entries.get(path);
    if (entry && isListed(entry)) changed.push(entry);
    else removed.push(path);
  }
  return { ...summaryOf(project, picture), version: entries.version, full: !paths, changed, removed };
}

function summaryOf(project: Project, { entries, renames }: Picture): Omit<StatusReport, 'assets'> {
  const { counts } = entries;
  return {
    project: {
      id: project.meta('project-id'),
      name: project.meta('project-name'),
      studio: project.meta('studio') || null,
    },
    unsent: unsentCount(project),
    watermark: project.watermark,
    counts,
    conflicts: project.staging.conflictCount(),
    toPull: (counts.outdated ?? 0) + (counts.rebuild ?? 0),
    lastSync: Number(project.meta('last-sync')) || null,
    renames,
  };
}

/** Untracked folders are left out: the files in them are listed. */
const isListed = (entry: Entry): boolean => entry.kind !== 'untracked' || !entry.folder;

function select({ entries }: Picture, paths: readonly string[] | undefined): Entry[] {
  const listed: Entry[] = [];
  const keys = paths?.map((path) => pathKey(cleanPath(path)));
  for (const entry of entries.values()) {
    if (isListed(entry) && (!keys || isBelow(pathKey(entry.path), keys))) listed.push(entry);
  }
  return listed;
}

const isBelow = (key: string, folders: readonly string[]): boolean =>
  folders.some((folder) => folder === '' || key === folder || key.startsWith(`${folder}/`));

/** Changed rows that the studio does not have. */
function unsentCount(project: Project): number {
  const count = (sql: string) => project.db.value<number>(sql) ?? 0;
  return (
    count('SELECT count(*) FROM item WHERE rev = 0 OR base IS NOT NULL') +
    count('SELECT count(*) FROM checkpoint WHERE rev = 0') +
    project.versionEdits.count() +
    count('SELECT count(*) FROM tagging WHERE rev = 0 OR base IS NOT NULL') +
    count('SELECT count(*) FROM dependency WHERE rev = 0 OR base IS NOT NULL')
  );
}
