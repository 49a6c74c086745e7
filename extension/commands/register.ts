/** Connects every operation of the table with what it does; the compiler demands all of them. */
import * as vscode from 'vscode';
import type { App, Handlers } from '../app.ts';
import { commandId, OPERATIONS, type OperationName } from '../operations/table.ts';
import { asCairnError } from '../rpc/errors.ts';
import { fromSourceControl } from '../scm/arguments.ts';
import { logError, showError } from '../ui/errors.ts';
import { accountCommands } from './account.ts';
import { attentionCommands } from './attention.ts';
import { checkpointCommands } from './checkpoint.ts';
import { compareCommands } from './compare.ts';
import { findCommands } from './find.ts';
import { firstStepsCommands } from './firstSteps.ts';
import { historyCommands } from './history.ts';
import { invitationCommands } from './invitations.ts';
import { metadataCommands } from './metadata.ts';
import { planCommands } from './plan.ts';
import { projectCommands } from './projects.ts';
import { revealCommands } from './reveal.ts';
import { structureCommands } from './structure.ts';
import { studioCommands } from './studio.ts';
import { syncCommands } from './sync.ts';
import { trashCommands } from './trash.ts';
import { workingCommands } from './working.ts';

const HANDLERS: Handlers<OperationName> = {
  ...syncCommands,
  ...checkpointCommands,
  ...workingCommands,
  ...historyCommands,
  ...compareCommands,
  ...structureCommands,
  ...trashCommands,
  ...metadataCommands,
  ...invitationCommands,
  ...firstStepsCommands,
  ...planCommands,
  ...findCommands,
  ...revealCommands,
  ...accountCommands,
  ...projectCommands,
  ...studioCommands,
  ...attentionCommands,
};

export function registerCommands(app: () => App): vscode.Disposable[] {
  return (Object.keys(OPERATIONS) as OperationName[]).map((name) =>
    vscode.commands.registerCommand(commandId(name), async (...args: unknown[]) => {
      const [first, second] = fromSourceControl(args);
      const { log } = app();
      try {
        return await HANDLERS[name](app(), first, second);
      } catch (thrown) {
        const error = asCairnError(thrown);
        logError(log, name, error);
        void showError(error, log);
        return undefined;
      }
    }),
  );
}
