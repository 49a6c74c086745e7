/**
 * Makes one data set in a folder: `node bench/data/main.ts KIND FOLDER [--size small|medium|large]`.
 * `npm run bench` makes what it needs by itself; this is for looking at the data and for tuning on it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BLENDER_SCALE, EXPORT_SCALE, writeBlender, writeExports } from './blender.ts';
import { artProject, everything } from './mixed.ts';
import { SERIES, writeSeries } from './series.ts';
import { parseSize, type Size } from './size.ts';
import { smallFiles } from './small.ts';
import { writeAssets } from './write.ts';

const SMALL_FILES = { small: 1_500, medium: 10_000, large: 100_000 } as const;
const MIXED_SCALE = { small: 0.25, medium: 1, large: 2 } as const;

const KINDS: Readonly<Record<string, (folder: string, size: Size) => unknown>> = {
  series: (folder, size) => writeSeries(folder, SERIES[size]),
  mixed: (folder, size) => writeAssets(folder, everything(artProject('mixed', MIXED_SCALE[size]))),
  small: (folder, size) => writeAssets(folder, smallFiles('game', 'small', SMALL_FILES[size])),
  blender: (folder, size) => writeBlender(folder, 'plain', BLENDER_SCALE[size]),
  'blender-compressed': (folder, size) => writeBlender(folder, 'compressed', BLENDER_SCALE[size]),
  'blender-exports': (folder, size) => {
    const scratch = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
    try {
      writeExports(folder, scratch, EXPORT_SCALE[size]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
  'blender-rigged': (folder, size) => writeBlender(folder, 'rigged', BLENDER_SCALE[size]),
};

const { values, positionals } = parseArgs({
  options: { size: { type: 'string', default: 'small' } },
  allowPositionals: true,
});
const [kind = '', folder] = positionals;
const make = KINDS[kind];
if (!make || !folder) {
  process.stderr.write(
    `node bench/data/main.ts ${Object.keys(KINDS).join('|')} FOLDER [--size small|medium|large]\n`,
  );
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  make(folder, parseSize(values.size));
}
