/** What the engine needs from the program it runs in. */
export interface EnginePorts {
  /** The session token for a studio, or null where the user is signed out. */
  token(studioUrl: string): Promise<string | null>;
  /** UTC milliseconds. */
  now(): number;
  /** Whether a folder lies on a network share; left out: it is looked at. */
  isShare?(folder: string): boolean;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>): void;
}
