/**
 * Where programs find the bridge: a file in each project's own folder, readable by its user alone. The window that
 * wrote it takes it away; one that is left by a crash names a port that nobody answers at, or a token that is wrong.
 */
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeAddress } from './bridge.ts';

export const announcementFile = (dir: string): string => join(dir, '.cairn', 'bridge.json');

/** Replaces what another window announced: the last one is found. */
export async function announce(dir: string, address: BridgeAddress): Promise<void> {
  const file = announcementFile(dir);
  const partial = `${file}.${process.pid}.part`;
  await writeFile(partial, JSON.stringify({ ...address, folder: dir, pid: process.pid }), { mode: 0o600 });
  // An older file of that name keeps its own permissions.
  await chmod(partial, 0o600);
  await rename(partial, file);
}

/** Takes it away if it is this one's. */
export async function withdraw(dir: string, { token }: BridgeAddress): Promise<void> {
  const file = announcementFile(dir);
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes(token)) await rm(file, { force: true });
}
