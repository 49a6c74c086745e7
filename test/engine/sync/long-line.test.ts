/** How batches and lanes fill a line, in virtual time: the line of the benchmark (bench/network/link.ts), and nothing that takes processor time. */
import assert from 'node:assert/strict';
import { Link, Window } from '../../../bench/network/link.ts';
import { firstLanes } from '../../../engine/sync/transfer/lane-control.ts';
import { type Parcel, Parcels } from '../../../engine/sync/transfer/parcels.ts';

const CHUNK = 256 * 1024;
const SEGMENT = 64 * 1024;
/** What the studio takes to check and keep the end of a batch, in milliseconds. */
const KEEPING = 60;

interface Connection {
  readonly window: Window;
  readonly acknowledgements: { readonly at: number; readonly bytes: number }[];
  /** Bytes of the batch that are not sent. */
  left: number;
  /** When the next batch may begin. */
  freeAt: number;
}

/** Milliseconds from the first batch to the last answer. */
function upload(bytes: number, bitsPerSecond: number, roundTrip: number): number {
  const line = new Link({ bytesPerSecond: bitsPerSecond / 8, delay: roundTrip / 2 });
  const parcels = Array.from(
    { length: bytes / CHUNK },
    (_, at): Parcel => ({ hash: `${at}`, bytes: CHUNK, whole: false }),
  );
  const queue = new Parcels(parcels, roundTrip);
  const count = firstLanes(roundTrip);
  const connections = Array.from(
    { length: count },
    (): Connection => ({ window: new Window(), acknowledgements: [], left: 0, freeAt: 0 }),
  );
  const next = (): number => {
    let batch = 0;
    for (const parcel of queue.next(count)?.open.values() ?? []) batch += parcel.bytes;
    return batch;
  };
  let end = 0;
  for (let now = 0; ; now++) {
    for (const one of connections) {
      while ((one.acknowledgements[0]?.at ?? Number.POSITIVE_INFINITY) <= now)
        one.window.acknowledged(one.acknowledgements.shift()!.bytes);
      if (one.left === 0 && now >= one.freeAt) one.left = next();
    }
    for (let sent = true; sent; ) {
      sent = false;
      for (const one of connections) {
        const piece = line.open(now) ? Math.min(SEGMENT, one.left, one.window.room(now)) : 0;
        if (piece <= 0) continue;
        one.window.sent(now, piece);
        const acknowledged = line.send(now, piece) + roundTrip / 2;
        one.acknowledgements.push({ at: acknowledged, bytes: piece });
        one.left -= piece;
        sent = true;
        if (one.left > 0) continue;
        one.freeAt = acknowledged + KEEPING;
        end = Math.max(end, one.freeAt);
      }
    }
    if (connections.every((one) => one.left === 0 && now > one.freeAt)) return end;
  }
}

describe('batches on a long line', () => {
  const MIB = 2 ** 20;
  const share = (bytes: number, bits: number, roundTrip: number) =>
    (bytes * 8_000) / bits / upload(bytes, bits, roundTrip);

  for (const [bytes, roundTrip, least] of [
    [512 * MIB, 100, 0.82],
    [1024 * MIB, 100, 0.88],
    [512 * MIB, 40, 0.85],
  ] as const)
    it(`fill ${least} of a gigabit with ${bytes / MIB} MiB at ${roundTrip} ms, slow start and last answer included`, () => {
      const found = share(bytes, 1e9, roundTrip);
      assert.ok(found >= least, `${found.toFixed(3)} of the line`);
    });
});
