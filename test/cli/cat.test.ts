/** `cat` that is cancelled, however far it is: nobody but it knows of the file that it reads a version into. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';
import { addHistoryCommands } from '../../cli/commands/history.ts';
import { EXIT } from '../../cli/exitCodes.ts';
import type { ProjectApi } from '../../engine/api.ts';
import { cancelled } from '../../engine/errors.ts';
import { runCommand } from '../support/cliInProcess.ts';
import { useTempFolder } from '../support/temp.ts';

describe('cli: cat', () => {
  const folder = useTempFolder();

  /** @param stop where it is cancelled: once the version is in its file, or when the first bytes are to be printed and nobody takes them. */
  async function run(stop: 'nowhere' | 'while it reads the version' | 'while it prints') {
    const abort = new AbortController();
    let file = '';
    const api: Pick<ProjectApi, 'exportVersion' | 'close'> = {
      exportVersion: async (_path, _version, target) => {
        file = target;
        await writeFile(target, Buffer.alloc(1_000_000));
        if (stop !== 'while it reads the version') return;
        abort.abort();
        throw cancelled(undefined);
      },
      close: async () => {},
    };
    const stdout = new Writable({
      write: (_bytes, _encoding, taken) => {
        if (stop === 'while it prints') abort.abort();
        else taken();
      },
    });
    const { exit, err } = await runCommand(addHistoryCommands, ['cat', 'a.bin', '--version', '1'], {
      folder: folder(),
      engine: { findProject: async () => folder(), openProject: async () => api as ProjectApi },
      signal: abort.signal,
      stdout,
    });
    assert.notEqual(file, '');
    return { exit, err, isLeft: existsSync(dirname(file)) };
  }

  it('leaves nothing behind', async () => {
    assert.deepEqual(await run('nowhere'), { exit: EXIT.done, err: '', isLeft: false });
  });

  for (const stop of ['while it reads the version', 'while it prints'] as const) {
    it(`leaves nothing behind where it is cancelled ${stop}`, async () => {
      const { exit, err, isLeft } = await run(stop);
      assert.deepEqual([exit, isLeft], [EXIT.cancelled, false]);
      assert.match(err, /^cairn: Cancelled\.\n/u);
    });
  }
});
