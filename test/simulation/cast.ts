/** Who works on what, and where. */

/**
 * Working folders by project, each named after whose it is. Ann is in both projects and has both on one machine; everybody else is in
 * one of them, and may learn nothing of the other.
 */
export const TEAMS = { film: ['ann', 'ben', 'cas'], game: ['ann-game', 'dan'] } as const;
export type ProjectName = keyof typeof TEAMS;
/** A member at work on a project, in a folder of its own. */
export type Who = (typeof TEAMS)[ProjectName][number];
export const MACHINES = ['ann', 'ben', 'cas', 'dan'] as const;
/** Of its owner's name, which is that of their account too. */
export type MachineName = (typeof MACHINES)[number];
/** Windows by name: Ben has two on one project file. */
export type WindowName = Who | 'ben2';

export const whoseWindow = (window: WindowName): Who => (window === 'ben2' ? 'ben' : window);
export const ownerOf = (who: Who): MachineName => (who === 'ann-game' ? 'ann' : who);

/** Who takes part in a run. */
export interface Cast {
  readonly projects: readonly ProjectName[];
  readonly windows: readonly WindowName[];
  readonly machines: readonly MachineName[];
}

export const ONE_PROJECT: Cast = {
  projects: ['film'],
  windows: ['ann', 'ben', 'ben2', 'cas'],
  machines: ['ann', 'ben', 'cas'],
};
export const TWO_PROJECTS: Cast = {
  projects: ['film', 'game'],
  windows: [...ONE_PROJECT.windows, 'ann-game', 'dan'],
  machines: [...ONE_PROJECT.machines, 'dan'],
};

/** Of how many runs one is of two projects. */
const TWO_EVERY = 4;

/** A second project makes a run longer by half, so few have one. */
export const castOf = (seed: number): Cast => (seed % TWO_EVERY === 0 ? TWO_PROJECTS : ONE_PROJECT);
