/** Why one change of a push was not accepted. The others are not concerned. */
export type RejectionCode =
  | 'forbidden'
  | 'locked'
  | 'name-taken'
  | 'name-refused'
  | 'not-found'
  | 'content-missing'
  | 'diverged'
  | 'trashed'
  | 'newest-version'
  | 'cycle'
  | 'archived'
  | 'depends-on-rejected'
  | 'quota'
  | 'too-large'
  | 'too-long'
  | 'bad-row';

export class Rejection extends Error {
  readonly code: RejectionCode;

  constructor(code: RejectionCode, message: string) {
    super(message);
    this.code = code;
  }
}

export const reject = (code: RejectionCode, message: string): never => {
  throw new Rejection(code, message);
};
