/** Opens an editor on a member's working folder: desktop VS Code where there is one, otherwise one in the browser. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from '../../test/support/cache.ts';
import { Program } from '../../test/support/process.ts';
import type { Member } from '../../test/support/team.ts';
import { VscodeServer } from '../../test/support/vscodeServer.ts';

export interface OpenEditor {
  /** What to tell the user. */
  readonly where: string;
  stop(): Promise<void>;
}

export async function openEditor(member: Member, dataDir: string): Promise<OpenEditor> {
  const env = { CAIRN_CONFIG_DIR: member.configDir };
  const code = desktopVsCode();
  if (code === undefined) {
    const server = await VscodeServer.start({ dataDir, env });
    const where = `open this address in a browser:\n\n  ${server.url(member.folder, [root])}`;
    return { where, stop: () => server.stop() };
  }
  const args = [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${dataDir}`, '--new-window', '--wait'];
  const program = new Program('VS Code', code, [...args, '--disable-workspace-trust', member.folder], {
    env,
  });
  return { where: 'VS Code opens on that folder.', stop: () => program.stop() };
}

/** A `code` that can open a window: there is none without a display. */
function desktopVsCode(): string | undefined {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
