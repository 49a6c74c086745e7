import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { argon2id, argon2Verify } from 'hash-wasm';
import { Passwords } from '../../server/accounts/passwords.ts';
import { readConfig } from '../../server/config.ts';
import { openStudio } from '../../server/studio.ts';
import { TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('passwords', () => {
  const folder = useTempFolder();

  it('are hashed as others read it, whichever implementation this runtime has', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('pässword');
    assert.ok(await argon2Verify({ password: 'pässword', hash }));
    const other = await argon2id({
      password: 'pässword',
      salt: Buffer.alloc(16, 1),
      iterations: 1,
      parallelism: 1,
      memorySize: 64,
      hashLength: 32,
      outputType: 'encoded',
    });
    assert.ok(await passwords.matches('pässword', other));
    assert.equal(await passwords.matches('passwort', other), false);
  });

  it('cost a guess what OWASP recommends, in a studio that was not told otherwise', async () => {
    const studio = await openStudio(readConfig({ env: {}, options: { data: folder() } }));
    try {
      await studio.accounts.add({ name: 'ada', password: 'correct horse battery' }, true);
      const { password } = await studio.metadata.db
        .selectFrom('account')
        .selectAll()
        .executeTakeFirstOrThrow();
      assert.match(password, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/u);
    } finally {
      await studio.close();
    }
  });

  it('are the same however their letters are composed', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('pa\u0308ssword');
    assert.ok(await passwords.matches('p\u00e4ssword', hash));
  });

  it('match nothing where there is no account, or a hash that is none', async () => {
    const passwords = new Passwords();
    assert.equal(await passwords.matches('x', undefined), false);
    assert.equal(await passwords.matches('', ''), false);
  });

  it('lie in a file that only the studio reads', async function () {
    if (process.platform === 'win32') return this.skip();
    const studio = await TestStudio.open(folder());
    await studio.setUp('ada');
    for (const name of ['studio.sqlite', 'studio.sqlite-wal']) {
      assert.equal(statSync(join(folder(), name)).mode & 0o077, 0, name);
    }
    await studio.close();
  });
});
