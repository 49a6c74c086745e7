import { CairnError } from '../errors.ts';
import type { StudioSync } from './studio.ts';

export function createStudioSync(_url: string, _token: string, _project: string): StudioSync {
  throw new CairnError('studio-unreachable', 'The studio client is not there yet');
}
