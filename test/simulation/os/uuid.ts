/** Ids as `uuid` makes them, remembering earlier ones per simulated program only: a simulation must not know the one before. */
import * as crypto from 'node:crypto';
import { running } from './program.ts';

const counters = new WeakMap<object, { ms: number; count: number }>();
const nobody = {};

/** A UUIDv7 of this moment; a program's later ones of the same millisecond sort behind it. */
export function v7(): string {
  const who = running.getStore()?.program ?? nobody;
  const ms = Date.now();
  const before = counters.get(who);
  const count = before?.ms === ms ? before.count + 1 : 0;
  counters.set(who, { ms, count });
  const time = ms.toString(16).padStart(12, '0');
  const serial = (count & 0xfff).toString(16).padStart(3, '0');
  const rest = crypto.randomBytes(8);
  rest[0] = ((rest[0] ?? 0) & 0x3f) | 0x80;
  const tail = rest.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${serial}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
