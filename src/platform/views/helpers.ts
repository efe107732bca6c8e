/** What templates may call. Helpers put values into the reader's form; they decide nothing. */
import Handlebars from 'handlebars';
import type { Formats, MessageParams, MoneyAmount, DayStyle, InstantStyle, Speech } from '../i18n';
import type { Locale } from '../config';

/** What every template of a page can reach, whatever its model: set by `Pages`. */
export interface PageData {
  i18n: Speech;
  locale: Locale;
  formats: Formats;
  assetUrl: (path: string) => string;
  csrfToken: string | undefined;
}

type Options = Handlebars.HelperOptions;
const page = (options: Options): PageData => options.data as PageData;
const NOTHING = '–';
const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** JSON that may stand inside a script element: no `<` can end it, and line separators are escaped. */
function safeJson(value: unknown): string {
  const escapes: Record<string, string> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' };
  return (JSON.stringify(value) ?? 'null').replace(/[<>&\u2028\u2029]/g, (character) => escapes[character] ?? character);
}

/** Every argument before Handlebars' own options, as one list. */
function values(args: unknown[]): unknown[] {
  return args.slice(0, -1);
}

const round = (value: number): number => Math.round(value * 100) / 100;
const place = (value: number, min: number, max: number): number =>
  round(100 * Math.min(1, Math.max(0, (value - min) / (max - min))));

export function registerHelpers(engine: typeof Handlebars): void {
  const { SafeString, escapeExpression } = engine;
  engine.registerHelper({
    t: (key: string, options: Options) => page(options).i18n.text(page(options).locale, key, options.hash as MessageParams),
    num: (value: unknown, options: Options) =>
      isAbsent(value) ? NOTHING : page(options).formats.number(Number(value), number(options.hash['digits'])),
    signed: (value: unknown, options: Options) =>
      isAbsent(value) ? NOTHING : page(options).formats.signed(Number(value), number(options.hash['digits'])),
    pct: (value: unknown, options: Options) =>
      isAbsent(value) ? NOTHING : page(options).formats.percent(Number(value), number(options.hash['digits'])),
    money: (value: MoneyAmount | null | undefined, options: Options) =>
      isAbsent(value) ? NOTHING : page(options).formats.money(value, { code: options.hash['code'] === true }),
    day: (value: string | null | undefined, ...rest: unknown[]) => {
      const options = rest.at(-1) as Options;
      const style = rest.length > 1 ? (rest[0] as DayStyle) : undefined;
      return value ? page(options).formats.day(value, style) : NOTHING;
    },
    days: (from: string, to: string, style: DayStyle, options: Options) => page(options).formats.dayRange(from, to, style),
    instant: (value: number | null | undefined, ...rest: unknown[]) => {
      const options = rest.at(-1) as Options;
      const style = rest.length > 1 ? (rest[0] as InstantStyle) : undefined;
      return isAbsent(value) ? NOTHING : page(options).formats.instant(value, style);
    },
    iso: (value: number | null | undefined) => (isAbsent(value) ? '' : new Date(value).toISOString()),
    list: (items: string[], options: Options) => page(options).formats.list(items),
    asset: (path: string, options: Options) => page(options).assetUrl(path),
    csrf: (options: Options) => {
      const token = page(options).csrfToken;
      return new SafeString(token ? `<input type="hidden" name="_csrf" value="${escapeExpression(token)}">` : '');
    },
    json: (value: unknown) => new SafeString(safeJson(value)),
    concat: (...args: unknown[]) => values(args).map(String).join(''),
    eq: (a: unknown, b: unknown) => a === b,
    ne: (a: unknown, b: unknown) => a !== b,
    gt: (a: number, b: number) => a > b,
    and: (...args: unknown[]) => values(args).every(Boolean),
    or: (...args: unknown[]) => values(args).find(Boolean),
    not: (value: unknown) => !value,
    get: (object: Record<string, unknown> | undefined, name: string) =>
      object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined,
    defined: (value: unknown) => !isAbsent(value),
    // Places on a scale drawn in percent of its width, for the interval picture.
    along: (value: number, min: number, max: number) => `${place(value, min, max)}%`,
    span: (low: number, high: number, min: number, max: number) => `${round(place(high, min, max) - place(low, min, max))}%`,
    anchor: (value: number, min: number, max: number) => {
      const at = place(value, min, max);
      return at < 10 ? 'start' : at > 90 ? 'end' : 'middle';
    },
    near: (a: number, b: number, min: number, max: number) => Math.abs(place(a, min, max) - place(b, min, max)) < 12,
    includes: (list: unknown[] | undefined, value: unknown) => list?.includes(value) ?? false,
  });
}
