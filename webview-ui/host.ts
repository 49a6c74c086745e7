/** The page's side of VS Code's message channel. */
import type { ToHost } from './protocol.ts';

/** Where the reader was. What was decided is not kept here: that is the engine's. */
export interface Place {
  readonly scroll: number;
  /** The conflict that had the focus, or null. */
  readonly focus: string | null;
}

export interface Host {
  post(message: ToHost): void;
  place(): Place | undefined;
  keepPlace(place: Place): void;
}

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    place: () => decodePlace(api.getState()),
    keepPlace: (place) => api.setState(place),
  };
}

function decodePlace(state: unknown): Place | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { scroll, focus } = state as Partial<Record<keyof Place, unknown>>;
  if (typeof scroll !== 'number' || (focus !== null && typeof focus !== 'string')) return undefined;
  return { scroll, focus };
}
