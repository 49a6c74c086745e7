import type { Target } from '../target.ts';
import { backup, backupToStorage } from './backup.ts';
import { chunk, frames, manifest, pack } from './content.ts';
import { bridge, notes, scenes, storage, webhooks } from './foreign.ts';
import { answer, direct, page, push, wanted } from './messages.ts';
import { pictures } from './pictures.ts';
import { projectFile, projectRows } from './project-file.ts';
import { provider } from './provider.ts';
import { reconciled } from './reconciled.ts';
import { answers, config, pages, session } from './settings.ts';
import { studio } from './studio.ts';
import { addresses, ignore, invitations, names } from './text.ts';

export const TARGETS: readonly Target[] = [
  page,
  reconciled,
  answer,
  direct,
  push,
  wanted,
  frames,
  chunk,
  manifest,
  pack,
  pictures,
  scenes,
  storage,
  notes,
  bridge,
  webhooks,
  projectFile,
  projectRows,
  names,
  addresses,
  invitations,
  ignore,
  config,
  session,
  pages,
  answers,
  provider,
  studio,
  backup,
  backupToStorage,
];
