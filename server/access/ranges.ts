/** Addresses and CIDR ranges, as the configuration names them. */
import { BlockList, isIP } from 'node:net';

export const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** @throws {RangeError} where one is no range */
export function ranges(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [net = '', bits] = text.split('/');
    if (isIP(net) === 0) throw new RangeError(`${text} is no address or range`);
    list.addSubnet(net, Number(bits ?? (isIP(net) === 6 ? 128 : 32)), family(net));
  }
  return list;
}
