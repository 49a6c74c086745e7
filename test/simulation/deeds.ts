/** What members of a simulated team do: anything a person could, in any order, on few names so that they meet. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointReport, Entry, Progress } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { ownerOf } from './cast.ts';
import { asOnDisk, deleteFile, newContent, saveFile } from './content.ts';
import { attend, decide, decideAll, requireSound } from './deciding.ts';
import { copied, pry } from './deeds-apart.ts';
import { answerOffer, exportOne, lookAround, moveOutside, trashVersion } from './deeds-beside.ts';
import { Violation } from './model.ts';
import type { Deed } from './plan.ts';
import type { Scene } from './scene.ts';

const FILES = ['rock.png', 'ROCK.png', 'tree.obj', 'house', 'café.tif', 'cafe\u0301.tif'];
const FOLDERS = ['props', 'Props', 'set', 'house'];
const ROLES = ['Production Manager', 'Production Manager', 'Supervisor', 'Artist', 'Vendor'];

type Do = (scene: Scene) => Promise<string>;

/** Deeds whose doer asked for something that takes the network. */
export const ONLINE: ReadonlySet<Deed> = new Set<Deed>([
  'role',
  'rebuild',
  'pull',
  'revert',
  'plan',
  'interrupted-sync',
  'sync',
  'studio-gc',
  'verify',
  'export',
  'pry',
]);

const entries = async ({ window }: Scene, keep: (entry: Entry) => boolean): Promise<Entry[]> =>
  (await window.project.status()).assets.filter(keep);
const isAsset = (entry: Entry) => entry.kind === 'asset';
const isCollection = (entry: Entry) => entry.kind === 'collection';
const isKnown = (entry: Entry) => entry.kind !== 'untracked';
const isItem = (entry: Entry) => isKnown(entry) && entry.path !== 'lib';

async function anyFolder(scene: Scene): Promise<string> {
  const { random } = scene;
  const folders = ['lib', ...(await entries(scene, isCollection)).map((entry) => entry.path)];
  const base = random.pick(folders) ?? 'lib';
  return random.below(3) === 0 ? `${base}/${random.pick(FOLDERS)}` : base;
}

function noteMade({ model }: Scene, report: CheckpointReport): void {
  for (const made of report.checkpoints) model.made(made.id);
}

async function trashOne(scene: Scene): Promise<string> {
  const { window, random, model, look } = scene;
  const entry = random.pick(await entries(scene, isItem));
  if (!entry?.id) return '-';
  const { who, program } = window;
  const over = model.trash.trashes({ who, id: entry.id, path: entry.path, alive: () => program.alive });
  try {
    await window.project.trash([entry.path]);
  } finally {
    over(look());
  }
  return entry.path;
}

async function sync(scene: Scene): Promise<string> {
  const { window, random } = scene;
  const report = await window.project.sync();
  requireSound(report);
  let told: string = report.outcome;
  if (random.below(3) > 0) for (const conflict of report.conflicts) told += await decide(scene, conflict);
  return told;
}

/** A sync that ends at the first word of some phase: after all steps before it, whatever it left. */
async function interruptedSync(scene: Scene): Promise<string> {
  const { window, random } = scene;
  const phase = random.pick(['pull', 'reconcile', 'upload', 'push', 'download'] as const);
  const ending = new AbortController();
  const onProgress = (progress: Progress) => {
    if (progress.phase === phase) ending.abort();
  };
  const { outcome } = await window.project.sync({ signal: ending.signal, onProgress });
  return outcome;
}

async function track(scene: Scene, contentOf: (scene: Scene) => string): Promise<string> {
  const { window } = scene;
  const path = `${await anyFolder(scene)}/${scene.random.pick(FILES)}`;
  const spelled = asOnDisk(window.folder, path);
  const content = contentOf(scene);
  saveFile(scene, spelled, content);
  const report = await window.project.track([spelled], { comment: content.slice(0, 30) });
  noteMade(scene, report);
  return `${path} ${report.refused.map((one) => one.code)}`;
}

