/**
 * Where a webhook may lead: to the internet, not into the studio's own network. The name is looked up once, and what is connected
 * to is exactly the address that was judged, so that a name cannot mean something else a moment later.
 */
import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { family, ranges } from '../access/ranges.ts';
import { StudioError } from '../errors.ts';

/** Not the internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
const PRIVATE_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Within 2000::/3, the only part of IPv6 that is the internet: tunnels, which hold an address of IPv4, and examples. */
const PRIVATE_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

const private4 = ranges(PRIVATE_4);
const private6 = ranges(PRIVATE_6);
const global6 = ranges(['2000::/3']);
const loopback = ranges(LOOPBACK);

const isLoopback = (address: string): boolean => loopback.check(address, family(address));

function isPrivate(address: string): boolean {
  if (family(address) === 'ipv4') return private4.check(address, 'ipv4');
  return !global6.check(address, 'ipv6') || private6.check(address, 'ipv6');
}

export class AddressError extends Error {
  readonly code = 'EADDRESS';
}

export class Reachable {
  readonly #allowed: BlockList;

  /** @param networks private addresses and ranges that may be called all the same */
  constructor(networks: readonly string[]) {
    this.#allowed = ranges(networks);
  }

  allows(address: string): boolean {
    return !isPrivate(address) || this.#allowed.check(address, family(address));
  }

  /** Whether a webhook can have this address, as far as can be said before its name is looked up. @throws {StudioError} bad-request */
  check(text: string): URL {
    const refuse = (why: string) => new StudioError('bad-request', `url: ${why}`, { url: text });
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !['https:', 'http:'].includes(url.protocol)) throw refuse('must be an https:// address');
    if (url.username !== '' || url.password !== '') throw refuse('must not hold a name or a password');
    if (url.hash !== '') throw refuse('must not have a part behind #');
    const host = hostOf(url);
    if (url.protocol === 'http:' && !(isIP(host) !== 0 && isLoopback(host) && this.allows(host)))
      throw refuse('must be https');
    if (isIP(host) !== 0 && !this.allows(host)) throw refuse('leads into a private network');
    return url;
  }

  /** Looks a name up for a connection; fails unless every address of it may be called. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    const all: LookupOptions & { all: true } = { ...options, all: true };
    lookup(hostname, all, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const [first] = found;
      if (!first || !found.every(({ address }) => this.allows(address)))
        return callback(new AddressError('The name leads into a private network'), '', 0);
      if (options.all) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
}

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/gu, '');
