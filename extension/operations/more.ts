/** The part of the table that is about comparing, looking ahead, and working with others. */
import type { Operation } from './operation.ts';

const HAS_PROJECT = 'cairn.hasProject';

/** What is done to each of several, one after the other. */
export const EACH = {
  multi: true,
  progress: 'notification',
  cancellable: true,
  when: HAS_PROJECT,
} as const satisfies Partial<Operation>;

export const MORE_OPERATIONS = {
  compare: {
    title: 'Compare Two Versions…',
    icon: 'compare-changes',
    accepts: 'asset',
    remote: true,
    progress: 'notification',
    cancellable: true,
    menu: ['2_history@4'],
    when: HAS_PROJECT,
  },
  compareWorking: {
    title: 'Compare with the Working File',
    icon: 'git-compare',
    accepts: 'asset',
    remote: true,
    progress: 'notification',
    cancellable: true,
    menu: ['2_history@5'],
    explorer: true,
    when: HAS_PROJECT,
  },
  comparePrevious: {
    title: 'Compare with the Version Before',
    icon: 'diff',
    hidden: true,
    remote: true,
    progress: 'notification',
    cancellable: true,
  },
  checkpointAll: {
    title: 'Checkpoint All that Is Modified',
    icon: 'check',
    blocking: true,
    progress: 'notification',
    cancellable: true,
    when: HAS_PROJECT,
  },
  whatWillSync: {
    title: 'What Will Sync?',
    icon: 'preview',
    remote: true,
    progress: 'window',
    cancellable: true,
    title_: '1_more@3',
    when: HAS_PROJECT,
  },
  needs: {
    title: 'What It Brings Down',
    icon: 'type-hierarchy-sub',
    accepts: 'item',
    menu: ['4_meta@8'],
    when: HAS_PROJECT,
  },
  type: { title: 'Set Type…', accepts: 'item', ...EACH, menu: ['4_meta@7'] },
  describe: { title: 'Description…', accepts: 'item', menu: ['4_meta@9'], when: HAS_PROJECT },
  invite: {
    title: 'Invite a Colleague…',
    icon: 'person-add',
    remote: true,
    title_: '2_account@4',
    when: HAS_PROJECT,
  },
  joinByLink: { title: 'Join by Invitation Link…', icon: 'link', remote: true },
  firstSteps: { title: 'First Steps', icon: 'book', title_: '2_account@8' },
} as const satisfies Readonly<Record<string, Operation>>;
