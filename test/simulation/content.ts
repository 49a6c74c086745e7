/** What people of a simulated team save, and where. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nameKey } from '../../engine/domain/names.ts';
import { sha256 } from './model.ts';
import { running } from './os/program.ts';
import type { Scene } from './scene.ts';

/** Empty, small, or large enough for packs and deltas: then most of it is what others have too. */
export function newContent({ random, serial, window }: Scene): string {
  const kind = random.below(12);
  if (kind === 0) return '';
  const text = `${window.who} ${serial()} `;
  if (kind < 8) return text;
  const body = new Noise(random.below(2));
  return `${body.text(4_000 + random.below(8) * 4_000)}${text}${body.text(random.below(3) * 2_000)}`;
}

/** Text that does not compress well, the same for the same seed. */
class Noise {
  #state: number;
  constructor(seed: number) {
    this.#state = seed + 1;
  }
  text(length: number): string {
    let text = '';
    while (text.length < length) {
      this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
      text += this.#state.toString(36);
    }
    return text.slice(0, length);
  }
}

/** The spelling a name has on disk already, as on the disks of most people: they do not tell case apart. */
export function asOnDisk(folder: string, path: string): string {
  let at = '';
  for (const name of path.split('/')) {
    const here = existsSync(join(folder, at)) ? readdirSync(join(folder, at)) : [];
    at = at === '' ? name : `${at}/${here.find((other) => nameKey(other) === nameKey(name)) ?? name}`;
  }
  return at;
}

/** What a file holds that its owner is about to give up. */
function dropFile({ model, window }: Scene, path: string): void {
  try {
    model.dropped(window.who, sha256(readFileSync(join(window.folder, path))));
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Saves over whatever is there, as any program does. */
export function saveFile(scene: Scene, path: string, content: string): void {
  running.exit(() => dropFile(scene, path));
  scene.world.save(scene.window, path, content);
  scene.model.saved(scene.window.who, sha256(content), path);
  scene.production.contents.push(content);
}

export function deleteFile(scene: Scene, path: string): void {
  running.exit(() => {
    const file = join(scene.window.folder, path);
    dropFile(scene, path);
    scene.window.machine.names.settle(file);
    rmSync(file, { force: true });
  });
}
