/** Assets onto the disk. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Asset } from './asset.ts';

/** Writes the asset below `folder`, over what is there. Returns its bytes. */
export function writeAsset(folder: string, asset: Asset): number {
  const path = join(folder, asset.path);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  let written = 0;
  try {
    for (const part of asset.parts())
      for (let at = 0; at < part.length; ) {
        const bytes = writeSync(file, part, at);
        at += bytes;
        written += bytes;
      }
  } finally {
    closeSync(file);
  }
  return written;
}

export const writeAssets = (folder: string, assets: Iterable<Asset>): number => {
  let bytes = 0;
  for (const asset of assets) bytes += writeAsset(folder, asset);
  return bytes;
};
