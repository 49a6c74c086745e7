/** A helper process that prints its port and lives until it is ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Child {
  readonly port: number;
  end(): Promise<void>;
}

/** @throws {Error} where it ends without a port */
export async function startChild(script: string, ...args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const port = await Promise.race([
    once(child.stdout, 'data').then(([data]) => Number(String(data))),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} ended with ${code}`);
    }),
  ]);
  return {
    port,
    async end() {
      process.off('exit', kill);
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
