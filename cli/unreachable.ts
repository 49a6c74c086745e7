/** Why a studio, or its storage, cannot be reached: what the codes of connections mean, and what to do. */
import type { Failure } from './errorText.ts';

interface Reason {
  readonly codes: RegExp;
  readonly why: string;
  readonly next?: string;
}

const CERTIFICATE =
  'Check the address. Where the certificate is your own, name its authority in NODE_EXTRA_CA_CERTS=FILE.';

const REASONS: readonly Reason[] = [
  {
    codes: /^ECONNREFUSED/u,
    why: 'nothing listens there',
    next: 'Check the address with its port, and that the studio runs; then try again.',
  },
  {
    codes: /^(?:ENOTFOUND|EAI_)/u,
    why: 'no machine of this name is known here',
    next: 'Check the spelling of the address, and the network; then try again.',
  },
  { codes: /TIMEOUT|^ETIMEDOUT/u, why: 'no answer came in time' },
  { codes: /^(?:EHOST|ENET)/u, why: 'there is no way to it in the network' },
  { codes: /^CERT_HAS_EXPIRED/u, why: 'its certificate has expired', next: 'Ask whoever runs the studio.' },
  {
    codes: /^ERR_TLS_CERT_ALTNAME/u,
    why: 'its certificate is for another name',
    next: 'Check the address: it must be the name that the certificate is for.',
  },
  {
    codes: /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u,
    why: 'its certificate is not trusted on this machine',
    next: CERTIFICATE,
  },
  {
    codes: /^(?:EPROTO|ERR_SSL|ERR_TLS)/u,
    why: 'no secure connection could be made',
    next: 'Check the address: http:// and https:// are not the same, and each has a port of its own.',
  },
];

const reasonOf = ({ details }: Failure): Reason | undefined =>
  REASONS.find(({ codes }) => codes.test(String(details.reason ?? '')));

/** Undefined where the failure's own message is all there is. */
export function whyUnreachable(failure: Failure): string | undefined {
  const { url, storage, reason } = failure.details;
  const found = reasonOf(failure);
  if (!found || typeof url !== 'string') return undefined;
  const who = storage === undefined ? `The studio ${url}` : `The studio's storage ${storage}`;
  return `${who} cannot be reached: ${found.why} (${reason}).`;
}

export const whatNext = (failure: Failure): string =>
  reasonOf(failure)?.next ?? 'Check the network and that the studio runs, then try again.';
