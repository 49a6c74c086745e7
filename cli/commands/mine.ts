/** `--mine` for commands that the engine leaves Modified files alone in: what becomes of the edits is done first, then the rest. */
import type { CallOptions, Entry, MineAction, ProjectApi, WriteReport } from '../../engine/api.ts';

const merged = (first: WriteReport, then: WriteReport): WriteReport => {
  const settled = new Set([...then.written, ...then.refused].map(({ path }) => path));
  return {
    written: [...first.written, ...then.written],
    unchanged: first.unchanged.filter((path) => !settled.has(path)),
    refused: [...first.refused.filter(({ path }) => !settled.has(path)), ...then.refused],
  };
};

const nothing: WriteReport = { written: [], unchanged: [], refused: [] };

/** Each to its newest version; edits are checkpointed first, or a copy of them is kept aside. */
async function toNewest(
  api: ProjectApi,
  paths: readonly string[],
  mine: MineAction,
  call: CallOptions,
): Promise<WriteReport> {
  let report = nothing;
  for (const path of paths) {
    const { checkpoints } = await api.log(path);
    const newest = Math.max(...checkpoints.filter(({ trashed }) => !trashed).map(({ version }) => version));
    report = merged(report, await api.revert(path, newest, mine, call));
  }
  return report;
}

/** Frees, also Modified files once their edits are in the history, or given up for the copy that is kept. */
export async function freeWith(
  api: ProjectApi,
  paths: readonly string[],
  mine: MineAction | undefined,
  call: CallOptions,
): Promise<WriteReport> {
  const report = await api.free(paths);
  const held = report.refused.filter(({ code }) => code === 'modified').map(({ path }) => path);
  if (mine === undefined || held.length === 0) return report;
  const { refused } =
    mine === 'checkpoint'
      ? await api.checkpoint(held, { comment: 'Before its file was freed' }, call)
      : await toNewest(api, held, mine, call);
  const kept = new Set(refused.map(({ path }) => path));
  const freed = await api.free(held.filter((path) => !kept.has(path)));
  return merged(report, { ...freed, refused: [...refused, ...freed.refused] });
}

/** Writes what is not on the disk, and over Modified files where `mine` says what becomes of the edits. */
export async function rebuildWith(
  api: ProjectApi,
  paths: readonly string[],
  mine: MineAction | undefined,
  call: CallOptions,
): Promise<WriteReport> {
  const report = await api.rebuild(paths, call);
  if (mine === undefined) return report;
  const { assets } = await api.status(paths, call);
  const isModified = ({ kind, state }: Entry) => kind === 'asset' && state === 'modified';
  const modified = assets.filter(isModified).map(({ path }) => path);
  return merged(report, await toNewest(api, modified, mine, call));
}
