/** The editor's translator, in the shape that the parts without VS Code take. */
import { l10n } from 'vscode';
import type { Translate } from '../../engine/domain/said.ts';

export const t: Translate = (text, ...args) => l10n.t(text, ...args);