const DO: Readonly<Record<Deed, Do>> = {
  track: (scene) => track(scene, newContent),
  copy: (scene) => track(scene, (at) => copied(at) ?? newContent(at)),
  pry,
  checkpoint: async (scene) => {
    const { window, random } = scene;
    // On a disk that tells case apart an asset's file may be spelled otherwise than its row.
    const onDisk = (e: Entry) =>
      isAsset(e) && existsSync(join(window.folder, asOnDisk(window.folder, e.path)));
    const entry = random.pick(await entries(scene, onDisk));
    if (!entry) return '-';
    const content = newContent(scene);
    saveFile(scene, asOnDisk(window.folder, entry.path), content);
    const options = { comment: content.slice(0, 30), onTop: random.below(2) === 0 };
    const report = await window.project.checkpoint([entry.path], options);
    noteMade(scene, report);
    return `${entry.path} ${report.refused.map((one) => one.code)}`;
  },
  edit: async (scene) => {
    const onDisk = (e: Entry) => isAsset(e) && existsSync(join(scene.window.folder, e.path));
    const entry = scene.random.pick(await entries(scene, onDisk));
    if (entry) saveFile(scene, entry.path, newContent(scene));
    return entry?.path ?? '-';
  },
  move: async (scene) => {
    const { random, window } = scene;
    const entry = random.pick(await entries(scene, isItem));
    if (!entry) return '-';
    const name = random.pick(entry.kind === 'asset' ? FILES : FOLDERS) ?? 'x';
    const to = random.below(2) ? `${await anyFolder(scene)}/${name}` : `lib/${name}`;
    scene.model.trash.moves(window.who);
    await window.project.move(entry.path, to);
    return `${entry.path} → ${to}`;
  },
  trash: trashOne,
  restore: async ({ window, random }) => {
    const item = random.pick(await window.project.trashList());
    if (item) await window.project.trashRestore(item.id);
    return item?.path ?? '-';
  },
  purge: async (scene) => {
    const { window, random, model, look } = scene;
    if (random.below(2) === 0) await trashOne(scene);
    const item = random.pick(await window.project.trashList());
    if (!item) return '-';
    model.giveUp(item.id, look());
    await window.project.trashPurge(item.id);
    return item.path;
  },
  assign: async (scene) => {
    const { window, random } = scene;
    const entry = random.pick(await entries(scene, isAsset));
    const user = random.pick(scene.production.team.map(ownerOf)) ?? 'ann';
    if (!entry) return '-';
    const what = random.below(5);
    if (what === 0) await window.project.edit(entry.path, { task: false });
    else if (what === 1) await window.project.unassign(entry.path);
    else await window.project.assign(entry.path, user);
    return `${entry.path} ${what > 1 ? user : 'nobody'}`;
  },
  role: async ({ random, setRole, production: { team } }) => {
    const name = random.pick(team.map(ownerOf).filter((one) => one !== 'ann')) ?? 'ben';
    const role = random.pick(ROLES) ?? 'Artist';
    await setRole(name, role);
    return `${name} ${role}`;
  },
  attention: (scene) => attend(scene, false),
  tag: async (scene) => {
    const { window, random } = scene;
    const entry = random.pick(await entries(scene, isKnown));
    const tag = random.pick(['hero', 'wip', 'old']) ?? '';
    const pick = () => (random.below(2) ? [tag] : []);
    if (entry) await window.project.tag(entry.path, pick(), pick());
    return `${entry?.path} ${tag}`;
  },
  depend: async (scene) => {
    const { window, random } = scene;
    const all = await entries(scene, isAsset);
    const [a, b] = [random.pick(all), random.pick(all)];
    if (!a || !b || a.id === b.id) return '-';
    const off = random.below(3) === 0;
    await window.project.depend(a.path, off ? [] : [b.path], off ? [b.path] : []);
    return `${a.path} on ${b.path}`;
  },
  status: async (scene) => {
    const { window, random, model, serial } = scene;
    const entry = random.pick(await entries(scene, isAsset));
    if (!entry?.id) return '-';
    const value = `s${serial()}`;
    // Another window may give the path to something else meanwhile, so the item is named.
    const before = scene.look().items;
    await window.project.edit(entry.path, { status: value });
    const now = [...scene.look().items.values()].find((item) => item.status === value);
    if (now) model.setStatus(window.who, now.id, value, before.get(now.id)?.status ?? '');
    return `${entry.path} ${value}`;
  },
  describe: async (scene) => {
    const entry = scene.random.pick(await entries(scene, isKnown));
    const change = scene.random.below(2) ? { description: scene.serial() } : { type: scene.serial() };
    if (entry) await scene.window.project.edit(entry.path, change);
    return entry?.path ?? '-';
  },
  rebuild: async ({ window }) => told(await window.project.rebuild([''])),
  pull: async ({ window, random }) => {
    const mine = random.pick([undefined, 'overwrite', 'checkpoint'] as const);
    return told(await window.project.pull([''], mine));
  },
  revert: async (scene) => {
    const { window, random } = scene;
    const entry = random.pick(await entries(scene, (e) => isAsset(e) && (e.latest ?? 0) > 1));
    if (!entry) return '-';
    const version = 1 + random.below(entry.latest ?? 1);
    const mine = random.pick([undefined, 'overwrite', 'checkpoint'] as const);
    return `${entry.path} ${version} ${told(await window.project.revert(entry.path, version, mine))}`;
  },
  free: async (scene) => {
    const entry = scene.random.pick(await entries(scene, isAsset));
    return entry ? told(await scene.window.project.free([entry.path])) : '-';
  },
  delete: async (scene) => {
    const entry = scene.random.pick(await entries(scene, (e) => isAsset(e) && e.state === 'normal'));
    if (entry) deleteFile(scene, entry.path);
    return entry?.path ?? '-';
  },
  gc: async ({ window }) => `${(await window.project.gc(false)).chunks}`,
  verify: async ({ window, random }) => {
    const { ok, problems } = await window.project.verify(random.below(3) === 0);
    if (!ok) throw new Error(`verify: ${JSON.stringify(problems)}`);
    return 'ok';
  },
  plan: async ({ window }) => `${(await window.project.plan()).conflicts.length} conflicts`,
  resolve: decideAll,
  mkdir: async (scene) => {
    const path = `${await anyFolder(scene)}/${scene.random.pick(FOLDERS)}`;
    await scene.window.project.mkdir(path, scene.random.below(4) === 0);
    return path;
  },
  version: async (scene) => trashVersion(scene, await entries(scene, isAsset)),
  'rename-outside': async (scene) =>
    moveOutside(scene, await entries(scene, isItem), ({ kind }) => (kind === 'asset' ? FILES : FOLDERS)),
  'rename-offer': answerOffer,
  look: lookAround,
  export: async (scene) => exportOne(scene, await entries(scene, isAsset)),
  'interrupted-sync': interruptedSync,
  sync,
  'studio-gc': ({ collectStudioGarbage }) => collectStudioGarbage(),
};

