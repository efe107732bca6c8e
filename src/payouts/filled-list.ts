/**
 * Canonical JSON in which one long list is written apart, because its items are short or the same for many people.
 * @param text canonical JSON of an object whose first member called `key`, wherever it stands, is an empty list
 * @param items canonical JSON each
 */
export function filledList(text: string, key: string, items: Iterable<string>): string {
  // Quotes within texts are escaped: nothing but a member's name is written like that.
  const empty = `"${key}":[]`;
  const place = text.indexOf(empty);
  if (place < 0) throw new Error(`There is no empty list "${key}" to be filled.`);
  const before = place + empty.length - 1;
  let list = '';
  for (const item of items) list += list === '' ? item : `,${item}`;
  return text.slice(0, before) + list + text.slice(before);
}
