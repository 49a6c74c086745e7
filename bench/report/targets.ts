/** The targets, judged from a result. Ratios are of medians of one run on one machine. */
import { BLENDER_SCALE } from '../data/blender.ts';
import type { Size } from '../data/size.ts';
import { Lookup } from './lookup.ts';
import type { Result } from './result.ts';
import { judge, least, most, ratio, type Verdict } from './verdict.ts';

const BACKUP = ['restic', 'borg'];
const RIVALS = ['git-lfs', ...BACKUP];
const MB = 1e6;
/** Bytes per second of the emulated line. */
const LINE = 125e6;

function editSeries(look: Lookup): Verdict[] {
  const one = 'series';
  return look.dataOf(one).flatMap((data) => {
    const own = (metric: string) => look.middle(one, data, 'cairn', metric);
    const of = (system: string, metric: string) => look.middle(one, data, system, metric);
    const best = (metric: string) => least(look.middles(one, data, BACKUP, metric));
    const time = `edit series (${data}): time of all commits`;
    const kept = `edit series (${data}): bytes stored`;
    return [
      ...judge(
        time,
        'to git-lfs with its push',
        ratio(own('commit'), of('git-lfs', 'commit')),
        'at most',
        0.4,
      ),
      ...judge(time, 'to git', ratio(own('commit'), of('git', 'commit')), 'at most', 0.25),
      ...judge(
        time,
        'to the faster of restic and borg',
        ratio(own('commit'), best('commit')),
        'at most',
        0.6,
      ),
      ...judge(kept, 'to git-lfs', ratio(own('stored'), of('git-lfs', 'stored')), 'at most', 0.2),
      ...judge(
        kept,
        'to the smaller of restic and borg',
        ratio(own('stored'), best('stored')),
        'at most',
        0.7,
      ),
      ...judge(
        kept,
        'after the first commit, to theirs',
        ratio(own('growth'), best('growth')),
        'at most',
        0.25,
      ),
    ];
  });
}

/** The limits are for a scene of about 570 MB; a smaller scene has to stay below its share. */
function blender(look: Lookup, size: Size): Verdict[] {
  const limits: Readonly<Record<string, number>> = { plain: 1 * MB, compressed: 3 * MB };
  return Object.entries(limits).flatMap(([data, limit]) => {
    const work = `Blender scene saved again (${data})`;
    const bound = limit * BLENDER_SCALE[size];
    const bytes = (metric: string) => look.largest('blender', data, 'cairn', metric);
    const time = look.middle('blender', data, 'cairn', 'save');
    const hashing = look.middle('blender', data, 'openssl', 'save');
    const rivals = least(look.middles('blender', data, RIVALS, 'save'));
    return [
      ...judge(work, 'new bytes stored, largest', bytes('stored'), 'at most', bound, 'bytes'),
      ...judge(work, 'bytes sent, largest', bytes('sent'), 'at most', bound, 'bytes'),
      ...judge(work, 'time to that of openssl dgst -sha256', ratio(time, hashing), 'at most', 2.5),
      ...judge(work, 'time to the fastest of git-lfs, restic, borg', ratio(time, rivals), 'at most', 1),
    ];
  });
}

function firstCheckpoints(look: Lookup): Verdict[] {
  const mixed = look.dataOf('first').flatMap((data) => {
    const of = (metric: string) => look.middle('first', data, 'cairn', metric);
    const speed = most(look.middles('first', data, BACKUP, 'speed'));
    const stored = least(look.middles('first', data, BACKUP, 'stored'));
    const work = `first checkpoint of mixed art (${data})`;
    return [
      ...judge(work, 'bytes/s to the faster of restic and borg', ratio(of('speed'), speed), 'at least', 1.5),
      // "At like compression": what is stored must not be what the speed was bought with.
      ...judge(work, 'bytes stored to the smaller of both', ratio(of('stored'), stored), 'at most', 1.1),
    ];
  });
  const small = look.dataOf('small').flatMap((data) => {
    const best = least(look.middles('small', data, BACKUP, 'first commit'));
    const own = look.middle('small', data, 'cairn', 'first commit');
    const work = `first checkpoint of ${data}`;
    return judge(work, 'time to the faster of restic and borg', ratio(own, best), 'at most', 0.6);
  });
  return [...mixed, ...small];
}

function rebuilding(look: Lookup): Verdict[] {
  return look.dataOf('rebuild').flatMap((data) => {
    const own = look.middle('rebuild', data, 'cairn', 'written');
    const copy = look.middle('rebuild', data, 'cp + sha256sum', 'written');
    return judge(
      `rebuild of a file (${data})`,
      'speed to cp and sha256sum',
      ratio(copy, own),
      'at least',
      0.7,
    );
  });
}

function status(look: Lookup): Verdict[] {
  return look.dataOf('status').flatMap((data) => {
    const of = (system: string) => look.middle('status', data, system, 'status');
    const editor = look.middle('status', data, 'cairn', 'in a running editor, ten files changed');
    const work = `status of ${data}`;
    return [
      ...judge(work, 'time to git status', ratio(of('cairn'), of('git')), 'at most', 3),
      ...judge(work, 'in a running editor, ten files changed', editor, 'at most', 50, 'ms'),
    ];
  });
}

function transfer(look: Lookup): Verdict[] {
  const both = ['upload', 'download'];
  const loopback = look.dataOf('loopback').flatMap((data) =>
    both.flatMap((way) => {
      const speed = (system: string) => look.middle('loopback', data, system, way);
      const value = ratio(speed('cairn'), speed('bare stream'));
      return judge(`${way} on loopback (${data})`, 'speed to a bare stream', value, 'at least', 0.6);
    }),
  );
  const line = look.dataOf('longlink').flatMap((data) =>
    both.flatMap((way) => {
      const value = ratio(look.middle('longlink', data, 'cairn', way), LINE);
      return judge(`${way} at 1 Gbit/s and 100 ms (${data})`, 'speed to the line', value, 'at least', 0.8);
    }),
  );
  return [...loopback, ...line];
}

function editorAndMemory(look: Lookup): Verdict[] {
  const host = look.dataOf('host').flatMap((data) => {
    const late = look.middle('host', data, 'cairn', 'delay, 99th percentile');
    return judge(
      `checkpoint and sync of ${data} in the editor`,
      'event loop delay, p99',
      late,
      'at most',
      50,
      'ms',
    );
  });
  const memory = look.dataOf('memory').flatMap((data) =>
    ['first checkpoint', 'next checkpoint', 'rebuild'].flatMap((step) => {
      const bytes = look.largest('memory', data, 'cairn', `${step}: above idle`);
      return judge(
        `peak memory with a file of ${data}`,
        `${step}, above idle`,
        bytes,
        'at most',
        300 * MB,
        'bytes',
      );
    }),
  );
  return [...host, ...memory];
}

export function verdicts(result: Pick<Result, 'samples' | 'cases'>): Verdict[] {
  const look = new Lookup(result.samples);
  return [
    ...editSeries(look),
    ...blender(look, result.cases.blender?.size ?? 'large'),
    ...firstCheckpoints(look),
    ...rebuilding(look),
    ...status(look),
    ...transfer(look),
    ...editorAndMemory(look),
  ];
}
