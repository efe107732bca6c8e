/** The few expressions of the loader that the two databases spell differently. */
import type { Bulk } from '../support/bulk';

interface Dialect {
  /** `WITH …` that names the whole numbers 1 … `count` as `series(n)`. */
  series(count: number): string;
  /** Twelve hexadecimal digits of a whole number. */
  hex(expression: string): string;
  /** Local day in Mexico City of UTC milliseconds: six hours behind all year since 2022. */
  day(milliseconds: string): string;
  /** 64 hexadecimal digits without any order, as the hash of a token has none. */
  tokenHash(expression: string): string;
}

const dialects: Record<Bulk['dialect'], Dialect> = {
  sqlite: {
    series: (count) =>
      `WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${count})`,
    hex: (expression) => `printf('%012x', ${expression})`,
    day: (milliseconds) => `date((${milliseconds}) / 1000 - 21600, 'unixepoch')`,
    tokenHash: () => `lower(hex(randomblob(32)))`,
  },
  postgres: {
    series: (count) =>
      `WITH series AS (SELECT CAST(n AS bigint) AS n FROM generate_series(1, ${count}) AS n)`,
    hex: (expression) => `lpad(to_hex(CAST(${expression} AS bigint)), 12, '0')`,
    day: (milliseconds) =>
      `to_char(to_timestamp((${milliseconds}) / 1000 - 21600) AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
    tokenHash: (expression) => `encode(sha256(convert_to(CAST(${expression} AS text), 'UTF8')), 'hex')`,
  },
};

export function dialectOf(bulk: Bulk): Dialect {
  return dialects[bulk.dialect];
}

const PRIMES = {
  customer: 2654435761,
  employee: 2246822519,
  helper: 3266489917,
  touchpoint: 668265263,
  cell: 374761393,
  rating: 2860486313,
  process: 1500450271,
  comment: 3367900313,
  delay: 2971215073,
  owner: 1779033703,
} as const;

/** A whole number from 0 to `below` − 1 for the row `n`: always the same, without visible order. */
export function mixed(what: keyof typeof PRIMES, below: number): string {
  return `(n * ${PRIMES[what]} / 4096 % ${below})`;
}

/**
 * As `mixed`, and without order between one column and another: two of them meet as often as by chance, so that customers come
 * back to the same employee. Products stay below 2^63.
 */
export function drawn(what: keyof typeof PRIMES, below: number): string {
  return `((n * ${PRIMES[what]} / 4096 % 2147483647) * (n * ${PRIMES[what]} / 524288 % 2147483629 + n % 65521) / 8192 % ${below})`;
}

/** SQL of a UUID v7: the instant first, then what it is the id of, then the row. */
export function uuid(dialect: Dialect, milliseconds: string, kind: number): string {
  const time = dialect.hex(milliseconds);
  return `substr(${time}, 1, 8) || '-' || substr(${time}, 9, 4) || '-700${kind}-8000-' || ${dialect.hex('n')}`;
}
