import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain, type Translate } from '../../engine/domain/said.ts';

const TEXTS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.de.json'), 'utf8'),
) as Record<string, string>;

/** As the editor says it to those who read German. */
export const german: Translate = (text, ...args) => plain(TEXTS[text] ?? text, ...args);
