/** What a simulated person does something with. */
import type { Model } from './model.ts';
import type { Random } from './random.ts';
import type { StoredProject } from './stored.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

export interface Scene {
  readonly window: Window;
  readonly random: Random;
  readonly world: World;
  readonly model: Model;
  /** What lies in the member's project file at this moment. */
  readonly look: () => StoredProject;
  /** What lies in a copy of it. */
  readonly inFile: (file: string) => StoredProject;
  readonly setRole: (name: string, role: string) => Promise<void>;
  readonly collectStudioGarbage: () => Promise<string>;
  /** A number that nobody had before. */
  readonly serial: () => string;
}
