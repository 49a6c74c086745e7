import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../server/config.ts';
import { migrate } from '../../server/operations/migrate.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { openStudio } from '../../server/studio.ts';
import { contentOf } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { deltas } from '../support/deltas.ts';
import { StandIn } from '../support/s3/stand-in.ts';
import { Seat, startTeam, TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('a studio that moves its chunks to a storage', () => {
  const folder = useTempFolder();

  it('goes on where it was interrupted, brings what deltas stand on before them, and is verified', async () => {
    const storage = await StandIn.start();
    const { studio, ada } = await startTeam(join(folder(), 'old'), {});
    const content = contentOf(seededBytes(1, 300_000), seededBytes(2, 300_000));
    await ada.asset('rock', content);
    await ada.upload(deltas(3));
    await studio.close();
    const from = readConfig({ env: {}, options: { data: join(folder(), 'old') } });
    const to = readConfig({ env: {}, options: { ...storage.options, data: join(folder(), 'new') } });
    try {
      let written = 0;
      storage.fault = ({ method, key }) =>
        method === 'PUT' && key.split('/').length === 3 && written++ === 0
          ? { status: 403, code: 'AccountProblem' }
          : undefined;
      await assert.rejects(migrate(from, to, () => undefined));
      const done = await migrate(from, to, () => undefined);
      assert.equal(done.chunks, content.chunks.length + 3);
      const moved = await openStudio(to);
      try {
        assert.deepEqual((await verifyStudio(moved)).problems, []);
        const info = await moved.chunks.info(ada.project, [deltas(3)[2]!.hash]);
        assert.equal([...info.values()][0]?.codec, 'delta');
      } finally {
        await moved.close();
      }
    } finally {
      await storage.close();
    }
  });

  it('brings also what a power failure took out of the index of its packs', async () => {
    const storage = await StandIn.start();
    const old = join(folder(), 'old');
    const index = join(old, 'chunks', 'index.sqlite');
    const { studio, ada } = await startTeam(old, {});
    await ada.upload(deltas(1));
    await studio.close();
    copyFileSync(index, join(folder(), 'before'));
    const from = readConfig({ env: {}, options: { data: old } });
    const content = contentOf(seededBytes(1, 300_000));
    const again = await TestStudio.open(old);
    await new Seat(await again.signIn('ada'), ada.project).asset('rock', content);
    await again.close();
    copyFileSync(join(folder(), 'before'), index);
    try {
      const to = readConfig({ env: {}, options: { ...storage.options, data: join(folder(), 'new') } });
      const done = await migrate(from, to, () => undefined);
      assert.equal(done.chunks, content.chunks.length + 1);
    } finally {
      await storage.close();
    }
  });
});
