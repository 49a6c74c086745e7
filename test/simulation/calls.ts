/** What people can ask of a project, and who asks for it in a simulated run: nothing may be left out. */
import type { ProjectApi } from '../../engine/api.ts';
import type { Deed } from './plan.ts';

/** A call without an entry does not compile; a test holds what is called in a few runs against it. */
export const CALLS: Readonly<
  Record<keyof ProjectApi, Deed | 'the end of a run' | 'a restart' | 'the beginning'>
> = {
  info: 'look',
  status: 'track',
  brief: 'look',
  changes: 'look',
  projectFile: 'look',
  commitsElsewhere: 'look',
  children: 'look',
  listing: 'look',
  find: 'look',
  facets: 'look',
  log: 'version',
  track: 'track',
  checkpoint: 'checkpoint',
  sync: 'sync',
  plan: 'plan',
  conflicts: 'resolve',
  conflictHistory: 'look',
  checkRename: 'resolve',
  resolve: 'resolve',
  attention: 'attention',
  attentionApply: 'attention',
  attentionDiscard: 'attention',
  pull: 'pull',
  rebuild: 'rebuild',
  revert: 'revert',
  free: 'free',
  exportVersion: 'export',
  preview: 'look',
  mkdir: 'mkdir',
  move: 'move',
  declineRename: 'rename-offer',
  trash: 'trash',
  trashVersion: 'version',
  trashList: 'restore',
  trashRestore: 'restore',
  trashPurge: 'purge',
  assign: 'assign',
  unassign: 'assign',
  edit: 'status',
  tag: 'tag',
  depend: 'depend',
  needs: 'look',
  members: 'look',
  verify: 'verify',
  gc: 'gc',
  exportProject: 'export',
  publish: 'the beginning',
  close: 'a restart',
};

/** Tells of every call of a project's methods. */
export const listened = (project: ProjectApi, onCall: (name: string) => void): ProjectApi =>
  new Proxy(project, {
    get: (target, name) => {
      const value: unknown = target[name as keyof ProjectApi];
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => {
        onCall(String(name));
        return Reflect.apply(value, target, args) as unknown;
      };
    },
  });
