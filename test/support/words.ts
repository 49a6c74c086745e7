/** A command line as a shell would split it: blanks, double and single quotes, a comment at the end. */
export function words(line: string): string[] {
  const found: string[] = [];
  for (const [, double, single, bare] of line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/gu)) {
    if (bare?.startsWith('#')) break;
    found.push(double ?? single ?? bare ?? '');
  }
  return found;
}
