/** The words surveys are described with: kinds, subjects, names that texts may fill in, and how long a text may be. */

export const QUESTION_KINDS = [
  'csat', 'nps', 'ces', 'scale', 'thumbs', 'choice', 'multi_choice', 'text', 'expectation',
] as const; // prettier-ignore
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** What a question measures. Only `employee` questions count toward a person. */
export const QUESTION_SUBJECTS = ['employee', 'process', 'product', 'company'] as const;
export type QuestionSubject = (typeof QUESTION_SUBJECTS)[number];

/**
 * Whom a rating is about when several served: `all` by their shares, `lead` the one with the largest share, `each` of
 * them asked one after the other; or `{ role }`, the one who took part in that role.
 */
export const ABOUT_WHOM = ['all', 'lead', 'each'] as const;
export type About = (typeof ABOUT_WHOM)[number] | { readonly role: string };

/** The five dimensions of service after SERVQUAL; a question may belong to another one of its author's. */
export const DIMENSIONS = ['tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy'] as const;

/** The names a text may fill in. */
export const TEXT_NAMES = ['employee', 'name', 'organization'] as const;
export type TextName = (typeof TEXT_NAMES)[number];

/** Characters per text. */
export const TEXT_LIMITS = { prompt: 200, hint: 500, label: 40, option: 100, title: 120 } as const;

/** The scale each rated kind prescribes; `null` where the author chooses 2 to 11 points. */
export const SCALES: Partial<Record<QuestionKind, { readonly min: number; readonly max: number } | null>> = {
  csat: { min: 1, max: 5 },
  nps: { min: 0, max: 10 },
  ces: { min: 1, max: 7 },
  thumbs: { min: 0, max: 1 },
  scale: null,
  expectation: null,
};

export const isRated = (kind: QuestionKind): boolean => SCALES[kind] !== undefined;
export const hasOptions = (kind: QuestionKind): boolean => kind === 'choice' || kind === 'multi_choice';

const BRACES = /\{([^{}]*)\}/g;

/** Whether everything in braces is a name that can be filled in. */
export function namesOnlyKnown(text: string): boolean {
  const rest = text.replace(BRACES, (whole, name: string) =>
    (TEXT_NAMES as readonly string[]).includes(name) ? '' : whole,
  );
  return !/[{}]/.test(rest);
}

/** Fills the whitelisted names into a text, in one pass: what a name contains is never looked at again. */
export function fillText(text: string, names: Partial<Record<TextName, string>>): string {
  return text.replace(BRACES, (whole, name: string) =>
    Object.hasOwn(names, name) ? (names[name as TextName] ?? whole) : whole,
  );
}
