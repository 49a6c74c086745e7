/** `role create`, `role rename`, `role remove`: roles of a team's own. */
import type { Command } from 'commander';
import { CairnError } from '../../engine/errors.ts';
import type { Run } from '../context.ts';
import { plain } from '../layout.ts';
import { added } from '../signed.ts';
import { withLinkedStudio } from '../studio.ts';

export function addOwnRoles(
  role: Command,
  run: Run,
  known: (words: readonly string[]) => readonly string[],
): void {
  role
    .command('create')
    .argument('<NAME>')
    .argument('[+PERMISSION...]', 'what it may do')
    .option('--like <ROLE>', 'all that this role may do, too')
    .description('make a role')
    .action((name: string, words: string[], options: { like?: string }) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const permissions = new Set(known(added(words)));
          if (options.like !== undefined) {
            const like = (await account.roles(project)).find((one) => one.name === options.like);
            if (!like) throw new CairnError('not-found', `There is no role ${options.like}.`);
            for (const permission of like.permissions) permissions.add(permission);
          }
          const made = (await account.administration(project).createRole(name, [...permissions])).role;
          return {
            data: { role: made.name, permissions: made.permissions },
            text: `Made ${plain(made.name)}`,
          };
        }),
      ),
    );
  role
    .command('rename')
    .argument('<NAME>')
    .argument('<NEW>')
    .description('rename a role; its members keep it')
    .action((name: string, to: string) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          await account.administration(project).renameRole(name, to);
          return { data: { from: name, to }, text: `${plain(name)} is now ${plain(to)}` };
        }),
      ),
    );
  role
    .command('remove')
    .argument('<NAME>')
    .option('--to <ROLE>', 'what its members and invitations get')
    .description('remove a role')
    .action((name: string, options: { to?: string }) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          await account.administration(project).removeRole(name, options.to);
          return { data: { removed: name, to: options.to ?? null }, text: `Removed ${plain(name)}` };
        }),
      ),
    );
}
