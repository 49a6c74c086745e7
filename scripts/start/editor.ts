/** Opens an editor on a member's working folder: desktop VS Code where there is one, otherwise one in the browser. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../../test/support/cache.ts';
import { Program } from '../../test/support/process.ts';
import type { Member } from '../../test/support/team.ts';
import { VscodeServer } from '../../test/support/vscodeServer.ts';

/** A desktop VS Code that cannot open a window says so within this time, in milliseconds. */
const REFUSAL = 4_000;

export interface OpenEditor {
  /** What to tell the user. */
  readonly where: string;
  stop(): Promise<void>;
}

/** @param vsix the packaged extension, for the editor in the browser */
export async function openEditor(member: Member, dataDir: string, vsix: string): Promise<OpenEditor> {
  const desktop = desktopVsCode();
  const opened = desktop === undefined ? undefined : await onDesktop(desktop, member, dataDir);
  return opened ?? inBrowser(member, dataDir, vsix);
}

/** Undefined where it does not start. */
async function onDesktop(code: string, member: Member, dataDir: string): Promise<OpenEditor | undefined> {
  const args = [`--extensionDevelopmentPath=${root}`, `--user-data-dir=${dataDir}`, '--new-window', '--wait'];
  args.push('--disable-workspace-trust', member.folder);
  const [command, ...before] = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', code] : [code];
  const env = { CAIRN_CONFIG_DIR: member.configDir };
  const program = new Program('VS Code', command ?? code, [...before, ...args], { env });
  const refused = program.exited.then((status) => status !== 0);
  if (await Promise.race([refused, delay(REFUSAL, false, { ref: false })])) return undefined;
  return { where: 'VS Code opens on that folder.', stop: () => program.stop() };
}

async function inBrowser(member: Member, dataDir: string, vsix: string): Promise<OpenEditor> {
  await VscodeServer.installExtension(dataDir, vsix);
  const server = await VscodeServer.start({ dataDir, env: { CAIRN_CONFIG_DIR: member.configDir } });
  const where = `open this address in a browser:\n\n  ${server.url(member.folder)}`;
  return { where, stop: () => server.stop() };
}

/** A `code` that can open a window: there is none without a display. */
function desktopVsCode(): string | undefined {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}
