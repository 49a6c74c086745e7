/** What people of a simulated team decide: conflicts, and what needs attention. */
import type { Conflict, Decision, SyncReport } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { Violation } from './model.ts';
import type { Scene } from './scene.ts';

/** A sync keeps back what is damaged here, and sends the rest: nothing here may ever be. */
export function requireSound({ rejected }: SyncReport): void {
  for (const { message } of rejected)
    if (/missing or damaged in the project file/u.test(message))
      throw new Violation('no dangling content', message);
}

export async function decide(scene: Scene, conflict: Conflict): Promise<string> {
  const { window, random, serial, model } = scene;
  const choice = random.pick(conflict.choices.filter((one) => one.enabled))?.name ?? 'rename';
  let decision: Decision = { choice };
  if (choice === 'rename') {
    const free = (await window.project.checkRename(conflict.id, conflict.suggestion)) === null;
    decision = { choice, name: free ? conflict.suggestion : `renamed ${serial()}` };
  }
  const told = ` ${conflict.kind} ${conflict.path}: ${choice} ${decision.name ?? ''};`;
  model.trash.decides(window.who, conflict, decision);
  model.merges.decides(window.who, conflict, decision);
  try {
    await window.project.resolve(conflict.id, decision);
    model.trash.decided(window.who, conflict, decision, scene.look());
    model.merges.decided(window.who, conflict, decision);
  } catch (error) {
    if (!CairnError.is(error, 'name-taken', 'usage', 'not-found')) throw error;
    return `${told} refused;`;
  }
  return told;
}

/** Decides everything that waits to be decided. */
export async function decideAll(scene: Scene): Promise<string> {
  let told = '';
  for (const conflict of await scene.window.project.conflicts()) told += await decide(scene, conflict);
  return told;
}

/** Takes one of the ways out of everything that needs attention, or of one such thing. */
export async function attend(scene: Scene, all: boolean): Promise<string> {
  const { window, random } = scene;
  const { rejected, superseded } = await window.project.attention();
  const waiting = [...rejected, ...superseded].map((row) => row.id);
  const chosen = all ? waiting : waiting.slice(random.below(waiting.length + 1)).slice(0, 1);
  let told = '';
  for (const id of chosen) told += await attendTo(scene, id, random.below(3) > 0);
  return told;
}

async function attendTo(scene: Scene, id: string, apply: boolean): Promise<string> {
  const { window, model, look } = scene;
  // One way out may settle several rows.
  const { rejected, superseded } = await window.project.attention();
  if (![...rejected, ...superseded].some((row) => row.id === id)) return '';
  const [kind, key = ''] = id.split(':');
  const before = look();
  model.sawSuperseded(before);
  const about = kind === 'checkpoint' ? (before.versions.get(key)?.asset ?? '') : (key.split('/')[0] ?? '');
  const edit = superseded.find((row) => row.id === id);
  const values = edit ? [edit.mine] : [before.items.get(about)?.status ?? ''];
  model.decided(values, apply);
  // Applying may move what was not sent elsewhere, where somebody else has a status already.
  if (!apply && (kind === 'item' || kind === 'checkpoint')) model.giveUp(about, before);
  if (apply) model.trash.moves(window.who);
  const name = apply ? 'apply' : 'discard';
  try {
    const done = await (apply ? window.project.attentionApply(id) : window.project.attentionDiscard(id));
    return `${name} ${id}: ${done.did} ${done.path}; `;
  } catch (error) {
    if (!CairnError.is(error, 'usage', 'name-taken', 'not-found')) throw error;
    return `${name} ${id}: ${error.message}; `;
  }
}
