import type { Command } from 'commander';
import { isPermission, PERMISSIONS } from '../../engine/domain/permissions.ts';
import { CairnError } from '../../engine/errors.ts';
import type { Run } from '../context.ts';
import { lines, plain, table } from '../layout.ts';
import { added } from '../signed.ts';
import { withLinkedStudio } from '../studio.ts';
import { addInviteCommands } from './access.ts';
import { addOwnRoles } from './roles.ts';

export function addTeamCommands(program: Command, run: Run): void {
  const member = program.command('member').description("the project's members, on its studio");
  member
    .command('add')
    .argument('<USER>')
    .requiredOption('--role <R>', 'see: cairn role list')
    .description('add a member, or give one another role')
    .action((user: string, options: { role: string }) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          await account.setMember(project, user, options.role);
          const text = `${plain(user)} is ${plain(options.role)} now\nTo assign tasks to them: cairn sync first, which brings their name here`;
          return { data: { user, role: options.role }, text };
        }),
      ),
    );
  member
    .command('remove')
    .argument('<USER>')
    .description('remove a member; what they made stays')
    .action((user: string) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          await account.removeMember(project, user);
          return { data: { removed: user }, text: `${plain(user)} is no member any more` };
        }),
      ),
    );
  member
    .command('list')
    .description('list the members and their roles')
    .action(() =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const members = await account.members(project);
          const text = table(members.map((m) => [plain(m.user), plain(m.role)]));
          return { data: { members }, text, answer: true };
        }),
      ),
    );
  addInviteCommands(member, run);
  const role = program.command('role').description("the project's roles, on its studio");
  addRoles(role, run);
  addOwnRoles(role, run, known);
}

function known(permissions: readonly string[]): readonly string[] {
  const unknown = permissions.find((permission) => !isPermission(permission));
  if (unknown === undefined) return permissions;
  const all = PERMISSIONS.join(', ');
  throw new CairnError('usage', `There is no permission "${unknown}". There are: ${all}.`);
}

function addRoles(role: Command, run: Run): void {
  role
    .command('list')
    .description('list the roles and what they may do')
    .action(() =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const roles = await account.roles(project);
          const text = roles.map((r) => lines(plain(r.name), `  ${r.permissions.join(', ') || 'nothing'}`));
          return { data: { roles }, text: text.join('\n'), answer: true };
        }),
      ),
    );
  role
    .command('set')
    .argument('<NAME>')
    .argument('[+PERMISSION...]', '+PERMISSION grants it, -PERMISSION takes it')
    .option('--remove <PERMISSION>', 'the same as -PERMISSION', (value, before: string[] = []) => [
      ...before,
      value,
    ])
    .description('change what a role may do')
    .action((name: string, words: string[], options: { remove?: string[] }) =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const [add, remove] = [known(added(words)), known(options.remove ?? [])];
          if (add.length + remove.length === 0)
            throw new CairnError('usage', 'Say which permissions: +PERMISSION or -PERMISSION.');
          await account.editRole(project, name, add, remove);
          return { data: { role: name, added: add, removed: remove }, text: `Changed ${plain(name)}` };
        }),
      ),
    );
}
