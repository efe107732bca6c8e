/** A refusal in words: for the summary above a form, for the field beside it, and for programs. */
import type { Locale } from '../config';
import type { DomainError } from '../errors';
import type { Speech } from './i18n';

export interface Problems {
  /** One sentence for the whole. */
  detail: string;
  /** One entry per fault, in the order of the form. `field` is the form's field name, `pointer` its JSON pointer. */
  list: { field: string; pointer: string; code: string; text: string; href: string }[];
  /** The first sentence per field name. */
  byField: Record<string, string>;
}

/**
 * The words of a refusal in a language. Inputs have the id `field-<name>`.
 * @param labels what a form calls its fields; a field without a label is called by its name
 */
export function problemsOf(
  error: DomainError,
  i18n: Speech,
  locale: Locale,
  labels: Readonly<Record<string, string>> = {},
): Problems {
  const faults =
    error.errors ??
    (error.pointer === undefined ? [] : [{ pointer: error.pointer, code: error.code, params: error.params }]);
  const list = faults.map(({ pointer, code, params }) => {
    const field = pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
    return {
      field,
      pointer,
      code,
      text: i18n.text(locale, `errors.${code}`, { ...params, field: labels[field] ?? field }),
      href: `#field-${field}`,
    };
  });
  const byField: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const { field, text } of list) byField[field] ??= text;
  return { detail: i18n.text(locale, `errors.${error.code}`, error.params), list, byField };
}
