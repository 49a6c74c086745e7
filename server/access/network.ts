/** Where a request comes from, for what is counted by address. */
import { isIP } from 'node:net';

/** IPv4 as it is in IPv6, as sockets of both tell it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu;

/** An address of IPv4; of IPv6 the network of 64 bits, all of which whoever has one address has. */
export function networkOf(address: string): string {
  const plain = MAPPED.exec(address)?.[1];
  if (plain !== undefined) return plain;
  const text = address.split('%', 1)[0] ?? '';
  if (isIP(text) !== 6) return address;
  const [head = '', tail] = text.split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail ? tail.split(':') : [];
  // What is written as IPv4 at the end takes two places.
  const places = rest.length + (text.includes('.') ? 1 : 0);
  if (tail !== undefined)
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - places)).fill('0'), ...rest);
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
