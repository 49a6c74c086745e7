/** What the engine needs from the program it runs in. */
export interface EnginePorts {
  /** The session token for a studio, or null where the user is signed out. */
  token(studioUrl: string): Promise<string | null>;
  /** UTC milliseconds. */
  now(): number;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string, data?: Record<string, unknown>): void;
}
