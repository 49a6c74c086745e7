/** Links that let somebody into a project: the studio's own, and one that opens the editor. Pure. */
import { invitationLink, parseInvitationLink } from '../../engine/domain/invitationLink.ts';
import { said } from '../../engine/domain/said.ts';
import { normaliseStudioUrl } from '../../engine/domain/studioUrl.ts';
import { CairnError } from '../../engine/errors.ts';

export interface JoinLink {
  readonly studio: string;
  /** A secret: it is neither logged nor shown. */
  readonly invitation: string;
}

/** The longest link that is looked at, in characters. */
const LONGEST = 4_000;

/** @param scheme of this editor, `vscode` mostly. @param extension its id */
export const editorLink = (scheme: string, extension: string, { studio, invitation }: JoinLink): string =>
  `${scheme}://${extension}/join?${new URLSearchParams({ studio, invitation })}`;

/**
 * Either kind of link.
 * @throws {CairnError} usage, without what was given: it may be most of a secret
 */
export function parseJoinLink(text: string): JoinLink {
  const link = text.trim();
  if (link.length > LONGEST) throw malformed();
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined) throw malformed();
  if (url.protocol === 'http:' || url.protocol === 'https:') return parseInvitationLink(link);
  if (!/^\/+join$/u.test(url.pathname)) throw malformed();
  return parseJoinQuery(url.search);
}

/** What stands behind the `?` of a link that opened the editor. @throws {CairnError} usage */
export function parseJoinQuery(query: string): JoinLink {
  const values = new URLSearchParams(query.slice(0, LONGEST));
  const [studio, invitation] = [values.get('studio') ?? '', values.get('invitation') ?? ''];
  // As the studio's own link, so that both are held to the same rules.
  return parseInvitationLink(invitationLink(normaliseStudioUrl(studio), invitation));
}

const malformed = (): CairnError =>
  new CairnError(
    'usage',
    said`That is no invitation: the link looks like https://studio.example/#invitation=… or vscode://cairn-vc.cairn/join?…`,
  );
