/** The engine's log on standard error: warnings and errors, or what CAIRN_LOG asks for. */
import type { EnginePorts } from '../engine/ports.ts';
import type { Io } from './io.ts';
import { plain } from './layout.ts';

type Log = EnginePorts['log'];
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export function logTo(io: Io, json: boolean, quiet: boolean, before: () => void): Log {
  const wanted = (LEVELS as readonly (string | undefined)[]).indexOf(io.env.CAIRN_LOG);
  const least = wanted >= 0 ? wanted : quiet ? LEVELS.indexOf('error') : LEVELS.indexOf('warn');
  return (level, message, data) => {
    if (LEVELS.indexOf(level) < least) return;
    before();
    const extra = data && Object.keys(data).length > 0 ? ` ${JSON.stringify(data)}` : '';
    const line = json
      ? JSON.stringify({ log: { level, message, ...data } })
      : `${level}: ${plain(message)}${extra}`;
    io.stderr.write(`${line}\n`);
  };
}
