/**
 * Sentences for people, with what is put into them kept apart: the command line and logs have them in English, the editor
 * in its reader's language, found by the English template. `npm run manifest` collects every template for translators.
 */

export interface Said {
  /** English, with `{0}`, `{1}` … in the places of the parts. */
  readonly template: string;
  readonly parts: readonly Part[];
}

/** A name, a number, or a sentence of its own. */
export type Part = string | number | Said;

/** `{0}`, `{1}` … are replaced by the arguments. */
export type Translate = (text: string, ...args: (string | number)[]) => string;

/** A tag of templates. What stands in the braces is short: names and calls, no templates and no objects. */
export const said = ([first = '', ...texts]: TemplateStringsArray, ...parts: readonly Part[]): Said => ({
  template: texts.reduce((all, text, index) => `${all}{${index}}${text}`, first),
  parts,
});

export const inWords = ({ template, parts }: Said, t: Translate): string =>
  t(template, ...parts.map((part) => (typeof part === 'object' ? inWords(part, t) : part)));

/** As written in the source. */
export const plain: Translate = (text, ...args) =>
  text.replace(/\{(\d+)\}/gu, (whole, index: string) => String(args[Number(index)] ?? whole));

export const english = (sentence: Said): string => inWords(sentence, plain);

/** The same sentence with `change` made to each text that was put into it. */
export const retold = ({ template, parts }: Said, change: (text: string) => string): Said => ({
  template,
  parts: parts.map((part) => {
    if (typeof part === 'string') return change(part);
    return typeof part === 'object' ? retold(part, change) : part;
  }),
});

type Report = { readonly refused: readonly { readonly said?: Said | undefined }[] };

/** For programs: what they are told has `message` in English only. */
export const unsaid = <T extends { readonly said?: unknown }>({ said: _, ...rest }: T): Omit<T, 'said'> =>
  rest;

/** The same of a report on files of which some were refused. */
export const unsaidReport = <T extends Report>(report: T): T => ({
  ...report,
  refused: report.refused.map((one) => unsaid(one)),
});
