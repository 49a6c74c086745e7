/** What members of a simulated team do: anything a person could, in any order, on few names so that they meet. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Conflict, Decision, Entry, Progress } from '../../engine/api.ts';
import { nameKey } from '../../engine/domain/names.ts';
import { CairnError } from '../../engine/errors.ts';
import { Project } from '../../engine/project/project.ts';
import type { TestMember } from '../support/studio-world.ts';
import type { Random } from './random.ts';

const FILES = ['rock.png', 'ROCK.png', 'tree.obj', 'house', 'café.tif', 'cafe\u0301.tif'];
const FOLDERS = ['props', 'Props', 'set', 'house'];

export interface Witness {
  /** Contents of every version that was ever made, by checkpoint id. */
  readonly versions: Map<string, string>;
  /** Checkpoints that somebody who knew them gave up: by purging, or by discarding what was refused. */
  readonly givenUp: Set<string>;
  /** Changes a member's role, as an administrator would meanwhile. */
  readonly setRole: (name: string, role: string) => Promise<void>;
}

type Step = (member: TestMember, random: Random, witness: Witness) => Promise<string>;

const TEAM = ['ann', 'ben', 'cas'];
const ROLES = ['Production Manager', 'Production Manager', 'Supervisor', 'Artist', 'Vendor'];

/** Remembers that what a member knows of an item and all below it may be lost from now on. */
async function giveUp(member: TestMember, id: string, witness: Witness): Promise<void> {
  const project = await Project.open(member.folder);
  try {
    const queue = [id];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const checkpoint of project.checkpoints.of(at)) witness.givenUp.add(checkpoint.id);
      queue.push(...project.items.children(at).map((child) => child.id));
    }
  } finally {
    project.close();
  }
}

const entries = async (member: TestMember, keep: (entry: Entry) => boolean): Promise<Entry[]> =>
  (await member.project.status()).assets.filter(keep);

const isAsset = (entry: Entry) => entry.kind === 'asset';
const isCollection = (entry: Entry) => entry.kind === 'collection';

async function anyFolder(member: TestMember, random: Random): Promise<string> {
  const folders = ['lib', ...(await entries(member, isCollection)).map((entry) => entry.path)];
  const base = random.pick(folders) ?? 'lib';
  return random.below(3) === 0 ? `${base}/${random.pick(FOLDERS)}` : base;
}

let serial = 0;
const newContent = (member: TestMember, random: Random): string =>
  random.below(12) === 0 ? '' : `${member.name} ${++serial} ${random.next()}`;

/** The spelling a name has on disk already, as on the disks of most people: they do not tell case apart. */
function asOnDisk(folder: string, path: string): string {
  let at = '';
  for (const name of path.split('/')) {
    const here = existsSync(join(folder, at)) ? readdirSync(join(folder, at)) : [];
    at = at === '' ? name : `${at}/${here.find((other) => nameKey(other) === nameKey(name)) ?? name}`;
  }
  return at;
}

async function recordAll(
  member: TestMember,
  path: string,
  content: string,
  witness: Witness,
  track: boolean,
): Promise<void> {
  const spelled = asOnDisk(member.folder, path);
  member.write(spelled, content);
  const report = track
    ? await member.project.track([spelled], { comment: content })
    : await member.project.checkpoint([path], { comment: content, onTop: true });
  for (const made of report.checkpoints) witness.versions.set(made.id, content);
}

async function trashOne(member: TestMember, random: Random): Promise<string> {
  const entry = random.pick(await entries(member, (e) => e.kind !== 'untracked' && e.path !== 'lib'));
  if (entry) await member.project.trash([entry.path]);
  return entry?.path ?? '-';
}

