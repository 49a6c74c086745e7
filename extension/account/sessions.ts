/**
 * Sessions by studio. Tokens are in SecretStorage and nowhere else; which studios there are, and the user's name
 * there, is no secret and lies in the global state. Where the editor has no session, one that `cairn login` made for
 * the same user of this machine serves.
 */
import type * as vscode from 'vscode';
import { normaliseStudioUrl } from '../../engine/domain/studioUrl.ts';

export interface KnownStudio {
  readonly url: string;
  readonly user: string;
}

export interface OtherSessions {
  find(studioUrl: string): Promise<{ readonly token: string; readonly user: string } | null>;
}

const STUDIOS = 'cairn.studios';
const key = (url: string): string => `cairn.session:${url}`;

export class Sessions {
  private readonly secrets: vscode.SecretStorage;
  private readonly state: vscode.Memento;
  private readonly others: OtherSessions;

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento, others: OtherSessions) {
    this.secrets = secrets;
    this.state = state;
    this.others = others;
  }

  /** Studios signed in to from this editor, the last one first. */
  get studios(): readonly KnownStudio[] {
    return this.state.get<readonly KnownStudio[]>(STUDIOS, []);
  }

  /** The user's name at a studio; null where nobody is signed in. */
  async user(studioUrl: string): Promise<string | null> {
    const known = this.studios.find(({ url }) => url === studioUrl);
    return known?.user ?? (await this.others.find(studioUrl))?.user ?? null;
  }

  /** A sign-in or sign-out in any window of this editor. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.secrets.onDidChange((event) => {
      if (event.key.startsWith(key(''))) listener();
    });
  }

  async token(studioUrl: string): Promise<string | null> {
    const url = normaliseStudioUrl(studioUrl);
    const stored = await this.secrets.get(key(url));
    return stored ?? (await this.others.find(url))?.token ?? null;
  }

  async store(studioUrl: string, user: string, token: string): Promise<void> {
    const url = normaliseStudioUrl(studioUrl);
    await this.secrets.store(key(url), token);
    await this.state.update(STUDIOS, [{ url, user }, ...this.studios.filter((studio) => studio.url !== url)]);
  }

  /** Forgets the editor's session. @returns its token, to be revoked, or null */
  async remove(studioUrl: string): Promise<string | null> {
    const url = normaliseStudioUrl(studioUrl);
    const token = (await this.secrets.get(key(url))) ?? null;
    await this.secrets.delete(key(url));
    const rest = this.studios.filter((studio) => studio.url !== url);
    await this.state.update(STUDIOS, rest);
    return token;
  }
}
