import { CairnError } from '../errors.ts';
import type { StudioAccount } from './studio.ts';

export function createStudioAccount(_url: string, _token: string | null): StudioAccount {
  throw new CairnError('studio-unreachable', 'The studio client is not there yet');
}
