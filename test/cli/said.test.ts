/** What commands say, where that depends on what the engine or the studio answers. */
import assert from 'node:assert/strict';
import { addAccountCommands } from '../../cli/commands/account.ts';
import { addMaintenanceCommands } from '../../cli/commands/maintenance.ts';
import { addStructureCommands } from '../../cli/commands/structure.ts';
import { Sessions } from '../../cli/sessions.ts';
import type { ProjectApi, VerifyReport } from '../../engine/api.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';
import type { StudioAccount } from '../../engine/remote/studio.ts';
import { runCommand } from '../support/cliInProcess.ts';
import { useTempFolder } from '../support/temp.ts';

describe('cli: what is said', () => {
  const folder = useTempFolder();
  const STUDIO = 'http://studio.test';

  it('logout warns of a session that lasts on the studio, and of none that has ended there', async () => {
    const logout = async (code: ErrorCode) => {
      await new Sessions(folder, undefined).store(STUDIO, 'ada', 'token');
      const account: Pick<StudioAccount, 'logout' | 'close'> = {
        logout: async () => {
          throw new CairnError(code, 'it failed');
        },
        close: async () => {},
      };
      const engine = { account: async () => account as StudioAccount };
      const { exit, out, err } = await runCommand(addAccountCommands, ['logout', STUDIO], {
        folder: folder(),
        engine,
      });
      assert.deepEqual([exit, out], [0, `Signed out of ${STUDIO}\n`]);
      return err;
    };
    assert.match(await logout('studio-unreachable'), /lasts on the studio until it expires/u);
    assert.equal(await logout('session-expired'), '');
  });

  it('trash purge speaks of a sync only where there is a studio', async () => {
    const purge = async (studio: string | null) => {
      const api = {
        trashList: async () => [],
        trashPurge: async () => {},
        info: async () => ({ studio }),
        close: async () => {},
      };
      const engine = {
        findProject: async () => folder(),
        openProject: async () => api as unknown as ProjectApi,
      };
      return (await runCommand(addStructureCommands, ['trash', 'purge', 'x'], { folder: folder(), engine }))
        .out;
    };
    assert.equal(await purge(null), 'Purged.\n');
    assert.equal(await purge(STUDIO), 'Purged here. The next sync purges it for everybody.\n');
  });

  it('verify counts the versions that the studio made whole again', async () => {
    const checked = { chunks: 9, bytes: 9_000_000, checkpoints: 3 };
    const report: VerifyReport = { ok: true, problems: [], repaired: 2, checked };
    const api: Pick<ProjectApi, 'verify' | 'close'> = { verify: async () => report, close: async () => {} };
    const engine = { findProject: async () => folder(), openProject: async () => api as ProjectApi };
    const { out } = await runCommand(addMaintenanceCommands, ['verify', '--repair'], {
      folder: folder(),
      engine,
    });
    assert.equal(
      out,
      'The project file is in order: 3 checkpoints, 9 chunks, 9.0 MB checked.\n2 versions made whole again from the studio.\n',
    );
  });
});
