/** What the table says about each command. */
import type { Accepts } from './accepts.ts';

export interface Operation {
  readonly title: string;
  readonly icon?: string;
  /** Entries it works on; absent where it works on a project or on nothing. */
  readonly accepts?: Accepts;
  /** Works on several entries at once. */
  readonly multi?: boolean;
  /** Waits for other blocking operations of the project. */
  readonly blocking?: boolean;
  /** Talks to the studio. */
  readonly remote?: boolean;
  /** What is shown while it runs. */
  readonly progress?: 'none' | 'notification' | 'window';
  /** The engine's call can be stopped. */
  readonly cancellable?: boolean;
  /** Place in the row's context menu: group and order; `inline` is a button on the row. */
  readonly menu?: readonly `${'inline' | '1_state' | '2_history' | '3_edit' | '4_meta' | '5_reveal' | '9_trash'}@${number}`[];
  /** Place in the title of the Assets view. */
  readonly title_?: `navigation@${number}` | `1_more@${number}` | `2_account@${number}`;
  /** Offered for files in the Explorer. */
  readonly explorer?: boolean;
  /** Not offered in the command palette: it needs a row. */
  readonly hidden?: boolean;
  /** Offered in the palette only under this condition. */
  readonly when?: string;
}
