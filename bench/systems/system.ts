/** What is compared: each system with the defaults that its own documentation suggests for large binary files. */
import type { Cost } from '../run/command.ts';
import type { Change } from '../run/files.ts';

export interface Sent extends Cost {
  /** Bytes that left this side; undefined where the system does not tell. */
  readonly bytes?: number;
}

/** A working folder under one system. Every call is one or more runs of its command line. */
export interface Repository {
  /** The working folder. */
  readonly folder: string;
  /** Names in the working folder's root that are not the user's files. */
  readonly own: readonly string[];
  /** Records everything that changed; the whole folder is given, as no user lists files. */
  commit(change: Change, message: string): Promise<Cost>;
  /** Sends to the server what is new, where that is a step of its own. */
  send?(): Promise<Sent>;
  /** Writes the newest version of everything into the empty folder `to`. */
  restore(to: string): Promise<Cost>;
  /** Asks what changed. */
  status?(): Promise<Cost>;
  /** The same, with every file told that is as it was. */
  statusInFull?(): Promise<Cost>;
  /** Packs what is kept as small as it gets, where that is a step of its own. */
  pack?(): Promise<Cost>;
  /** Bytes kept now, besides the working files: here, and on the server where there is one. */
  stored(): { readonly client: number; readonly server: number };
  close(): Promise<void>;
}

export interface System {
  readonly name: string;
  /** As it says itself; undefined where it is not installed. */
  readonly version: string | undefined;
  /** An empty repository below the empty folder `home`. */
  open(home: string): Promise<Repository>;
}
