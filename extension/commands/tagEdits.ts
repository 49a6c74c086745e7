/** What a typed list of tags means for assets that have tags already. */
export interface TagEdits {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Tags are separated by commas; spaces around them do not count, nor do repetitions. */
const parseTags = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

/** Tags that all have in common: what the field starts with. Others are left alone, whatever is typed. */
export function commonTags(sets: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = sets;
  return first.filter((tag) => others.every((set) => set.includes(tag)));
}

export function tagEdits(common: readonly string[], text: string): TagEdits {
  const wanted = parseTags(text);
  return {
    add: wanted.filter((tag) => !common.includes(tag)),
    remove: common.filter((tag) => !wanted.includes(tag)),
  };
}
