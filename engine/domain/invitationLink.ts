/** Invitations as links. What lets somebody in is behind the `#`, which no browser or proxy sends on. */

import { CairnError } from '../errors.ts';
import { said } from './said.ts';
import { normaliseStudioUrl } from './studioUrl.ts';

const FRAGMENT = /^#invitation=([\w-]{20,200})$/u;

export const invitationLink = (studio: string, invitation: string): string =>
  `${studio}/#invitation=${invitation}`;

/** @throws {CairnError} usage */
export function parseInvitationLink(link: string): { readonly studio: string; readonly invitation: string } {
  const url = URL.canParse(link) ? new URL(link) : undefined;
  const invitation = FRAGMENT.exec(url?.hash ?? '')?.[1];
  if (!url || !invitation)
    throw new CairnError(
      'usage',
      said`That is no invitation: the link looks like https://studio.example/#invitation=…`,
    );
  url.hash = '';
  return { studio: normaliseStudioUrl(url.href), invitation };
}
