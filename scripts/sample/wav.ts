/** Writes WAV sound: 16 bits, stereo, 48 kHz. */

const RATE = 48_000;

/** `sample` gives left and right in -1..1 at a time in seconds. */
export function wav(seconds: number, sample: (time: number) => readonly [number, number]): Buffer {
  const frames = Math.round(seconds * RATE);
  const out = Buffer.alloc(44 + frames * 4);
  out.write('RIFF', 0, 'latin1');
  out.writeUInt32LE(out.length - 8, 4);
  out.write('WAVEfmt ', 8, 'latin1');
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(2, 22);
  out.writeUInt32LE(RATE, 24);
  out.writeUInt32LE(RATE * 4, 28);
  out.writeUInt16LE(4, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36, 'latin1');
  out.writeUInt32LE(frames * 4, 40);
  for (let frame = 0; frame < frames; frame++) {
    const [left, right] = sample(frame / RATE);
    out.writeInt16LE(Math.round(left * 32_767), 44 + frame * 4);
    out.writeInt16LE(Math.round(right * 32_767), 46 + frame * 4);
  }
  return out;
}
