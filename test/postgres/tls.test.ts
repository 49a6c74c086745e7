/** Connections to a PostgreSQL with TLS: encrypted, to nobody but who shows a certificate that counts, or none at all. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { root } from '../support/cache.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { startTeam } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a PostgreSQL with TLS', function () {
  this.timeout(60_000);
  const folder = useTempFolder();
  let server: ChildProcess;
  let url: URL;
  let ca: string;
  before(async () => {
    const program = join(root, 'test', 'support', 'postgres-server.ts');
    server = spawn(process.execPath, [program, '--tls'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    const told = JSON.parse(String(line)) as { url: string; ca: string };
    url = new URL(`${told.url}/postgres`);
    ({ ca } = told);
  });
  after(async () => {
    const ended = once(server, 'exit');
    server.stdin!.end();
    await ended;
  });

  const at = (parameters: Record<string, string>, host = url.hostname): string => {
    const text = new URL(url);
    text.hostname = host;
    for (const [key, value] of Object.entries(parameters)) text.searchParams.set(key, value);
    return text.href;
  };
  const refused = async (address: string, why: RegExp) => {
    const { message } = await openPostgresMetadata(address).then(
      () => ({ message: 'it was let in' }),
      (error: Error) => error,
    );
    assert.match(message, why);
    assert.match(message, /"database" at /u);
    assert.ok(!message.includes('password'), message);
  };

  it('is spoken to in secret, by all connections', async () => {
    const database = at({ sslmode: 'verify-full', sslrootcert: ca });
    const { studio, ada } = await startTeam(folder(), { ben: 'Artist' }, { database });
    try {
      const { rows } = await sql<{ ssl: boolean; count: number }>`
        select s.ssl, count(*) as count from pg_stat_ssl s join pg_stat_activity a using (pid)
        where a.application_name = 'cairn-studio' group by s.ssl`.execute(studio.studio.metadata.db);
      assert.deepEqual(
        rows.map(({ ssl }) => ssl),
        [true],
      );
      assert.ok((await ada.pull()).head > 0);
    } finally {
      await studio.close();
    }
  });

  it('is refused where somebody else signed its certificate, or nobody whom this machine knows', async () => {
    await refused(
      at({ sslmode: 'verify-full', sslrootcert: join(dirname(ca), 'other.pem') }),
      /certificate/u,
    );
    await refused(at({ sslmode: 'verify-full' }), /certificate/u);
    await refused(at({ ssl: 'true' }), /certificate/u);
  });

  it('is refused where it has another name', async () => {
    await refused(at({ sslmode: 'verify-full', sslrootcert: ca }, '127.0.0.1'), /127\.0\.0\.1/u);
    // Laxer than asked for is no mode of libpq's here.
    for (const sslmode of ['require', 'prefer', 'verify-ca'])
      await refused(at({ sslmode, sslrootcert: ca }, '127.0.0.1'), /127\.0\.0\.1/u);
  });

  it('is not spoken to in the open where it has no TLS', async () => {
    const plain = new URL(await emptyDatabase());
    plain.searchParams.set('sslmode', 'verify-full');
    plain.searchParams.set('sslrootcert', ca);
    await refused(plain.href, /does not support SSL/u);
  });

  it('is told apart from a file that is not there', async () => {
    await refused(at({ sslmode: 'verify-full', sslrootcert: '/nowhere/ca.pem' }), /\/nowhere\/ca\.pem/u);
  });
});
