/**
 * A sync in a process of its own, which is gone in an instant where it changes from one state to another: FOLDER TOKEN
 * `FROM → TO`.
 */
import { openProject } from '../../engine/engine.ts';
import { testPorts } from './ports.ts';

const [folder = '', token = '', transition = ''] = process.argv.slice(2);
const log = (_level: string, message: string) => {
  if (message === `sync: ${transition}`) process.kill(process.pid, 'SIGKILL');
};
const project = await openProject(folder, { ...testPorts(() => token), log });
await project.sync();
await project.close();
