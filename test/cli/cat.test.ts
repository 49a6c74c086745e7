/** `cat` that is cancelled, however far it is: nobody but it knows of the file that it reads a version into. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { Command } from 'commander';
import { addHistoryCommands } from '../../cli/commands/history.ts';
import type { Engine } from '../../cli/context.ts';
import { EXIT } from '../../cli/exitCodes.ts';
import { Sessions } from '../../cli/sessions.ts';
import { createShell } from '../../cli/shell.ts';
import type { ProjectApi } from '../../engine/api.ts';
import { cancelled } from '../../engine/errors.ts';
import { useTempFolder } from '../support/temp.ts';

describe('cli: cat', () => {
  const folder = useTempFolder();

  /** @param onContent the version is in its file. @param onOutput its first bytes are to be printed; nobody takes them. */
  async function run(stop: { onContent?: true; onOutput?: true }) {
    const abort = new AbortController();
    let file = '';
    let told = '';
    const api: Pick<ProjectApi, 'exportVersion' | 'close'> = {
      exportVersion: async (_path, _version, target) => {
        file = target;
        await writeFile(target, Buffer.alloc(1_000_000));
        if (!stop.onContent) return;
        abort.abort();
        throw cancelled(undefined);
      },
      close: async () => {},
    };
    const engine: Pick<Engine, 'findProject' | 'openProject'> = {
      findProject: async () => folder(),
      openProject: async () => api as ProjectApi,
    };
    const stdout = new Writable({
      write: (_bytes, _encoding, taken) => {
        if (stop.onOutput) abort.abort();
        else taken();
      },
    });
    const stderr = new Writable({
      write: (text, _encoding, taken) => {
        told += text;
        taken();
      },
    });
    const program = new Command();
    const shell = createShell(
      {
        io: { stdin: Readable.from([]), stdout, stderr, env: {} },
        engine: engine as Engine,
        sessions: new Sessions(folder, undefined),
        cwd: folder,
        now: Date.now,
        signal: abort.signal,
      },
      () => program,
    );
    addHistoryCommands(program, shell.run);
    await program.parseAsync(['cat', 'a.bin', '--version', '1'], { from: 'user' });
    assert.notEqual(file, '');
    return { exit: shell.exitCode(), told, isLeft: existsSync(dirname(file)) };
  }

  it('leaves nothing behind', async () => {
    assert.deepEqual(await run({}), { exit: EXIT.done, told: '', isLeft: false });
  });

  const STOPS = {
    'while it reads the version': { onContent: true },
    'while it prints': { onOutput: true },
  } as const;
  for (const [when, stop] of Object.entries(STOPS)) {
    it(`leaves nothing behind where it is cancelled ${when}`, async () => {
      const { exit, told, isLeft } = await run(stop);
      assert.deepEqual([exit, isLeft], [EXIT.cancelled, false]);
      assert.match(told, /^cairn: Cancelled\.\n/u);
    });
  }
});
