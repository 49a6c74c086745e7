/**
 * `tag PATH +a -b` and `role set NAME +perm -perm`: words whose sign says add or remove. An option parser would
 * take `-b` for an option, so those arguments are spelled `--remove b` before it sees them.
 */
import { CairnError } from '../engine/errors.ts';

const GLOBAL_WITH_VALUE = '-C';
const LEFT_ALONE = new Set(['-C', '-h']);

/** Index in `argv` after the words of the command that takes signed words, or undefined for other commands. */
function signedFrom(argv: readonly string[]): number | undefined {
  const words: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? '';
    if (word === GLOBAL_WITH_VALUE) index++;
    else if (!word.startsWith('-')) words.push(word);
    else continue;
    const command = words.slice(0, 2).join(' ');
    if (words[0] === 'tag' || command === 'role set') return index + 1;
    if (words.length === 2) return undefined;
  }
  return undefined;
}

/** `argv` (without node and script) with every `-word` of such a command as `--remove=word`. */
export function spellSigned(argv: readonly string[]): string[] {
  const from = signedFrom(argv);
  if (from === undefined) return [...argv];
  let isValue = false;
  let rest = false;
  return argv.map((word, index) => {
    if (index < from || rest) return word;
    if (word === '--') rest = true;
    if (isValue) {
      isValue = false;
      return word;
    }
    isValue = word === GLOBAL_WITH_VALUE;
    return /^-[^-]/u.test(word) && !LEFT_ALONE.has(word) ? `--remove=${word.slice(1)}` : word;
  });
}

/** The words to add: each must carry its `+`. @throws {CairnError} `usage` */
export function added(words: readonly string[]): string[] {
  return words.map((word) => {
    if (word.startsWith('+') && word.length > 1) return word.slice(1);
    throw new CairnError('usage', `"${word}" needs a sign: +${word} adds it, -${word} removes it.`);
  });
}