const STEPS: readonly (readonly [weight: number, name: string, step: Step])[] = [
  [
    5,
    'track',
    async (member, random, witness) => {
      const path = `${await anyFolder(member, random)}/${random.pick(FILES)}`;
      await recordAll(member, path, newContent(member, random), witness, true);
      return path;
    },
  ],
  [
    5,
    'checkpoint',
    async (member, random, witness) => {
      // On a disk that tells case apart an asset's file may be spelled otherwise than its row.
      const onDisk = (e: Entry) =>
        isAsset(e) && existsSync(join(member.folder, asOnDisk(member.folder, e.path)));
      const entry = random.pick(await entries(member, onDisk));
      if (entry) await recordAll(member, entry.path, newContent(member, random), witness, false);
      return entry?.path ?? '-';
    },
  ],
  [
    3,
    'move',
    async (member, random) => {
      const entry = random.pick(await entries(member, (e) => e.kind !== 'untracked' && e.path !== 'lib'));
      if (!entry) return '-';
      const name = random.pick(entry.kind === 'asset' ? FILES : FOLDERS) ?? 'x';
      const to = random.below(2) ? `${await anyFolder(member, random)}/${name}` : `lib/${name}`;
      await member.project.move(entry.path, to);
      return `${entry.path} → ${to}`;
    },
  ],
  [2, 'trash', trashOne],
  [
    2,
    'restore',
    async (member, random) => {
      const item = random.pick(await member.project.trashList());
      if (item) await member.project.trashRestore(item.id);
      return item?.path ?? '-';
    },
  ],
  [
    2,
    'purge',
    async (member, random, witness) => {
      if (random.below(2) === 0) await trashOne(member, random);
      const item = random.pick(await member.project.trashList());
      if (!item) return '-';
      await giveUp(member, item.id, witness);
      await member.project.trashPurge(item.id);
      return item.path;
    },
  ],
  [
    2,
    'assign',
    async (member, random) => {
      const entry = random.pick(await entries(member, isAsset));
      const user = random.pick(TEAM) ?? 'ann';
      if (!entry) return '-';
      if (random.below(4) === 0) await member.project.edit(entry.path, { task: false });
      else await member.project.assign(entry.path, user);
      return `${entry.path} ${user}`;
    },
  ],
  [
    1,
    'change a role',
    async (_member, random, witness) => {
      const [name, role] = [random.pick(['ben', 'cas']) ?? 'ben', random.pick(ROLES) ?? 'Artist'];
      await witness.setRole(name, role);
      return `${name} ${role}`;
    },
  ],
  [2, 'see to what needs attention', (member, random, witness) => attend(member, random, witness, false)],
  [
    2,
    'tag',
    async (member, random) => {
      const entry = random.pick(await entries(member, (e) => e.kind !== 'untracked'));
      const tag = random.pick(['hero', 'wip', 'old']) ?? '';
      if (entry)
        await member.project.tag(entry.path, random.below(2) ? [tag] : [], random.below(2) ? [tag] : []);
      return `${entry?.path} ${tag}`;
    },
  ],
  [
    1,
    'depend',
    async (member, random) => {
      const [a, b] = [
        random.pick(await entries(member, isAsset)),
        random.pick(await entries(member, isAsset)),
      ];
      if (a && b && a.id !== b.id) await member.project.depend(a.path, [b.path], []);
      return `${a?.path} on ${b?.path}`;
    },
  ],
  [
    2,
    'status',
    async (member, random) => {
      const entry = random.pick(await entries(member, isAsset));
      if (entry)
        await member.project.edit(entry.path, { status: random.pick(['wip', 'done', 'review']) ?? '' });
      return entry?.path ?? '-';
    },
  ],
  [3, 'rebuild', async (member) => `${(await member.project.rebuild([''])).written.length}`],
  [
    3,
    'pull',
    async (member, random) =>
      `${(await member.project.pull([''], random.below(2) ? 'overwrite' : undefined)).written.length}`,
  ],
  [
    1,
    'free',
    async (member, random) => {
      const entry = random.pick(await entries(member, isAsset));
      if (entry) await member.project.free([entry.path]);
      return entry?.path ?? '-';
    },
  ],
  [
    1,
    'delete a file by hand',
    async (member, random) => {
      const entry = random.pick(await entries(member, (e) => isAsset(e) && e.state === 'normal'));
      if (entry) rmSync(join(member.folder, entry.path), { force: true });
      return entry?.path ?? '-';
    },
  ],
  [1, 'gc', async (member) => `${(await member.project.gc(false)).chunks}`],
  [3, 'sync that is interrupted', interruptedSync],
  [5, 'sync', async (member, random) => await syncAndDecide(member, random, 1)],
];

const DECK = STEPS.flatMap(([weight, name, step]) => Array.from({ length: weight }, () => ({ name, step })));

