/**
 * The file system calls of safe writes, so that tests can make each of them fail. The synchronous ones are for a last
 * look and what stands on it: a call that is waited for first waits for a thread, behind others' flushes, and for its
 * turn afterwards.
 */
import * as calls from './disk-calls.ts';

export type Disk = typeof calls;
export const realDisk: Disk = calls;
