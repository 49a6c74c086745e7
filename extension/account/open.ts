/** The studio's client, loaded at the first sign-in: activation does without it. */
import { CairnError } from '../../engine/errors.ts';
import type { OpenAccount } from './client.ts';

export const openStudioAccount: OpenAccount = async () => {
  throw new CairnError('unexpected', 'not there yet');
};
