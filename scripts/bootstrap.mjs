/**
 * What `npm start` and `npm test` begin with: brings the dependencies where they are missing, then runs the given
 * program with the Node that npm installed, whichever Node (20 or newer) this is. Plain JavaScript and nothing but
 * Node's own modules, because at this point there may be nothing else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
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

const bin = join(root, 'node_modules', 'node', 'bin');
const [program, ...args] = process.argv.slice(2);
const child = spawn(join(bin, windows ? 'node.exe' : 'node'), [program, ...args], {
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
