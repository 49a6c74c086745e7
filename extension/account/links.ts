/** Links that open the editor: they ask, and do nothing by themselves. */
import type * as vscode from 'vscode';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { asCairnError } from '../rpc/errors.ts';
import { showError } from '../ui/errors.ts';
import { type JoinLink, parseJoinQuery } from './joinLink.ts';

export class LinkHandler implements vscode.UriHandler {
  private readonly log: vscode.LogOutputChannel;
  private readonly join: (link: JoinLink) => Promise<unknown>;

  constructor(log: vscode.LogOutputChannel, join: (link: JoinLink) => Promise<unknown>) {
    this.log = log;
    this.join = join;
  }

  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    try {
      if (path !== '/join') throw new CairnError('usage', said`Cairn knows no link like ${path}`);
      // The address in full would hold the invitation.
      this.log.info('opened by an invitation link');
      await this.join(parseJoinQuery(query));
    } catch (error) {
      void showError(asCairnError(error), this.log);
    }
  }
}
