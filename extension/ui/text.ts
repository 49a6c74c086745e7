/** The editor's translator, in the shape that the parts without VS Code take. */
import { env, l10n } from 'vscode';
import type { Translate } from '../../engine/domain/said.ts';
import { formatAgo, formatTime } from '../format.ts';

export const t: Translate = (text, ...args) => l10n.t(text, ...args);

/** A UTC millisecond time, as the editor's language writes it. */
export const timeText = (time: number): string => formatTime(time, env.language);

export const agoText = (time: number, style?: Intl.RelativeTimeFormatStyle): string =>
  formatAgo(time, Date.now(), env.language, style);
