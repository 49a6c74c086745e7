/** The extension as it ships: packed and installed once for all workbenches of this process. */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVsix } from '../../scripts/package/vsix.ts';
import { VscodeServer } from './vscodeServer.ts';

let installed: Promise<string> | undefined;

/**
 * The folder of extensions with the packaged one in it, for `--extensions-dir`; several servers may share it. Packs what was
 * built, or takes the package that CAIRN_VSIX names.
 */
export function installedExtension(): Promise<string> {
  installed ??= install();
  return installed;
}

async function install(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'cairn-installed-'));
  process.once('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  const vsix = process.env.CAIRN_VSIX ?? (await packVsix(home));
  await VscodeServer.installExtension(home, vsix);
  return join(home, 'extensions');
}
