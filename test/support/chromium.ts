/** A Chromium to drive: one that the machine has, otherwise (Linux on x64) the one that an npm package carries. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { cached, root } from './cache.ts';
import { run } from './process.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchChromium(): Promise<Browser> {
  if (process.platform === 'win32') return chromium.launch({ channel: 'msedge' });
  const found = onPath();
  if (found) return chromium.launch({ executablePath: found, args: FLAGS });
  if (process.platform === 'darwin') return chromium.launch({ channel: 'chrome' });
  if (process.arch !== 'x64') throw new Error('these tests need Chromium: install the package "chromium"');
  const unpacked = await cached('chromium', unpack);
  const fonts = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(unpacked, 'fonts') };
  return chromium.launch({
    executablePath: join(unpacked, 'chromium'),
    args: FLAGS,
    env: { ...process.env, ...fonts } as Record<string, string>,
  });
}

function onPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) =>
    existsSync(file),
  );
}

/** The package unpacks into the system's temporary folder, which it takes from TMPDIR. */
async function unpack(dir: string): Promise<void> {
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: root, env: { TMPDIR: dir } });
}
