/**
 * What `npm start` and `npm test` begin with: brings the dependencies where they are missing, then runs the given
 * program with the Node that npm installed, whichever Node (20 or newer) this is. Plain JavaScript and nothing but
 * Node's own modules, because at this point there may be nothing else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';

// npm writes this file last: without it, an installation has not begun or was interrupted.
if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  process.stdout.write('installing dependencies (npm ci) …\n');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: windows,
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
}

// Dependencies' install scripts do not run (.npmrc): npm would take better-sqlite3, which ships its binaries, for a
// package to be compiled. The one script that is needed is that of the `node` package, which fetches its binary.
const bin = join(root, 'node_modules', 'node', 'bin');
const node = join(bin, windows ? 'node.exe' : 'node');
if (!existsSync(node)) {
  const cwd = join(root, 'node_modules', 'node');
  const setup = spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (setup.status !== 0 || !existsSync(node)) {
    process.stderr.write(
      'The Node.js that Cairn builds and tests with could not be fetched from the npm registry.\n',
    );
    process.exit(1);
  }
}
// npm links no program that is not there yet. With this, scripts that npm runs find the right Node too.
const link = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node');
if (!existsSync(link)) {
  if (windows) writeFileSync(link, '@"%~dp0\\..\\node\\bin\\node.exe" %*\r\n');
  else symlinkSync(join('..', 'node', 'bin', 'node'), link);
}

const [program, ...args] = process.argv.slice(2);
const child = spawn(node, [program, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [bin, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  },
});
child.on('error', (error) => {
  process.stderr.write(`${error.message}\nDelete node_modules and try again.\n`);
  process.exit(1);
});
// This process ends when the child has, also after Ctrl+C (which a terminal sends to both).
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
