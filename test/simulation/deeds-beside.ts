/** More that members of a simulated team do: versions in the trash, renames outside of the product, looking, exporting. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry } from '../../engine/api.ts';
import { asOnDisk } from './content.ts';
import { sha256, Violation } from './model.ts';
import { running } from './os/program.ts';
import type { Scene } from './scene.ts';

/** Somebody's file manager: what is at `from` has another name then. Nothing is replaced. */
function renameOutside({ window }: Scene, from: string, to: string): boolean {
  return running.exit(() => {
    const [source, target] = [join(window.folder, from), join(window.folder, to)];
    if (!existsSync(source) || existsSync(target) || target.startsWith(`${source}/`)) return false;
    window.machine.names.settle(source);
    window.machine.names.settle(target);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(source, target);
    return true;
  });
}

/** A file or a folder gets another name outside of the product. @param names that it may get. */
export async function moveOutside(
  scene: Scene,
  entries: readonly Entry[],
  names: (entry: Entry) => readonly string[],
): Promise<string> {
  const { random, window } = scene;
  const entry = random.pick(entries);
  const other = random.pick(entries);
  if (!entry || !other) return '-';
  const beside = dirname(random.below(2) ? entry.path : other.path);
  const to = `${beside}/${random.pick(names(entry))}`;
  const from = asOnDisk(window.folder, entry.path);
  return `${from} → ${to} ${renameOutside(scene, from, asOnDisk(window.folder, to))}`;
}

/** What looks renamed is said to be, or not to be. */
export async function answerOffer({ window, random, model }: Scene): Promise<string> {
  const { renames } = await window.project.status();
  const offer = random.pick(renames);
  if (!offer) return '-';
  const declined = random.below(3) === 0;
  model.trash.moves(window.who);
  if (declined) await window.project.declineRename(offer.from, offer.to);
  else await window.project.move(offer.from, offer.to);
  return `${offer.from} → ${offer.to} ${declined ? 'declined' : 'accepted'}`;
}

/** One version goes to the trash, or comes out of it. */
export async function trashVersion(
  { window, random, model }: Scene,
  assets: readonly Entry[],
): Promise<string> {
  const entry = random.pick(assets.filter(({ latest }) => (latest ?? 0) > 1));
  if (!entry) return '-';
  const one = random.pick((await window.project.log(entry.path)).checkpoints);
  if (!one) return '-';
  if (!one.trashed) model.trash.trashesVersion(one.id);
  await window.project.trashVersion(entry.path, one.version, !one.trashed);
  return `${entry.path} v${one.version} ${one.trashed ? 'out' : 'in'}`;
}

/** Everything that can be asked, in any order and while anything else happens. It changes nothing. */
export async function lookAround({ window, random }: Scene): Promise<string> {
  const { project } = window;
  const brief = await project.brief();
  const { version, changed } = await project.changes(0);
  await project.changes(version, ['lib']);
  const entry = random.pick(changed);
  await project.projectFile();
  await project.commitsElsewhere();
  await project.info();
  await project.members();
  await project.trashList();
  await project.attention();
  const found = await project.find({ text: 'o' }, 10);
  await project.facets();
  const { entries, total } = await project.listing('lib', 2);
  if (entries.length > total) throw new Violation('errors', `${entries.length} of ${total} entries`);
  await project.children('lib');
  for (const conflict of await project.conflicts()) {
    await project.checkRename(conflict.id, conflict.suggestion);
    const { theirs } = await project.conflictHistory(conflict.id);
    for (const { id } of theirs.slice(0, 2)) await project.preview(id);
  }
  if (entry && entry.kind !== 'untracked') await project.needs(entry.path);
  return `${brief.quiet} quiet, ${found.length} found`;
}

/** Writes one version, or everything, beside the working folder. */
export async function exportOne(scene: Scene, assets: readonly Entry[]): Promise<string> {
  const { window, random, serial, look } = scene;
  const target = join(window.folder, '..', `${window.name}-export-${serial()}`);
  const entry = random.pick(assets.filter(({ latest }) => latest !== null));
  try {
    if (!entry?.id || random.below(3) === 0) return await exportAll(scene, `${target}.clst`);
    const { checkpoints } = await window.project.log(`trash:${entry.id}`);
    const one = random.pick(checkpoints);
    if (!one) return '-';
    await window.project.exportVersion(`trash:${entry.id}`, one.version, target);
    const hash = sha256(running.exit(() => readFileSync(target)));
    // Another window may have given the version another number meanwhile.
    const known = [...look().versions.values()].filter(({ asset }) => asset === entry.id);
    if (!known.some((version) => version.hash === hash))
      throw new Violation('no loss', `${entry.path} v${one.version} comes as what no version of it holds`);
    return `${entry.path} v${one.version}`;
  } finally {
    running.exit(() => {
      for (const path of [target, `${target}.clst`]) rmSync(path, { force: true });
    });
  }
}

async function exportAll({ window, look, inFile }: Scene, target: string): Promise<string> {
  const before = look();
  const { chunks } = await window.project.exportProject(target);
  const copy = inFile(target);
  // What was given up while it was copied need not be there.
  for (const { id, asset } of before.versions.values())
    if (!copy.versions.has(id) && look().versions.has(id))
      throw new Violation('no loss', `the export of ${window.name} lacks ${id} of ${asset}`);
  return `${chunks} chunks`;
}
