/**
 * Numbers, money, days and times the way a reader of a language and region writes them. Spanish follows the
 * organization's region (es-MX: 1,234.56; es-ES: 1.234,56), puts a space before the percent sign and counts hours
 * to 24; minus is the true minus sign, U+2212, everywhere.
 */
import type { Locale } from '../config';

/** Money as an integer count of minor units. */
export interface MoneyAmount {
  minor: number;
  currency: string;
}
export type DayStyle = 'compact' | 'short' | 'long' | 'month' | 'shortMonth';
export type InstantStyle = 'short' | 'long' | 'time';

export const MINUS = '\u2212';
const NBSP = '\u00a0';

const DAY_STYLES: Record<DayStyle, Intl.DateTimeFormatOptions> = {
  compact: { day: 'numeric', month: 'short' },
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  month: { month: 'long', year: 'numeric' },
  shortMonth: { month: 'short' },
};
const INSTANT_STYLES: Record<InstantStyle, Intl.DateTimeFormatOptions> = {
  short: { ...DAY_STYLES.short, hour: 'numeric', minute: '2-digit' },
  long: { ...DAY_STYLES.long, hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  time: { hour: 'numeric', minute: '2-digit' },
};

/** The language with its region, as `Intl` takes it. Only Spanish differs by region here. */
export function regionalTag(locale: Locale, region: string): string {
  return locale === 'es' ? `es-${region}` : locale;
}

export class Formats {
  /** The language with its region, as `Intl` takes it: `es-MX`. */
  readonly tag: string;
  private readonly lastInstants: { [style in InstantStyle]?: { minute: number; text: string } } = {};
  private readonly made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>();

  /**
   * @param region ISO 3166 country of the organization, used for Spanish
   * @param zone IANA zone in which instants are shown
   */
  constructor(
    readonly locale: Locale,
    readonly region: string,
    readonly zone: string,
  ) {
    this.tag = regionalTag(locale, region);
  }

  /** With `digits` exactly that many decimals, otherwise as many as needed, up to three. */
  number(value: number, digits?: number): string {
    return tidy(this.numbers(digits).formatToParts(value));
  }

  /** A difference: always with its sign, except zero. */
  signed(value: number, digits?: number): string {
    return tidy(this.numbers(digits, { signDisplay: 'exceptZero' }).formatToParts(value));
  }

  /** A ratio (0.27) as a percentage: `27 %` in Spanish, `27%` elsewhere. */
  percent(ratio: number, digits = 0): string {
    const value = this.number(ratio * 100, digits);
    return this.locale === 'es' ? `${value}${NBSP}%` : `${value}%`;
  }

  /** The exact amount with its currency; with `code` the ISO code follows a symbol that several countries share. */
  money(amount: MoneyAmount, options: { code?: boolean } = {}): string {
    // With the code behind it, the symbol need not say which dollar or peso it is: `$7,854.09 MXN`, not `MX$7,854.09 MXN`.
    const currencyDisplay = options.code ? 'narrowSymbol' : 'symbol';
    const format = this.keep(
      `money ${amount.currency} ${currencyDisplay}`,
      () =>
        new Intl.NumberFormat(this.tag, {
          style: 'currency',
          currency: amount.currency,
          currencyDisplay,
          useGrouping: 'always',
        }),
    );
    const places = format.resolvedOptions().maximumFractionDigits ?? 2;
    // Written as decimal text, so that no amount passes through a binary fraction.
    const parts = format.formatToParts(decimalText(amount.minor, places));
    const text = tidy(parts);
    return options.code && !text.includes(amount.currency) ? `${text}${NBSP}${amount.currency}` : text;
  }

  /** A local day, `YYYY-MM-DD`; `month` takes `YYYY-MM` too. */
  day(day: string, style: DayStyle = 'short'): string {
    return this.dates(`day ${style}`, { ...DAY_STYLES[style], timeZone: 'UTC' }).format(utcDay(day));
  }

  /** Two local days as a range, both included: `octubre–diciembre de 2026`. */
  dayRange(from: string, to: string, style: DayStyle = 'short'): string {
    const format = this.dates(`day ${style}`, { ...DAY_STYLES[style], timeZone: 'UTC' });
    return format.formatRange(utcDay(from), utcDay(to));
  }

  /** A moment in the reader's zone. */
  instant(at: number, style: InstantStyle = 'short'): string {
    // Nothing smaller than a minute is shown, and much of what is shown happened in the same one.
    const minute = Math.floor(at / 60_000);
    const last = this.lastInstants[style];
    if (last?.minute === minute) return last.text;
    const text = this.worded(at, style);
    this.lastInstants[style] = { minute, text };
    return text;
  }

  private worded(at: number, style: InstantStyle): string {
    const hourCycle = this.locale === 'en' ? 'h12' : 'h23';
    return this.dates(`instant ${style}`, {
      ...INSTANT_STYLES[style],
      hourCycle,
      timeZone: this.zone,
    }).format(at);
  }

  /** `a, b y c` */
  list(items: readonly string[]): string {
    if (items.length === 1) return items[0] ?? '';
    return this.keep('list', () => new Intl.ListFormat(this.tag, { type: 'conjunction' })).format(items);
  }

  private numbers(digits: number | undefined, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
    return this.keep(
      `number ${digits ?? ''} ${options.signDisplay ?? ''}`,
      () =>
        new Intl.NumberFormat(this.tag, {
          ...options,
          useGrouping: 'always',
          minimumFractionDigits: digits ?? 0,
          maximumFractionDigits: digits ?? 3,
          // A difference too small to show is zero, without a sign.
          signDisplay: options.signDisplay ?? 'negative',
        }),
    );
  }

  private dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return this.keep(name, () => new Intl.DateTimeFormat(this.tag, options));
  }

  private keep<F extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>(
    name: string,
    make: () => F,
  ): F {
    const kept = this.made.get(name) ?? make();
    this.made.set(name, kept);
    return kept as F;
  }
}

function tidy(parts: readonly Intl.NumberFormatPart[]): string {
  return parts.map(({ type, value }) => (type === 'minusSign' ? MINUS : value)).join('');
}

/** Minor units as decimal text: 641230 with two places is `6412.30`. */
function decimalText(minor: number, places: number): `${number}` {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`Not a count of minor units: ${minor}`);
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const fraction = places > 0 ? `.${digits.slice(-places)}` : '';
  return `${minor < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

/** Midnight UTC of a local day; `YYYY-MM` is its first. */
function utcDay(day: string): number {
  const [year, month, date = 1] = day.split('-').map(Number);
  const at = Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) - 1, date);
  if (!Number.isFinite(at)) throw new RangeError(`Not a day: ${day}`);
  return at;
}
