/** What a simulated person does something with. */
import type { Model } from './model.ts';
import type { Production } from './production.ts';
import type { Random } from './random.ts';
import type { Apart, StoredProject } from './stored.ts';
import type { Window } from './window.ts';
import type { World } from './world.ts';

export interface Scene {
  readonly window: Window;
  readonly random: Random;
  readonly world: World;
  readonly model: Model;
  readonly production: Production;
  /** Other projects of the run. */
  readonly others: readonly Production[];
  /** The session of the window's owner. */
  readonly token: string | undefined;
  /** What the studio has of another project and not of this one, by its database. */
  readonly onlyIn: (other: Production) => Apart;
  /** What lies in the member's project file at this moment. */
  readonly look: () => StoredProject;
  /** What lies in a copy of it. */
  readonly inFile: (file: string) => StoredProject;
  /** In the project of the window. */
  readonly setRole: (name: string, role: string) => Promise<void>;
  readonly collectStudioGarbage: () => Promise<string>;
  /** A number that nobody had before. */
  readonly serial: () => string;
}
