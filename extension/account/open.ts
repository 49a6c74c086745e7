/** The studio's client, loaded at the first sign-in: activation does without it. */
import type { OpenAccount } from './client.ts';

export const openStudioAccount: OpenAccount = async (studioUrl, token) => {
  const { createStudioAccount } = await import('../../engine/remote/account.ts');
  return createStudioAccount(studioUrl, token);
};