/** What a version that is to be written is refused with by design. Its content missing or damaged is not among it. */
const REFUSED = new Set([
  'modified',
  'outdated',
  'locked',
  'file-in-the-way',
  'file-changed',
  'metadata-only',
  'disk-full',
  'not-found',
  'cancelled',
  'studio-unreachable',
  'studio-overloaded',
  'studio-error',
  'name-refused',
  'outside-folder',
  'file-locked',
]);

function told(report: {
  written: readonly unknown[];
  refused: readonly { code: string; path: string; message: string }[];
}): string {
  for (const { code, path, message } of report.refused)
    if (!REFUSED.has(code))
      throw new Violation('no dangling content', `${path} is refused with ${code}: ${message}`);
  return `${report.written.length} written ${report.refused.map((one) => `${one.path}: ${one.code}`)}`;
}

/** Failures that are part of life: what people are refused, what a network and a disk do. */
const LIFE = [
  'name-taken',
  'usage',
  'not-found',
  'name-refused',
  'file-in-the-way',
  'file-changed',
  'file-unreadable',
  'modified',
  'locked',
  'outdated',
  'sync-running',
  'project-busy',
  'cancelled',
  'disk-full',
  'studio-unreachable',
  'studio-overloaded',
  'studio-error',
  'forbidden',
  'metadata-only',
  'newest-version',
] as const;

/** Does it. @returns what came of it. @throws what is part of nobody's life */
export async function act(deed: Deed, scene: Scene): Promise<string> {
  try {
    return await DO[deed](scene);
  } catch (error) {
    if (CairnError.is(error, 'content-missing', 'integrity'))
      throw new Violation('no dangling content', error.message);
    // A person cannot put a folder where a file is, either.
    const ownFault = ['EEXIST', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!ownFault && !CairnError.is(error, ...LIFE)) throw error;
    return `refused: ${(error as Error).message}`;
  }
}
