import { blender } from './blender.ts';
import type { Case } from './context.ts';
import { first, small } from './first.ts';
import { host } from './host.ts';
import { memory } from './memory.ts';
import { rebuild } from './rebuild.ts';
import { series } from './series.ts';
import { status } from './status.ts';
import { longlink, loopback } from './transfer.ts';

export const CASES: readonly Case[] = [
  series,
  blender,
  first,
  small,
  rebuild,
  status,
  loopback,
  longlink,
  host,
  memory,
];
