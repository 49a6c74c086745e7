/** A studio's data folder, where the disk or what lies above it does not let everything be done. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PackStore } from '../../server/chunks/packs/pack-store.ts';
import { readConfig } from '../../server/config.ts';
import { holdFolder } from '../../server/metadata/hold.ts';
import { openStudio } from '../../server/studio.ts';
import { asOrdinaryUser } from '../support/ordinary-user.ts';
import { quickPasswords } from '../support/passwords.ts';
import { useTempFolder } from '../support/temp.ts';

describe("a studio's data folder", () => {
  const folder = useTempFolder();

  it('may lie where the folder above it cannot be listed', async function () {
    if (process.platform === 'win32') this.skip();
    const above = join(folder(), 'closed');
    const data = join(above, 'data');
    mkdirSync(data, { recursive: true });
    await asOrdinaryUser(folder(), async () => {
      chmodSync(above, 0o311);
      (await holdFolder(data, true)).close();
      const config = readConfig({ env: {}, options: { data } });
      await (await openStudio(config, Date.now, false, quickPasswords())).close();
      chmodSync(above, 0o700);
    });
  });

  it('is not well once it is gone, and is not made anew', async () => {
    const root = join(folder(), 'chunks');
    const store = await PackStore.open(root);
    try {
      rmSync(root, { recursive: true });
      await assert.rejects(store.ping(), { code: 'ENOENT' });
      assert.equal(existsSync(root), false);
    } finally {
      await store.close();
    }
  });
});
