/** Calls to a studio outside any project, each with a client of its own that is closed afterwards. */
import type { StudioAccount } from '../../engine/remote/studio.ts';

export type OpenAccount = (studioUrl: string, token: string | null) => Promise<StudioAccount>;

export class AccountClient {
  private readonly open: OpenAccount;

  constructor(open: OpenAccount) {
    this.open = open;
  }

  /** @throws {CairnError} with one of the studio's codes */
  async use<T>(
    studioUrl: string,
    token: string | null,
    work: (account: StudioAccount) => Promise<T>,
  ): Promise<T> {
    const account = await this.open(studioUrl, token);
    try {
      return await work(account);
    } finally {
      await account.close();
    }
  }
}
