/**
 * What is sent to a provider, as administrators wrote it: a JSON document or a form with `{{names}}` in its texts. The
 * template is read as what it is before anything is filled in, so that no value, however it is spelled, can become
 * part of the structure. Names are looked up, never run.
 */

/** What a template may fill in. `param1` … `param9` are the parameters of a template of the provider's. */
export const PLACEHOLDERS = [
  'to', 'toDigits', 'text', 'link', 'reference', 'sender', 'language', 'template', 'credential', 'credentialBase64',
  'param1', 'param2', 'param3', 'param4', 'param5', 'param6', 'param7', 'param8', 'param9',
] as const; // prettier-ignore
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type Values = Readonly<Record<Placeholder, string>>;

export type ContentType = 'json' | 'form';
export const MIME: Readonly<Record<ContentType, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
};

const NAME = /\{\{\s*([A-Za-z0-9]*)\s*\}\}/g;

/** Names between double braces that are none of ours, and braces that are never closed. */
export function strangeNames(template: string): string[] {
  const known = new Set<string>(PLACEHOLDERS);
  const strange = [...template.matchAll(/\{\{([^{}]*)\}\}/g)].map(([, name = '']) => name.trim());
  const open = template.replace(/\{\{[^{}]*\}\}/g, '').includes('{{') ? ['{{'] : [];
  return [...new Set([...strange.filter((name) => !known.has(name)), ...open])];
}

/** Fills the names of one text in, once: what a value contains is left alone. */
export function filled(text: string, values: Values): string {
  return text.replace(NAME, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name as Placeholder] : whole,
  );
}

/** @throws SyntaxError when a JSON template is no JSON */
export function renderBody(template: string, type: ContentType, values: Values): string {
  if (type === 'form') {
    const form = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(template.trim().replace(/\s*\n\s*/g, '')))
      form.append(name, filled(value, values));
    return form.toString();
  }
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return filled(value, values);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one)]));
  };
  return JSON.stringify(walk(JSON.parse(template)));
}

/** Whether a template can be used at all. A form has at least one field; JSON is an object or a list. */
export function isTemplate(template: string, type: ContentType): boolean {
  if (type === 'form') return [...new URLSearchParams(template.trim())].length > 0;
  try {
    const parsed: unknown = JSON.parse(template);
    return typeof parsed === 'object' && parsed !== null;
  } catch {
    return false;
  }
}
