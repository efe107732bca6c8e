/** The words of the product are complete: the same keys in every language, each text compiles, each error is documented. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { LOCALES, projectRoot } from '../../src/platform/config';
import { registeredErrors } from '../../src/platform/errors';

const root = projectRoot();
const folder = join(root, 'views/messages');
const files = readdirSync(join(folder, 'es')).filter((name) => name.endsWith('.json'));

function read(locale: string, file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(folder, locale, file), 'utf8')) as Record<string, string>;
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number];
/** Kinds of element in the parser's tree: plain text, the number sign of a plural, a tag, a plural itself. */
const [LITERAL, PLURAL, POUND, TAG] = [0, 6, 7, 8];

function parse(text: string): Element[] {
  return new IntlMessageFormat(text, 'es', undefined, { ignoreTag: true }).getAst();
}

/** The arguments a text expects, whatever branch of it is taken. */
function argumentsOf(elements: Element[], found = new Set<string>()): Set<string> {
  for (const element of elements) {
    if ('value' in element && ![LITERAL, POUND, TAG].includes(element.type)) found.add(element.value);
    if ('options' in element) {
      for (const option of Object.values(element.options)) argumentsOf(option.value, found);
    }
  }
  return found;
}

describe('messages', () => {
  it('exist', () => {
    expect(files).toContain('platform.json');
  });

  it.each(LOCALES)('the files of %s are those of Spanish', (locale) => {
    expect(
      readdirSync(join(folder, locale))
        .filter((name) => name.endsWith('.json'))
        .sort(),
    ).toEqual([...files].sort());
  });

  it.each(files)('%s has the same keys in every language', (file) => {
    const keys = Object.keys(read('es', file)).sort();
    for (const locale of LOCALES) expect(Object.keys(read(locale, file)).sort()).toEqual(keys);
  });

  it('no key is in two files', () => {
    const home = new Map<string, string>();
    for (const file of files) {
      for (const key of Object.keys(read('es', file))) {
        expect({ key, also: home.get(key) }).toEqual({ key, also: undefined });
        home.set(key, file);
      }
    }
  });

  it.each(files)('%s: each text compiles and takes the same arguments in every language', (file) => {
    for (const key of Object.keys(read('es', file))) {
      const expected = [...argumentsOf(parse(read('es', file)[key] ?? ''))].sort();
      for (const locale of LOCALES) {
        const text = read(locale, file)[key] ?? '';
        expect({ key, locale, empty: text.trim() === '' }).toEqual({ key, locale, empty: false });
        const used = [...argumentsOf(parse(text))].sort();
        expect({ key, locale, used }).toEqual({ key, locale, used: expected });
      }
    }
  });

  it('plural texts in Spanish and Portuguese have a branch for millions', () => {
    for (const file of files) {
      for (const locale of ['es', 'pt-BR']) {
        for (const [key, text] of Object.entries(read(locale, file))) {
          for (const element of pluralsOf(parse(text))) {
            expect({ locale, key, branches: Object.keys(element) }).toEqual({
              locale,
              key,
              branches: expect.arrayContaining(['many', 'other']),
            });
          }
        }
      }
    }
  });
});

function pluralsOf(elements: Element[]): object[] {
  return elements.flatMap((element) => {
    if (!('options' in element)) return [];
    const inner = Object.values(element.options).flatMap((option) => pluralsOf(option.value));
    return [PLURAL].includes(element.type) ? [element.options, ...inner] : inner;
  });
}

describe('errors', () => {
  const worded = files
    .flatMap((file) => Object.keys(read('es', file)))
    .filter((key) => key.startsWith('errors.'))
    .map((key) => key.slice('errors.'.length))
    .sort();
  const rows = readFileSync(join(root, 'docs/errors.md'), 'utf8')
    .split('\n')
    .map((line) => /^\| `([a-z0-9_]+)` \| (\d{3}) \|/.exec(line))
    .filter((row) => row !== null)
    .map((row) => ({ code: row[1] ?? '', status: Number(row[2]) }));

  it('with words are the ones documented', () => {
    expect(rows.map((row) => row.code).sort()).toEqual(worded);
  });

  it('declared in the code have words, and the status the documentation says', async () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
    for (const file of sources.filter((name) => name.endsWith('.errors.ts')))
      await import(join(root, 'src', file));
    const declared = [...registeredErrors()].map(([code, status]) => ({ code, status }));
    const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
    expect(declared.length).toBeGreaterThan(20);
    expect(declared.sort(byCode)).toEqual([...rows].sort(byCode));
  });
});
