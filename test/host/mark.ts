/** Tells the suites' lines from everything else that the extension host logs. */
export const MARK = '#host ';