/** One random step. Refusals by design are part of life; everything else is a failure. */
export async function act(member: TestMember, random: Random, witness: Witness): Promise<string> {
  const chosen = random.pick(DECK);
  if (!chosen) return '';
  try {
    return `${member.name} ${chosen.name} ${await chosen.step(member, random, witness)}`;
  } catch (error) {
    // A person cannot put a folder where a file is, either.
    const ownFault = ['EEXIST', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    const refused = CairnError.is(
      error,
      'name-taken',
      'usage',
      'not-found',
      'name-refused',
      'file-in-the-way',
    );
    if (!ownFault && !refused) throw error;
    return `${member.name} ${chosen.name} refused: ${(error as Error).message}`;
  }
}

/** A sync that ends at the first word of some phase: after all steps before it, whatever it left. */
async function interruptedSync(member: TestMember, random: Random): Promise<string> {
  const phase = random.pick(['pull', 'reconcile', 'upload', 'push', 'download'] as const);
  const ending = new AbortController();
  const onProgress = (progress: Progress) => {
    if (progress.phase === phase) ending.abort();
  };
  try {
    const { outcome, conflicts } = await member.project.sync({ signal: ending.signal, onProgress });
    for (const conflict of conflicts) await decideAndTell(member, conflict, random);
    return outcome;
  } catch (error) {
    if (!CairnError.is(error, 'cancelled')) throw error;
    return `ended at ${phase}`;
  }
}

/** Takes one of the ways out of everything that needs attention, or of one such thing. */
export async function attend(
  member: TestMember,
  random: Random,
  witness: Witness,
  all: boolean,
): Promise<string> {
  const { rejected, superseded } = await member.project.attention();
  const waiting = [...rejected, ...superseded].map((row) => row.id);
  const chosen = all ? waiting : waiting.slice(random.below(waiting.length + 1)).slice(0, 1);
  let told = '';
  for (const id of chosen) {
    if (!(await stillWaits(member, id))) continue;
    const [kind, key = ''] = id.split(':');
    if (random.below(3) > 0) {
      told += `apply ${id}: ${await outcomeOf(member.project.attentionApply(id))}; `;
      continue;
    }
    if (kind === 'item') await giveUp(member, key, witness);
    if (kind === 'checkpoint') await giveUp(member, await assetOf(member, key), witness);
    told += `discard ${id}: ${await outcomeOf(member.project.attentionDiscard(id))}; `;
  }
  return told;
}

/** One way out may settle several rows. */
async function stillWaits(member: TestMember, id: string): Promise<boolean> {
  const { rejected, superseded } = await member.project.attention();
  return [...rejected, ...superseded].some((row) => row.id === id);
}

async function outcomeOf(done: Promise<{ did: string; path: string }>): Promise<string> {
  try {
    const { did, path } = await done;
    return `${did} ${path}`;
  } catch (error) {
    if (!CairnError.is(error, 'usage', 'name-taken')) throw error;
    return error.message;
  }
}

async function assetOf(member: TestMember, checkpointId: string): Promise<string> {
  const project = await Project.open(member.folder);
  try {
    return project.checkpoints.get(checkpointId)?.assetId ?? '';
  } finally {
    project.close();
  }
}

/** Syncs; where conflicts wait, decides at random and goes on, at most `rounds` times. */
export async function syncAndDecide(member: TestMember, random: Random, rounds: number): Promise<string> {
  let told = '';
  for (let round = 0; ; round++) {
    const report = await member.project.sync();
    told += `${report.outcome} `;
    if (report.outcome !== 'conflicts' || round === rounds) return told;
    for (const conflict of report.conflicts) {
      told += await decideAndTell(member, conflict, random);
    }
  }
}

async function decideAndTell(member: TestMember, conflict: Conflict, random: Random): Promise<string> {
  const decision = await decide(member, conflict, random);
  try {
    await member.project.resolve(conflict.id, decision);
  } catch (error) {
    if (!CairnError.is(error, 'name-taken', 'usage')) throw error;
  }
  return `${conflict.kind} ${conflict.path}: ${decision.choice} ${decision.name ?? ''}; `;
}

async function decide(member: TestMember, conflict: Conflict, random: Random): Promise<Decision> {
  const open = conflict.choices.filter((choice) => choice.enabled);
  const choice = random.pick(open)?.name ?? 'rename';
  if (choice !== 'rename') return { choice };
  const free = (await member.project.checkRename(conflict.id, conflict.suggestion)) === null;
  return { choice, name: free ? conflict.suggestion : `renamed ${++serial}` };
}
