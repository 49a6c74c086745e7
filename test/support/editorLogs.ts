/**
 * Loaded by node before VS Code's server, and by that before its extension hosts: writes their log files. They leave that to a
 * native module, which is not compiled where npm's scripts do not run; this takes its place, as far as they use it.
 */
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@vscode/spdlog'
      ? { url: import.meta.url, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'] as const;

class Logger {
  readonly #file: string;
  #level = LEVELS.indexOf('info');
  #formatted = true;

  constructor(file: string) {
    this.#file = file;
  }

  trace = (message: string): void => this.#write('trace', message);
  debug = (message: string): void => this.#write('debug', message);
  info = (message: string): void => this.#write('info', message);
  warn = (message: string): void => this.#write('warn', message);
  error = (message: string): void => this.#write('error', message);
  critical = (message: string): void => this.#write('critical', message);

  getLevel = (): number => this.#level;
  setLevel = (level: number): void => {
    this.#level = level;
  };
  setPattern = (): void => undefined;
  clearFormatters = (): void => {
    this.#formatted = false;
  };
  flush = (): void => undefined;
  drop = (): void => undefined;

  #write(level: (typeof LEVELS)[number], message: string): void {
    if (LEVELS.indexOf(level) < this.#level) return;
    const line = this.#formatted ? `${new Date().toISOString()} [${level}] ${message}\n` : message;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // The folder goes at the end of a test, before the last words.
    }
  }
}

export const setFlushOn = (): void => undefined;
export const createRotatingLogger = async (_name: string, file: string): Promise<Logger> => new Logger(file);
export const createAsyncRotatingLogger = createRotatingLogger;
