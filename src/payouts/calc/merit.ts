/**
 * Merit increases: a matrix of performance rating × compa-ratio zone gives each raise, one factor fits all raises into the
 * budget, and what would lift a salary over the range maximum is paid once as a lump sum.
 */
import { apportion, Decimal, DomainError, parseRational, rational, Rational, rationals } from '../../kernel';

/** Raise in percent for each rating: below 0.90 of the midpoint, from 0.90 to 1.10, above 1.10. */
export type MeritMatrix = Readonly<Record<string, readonly [low: Decimal, middle: Decimal, high: Decimal]>>;

export interface MeritMember {
  readonly key: string;
  readonly salaryMinor: number;
  readonly midpointMinor: number;
  /** Range maximum; null where the range is open. */
  readonly maximumMinor: number | null;
  readonly rating: string;
}

export interface MeritIncrease {
  readonly key: string;
  /** Salary over midpoint, four digits. */
  readonly compaRatio: string;
  readonly zone: 'low' | 'middle' | 'high';
  readonly matrixPercent: string;
  /** Exact increase before rounding to the minor unit, ten digits of a minor unit. */
  readonly exactMinor: string;
  /** Added to the salary. */
  readonly baseMinor: number;
  /** Paid once. */
  readonly lumpMinor: number;
}

export interface MeritResult {
  /** Budget and unreduced demand in minor units, ten digits. */
  readonly budgetMinor: string;
  readonly demandMinor: string;
  /** min(1, budget/demand), ten digits. */
  readonly factor: string;
  readonly increases: readonly MeritIncrease[];
}

const DIGITS = 10;
const LOW_ZONE = rational(9, 10);
const HIGH_ZONE = rational(11, 10);

/**
 * Increases for `members` within `budgetPercent` of their payroll. The whole minor units under the granted total are split by
 * largest remainder, so that the budget is never exceeded by a cent. Throws `payouts.bad_salary`, `payouts.no_matrix_row`.
 */
export function meritIncreases(
  members: readonly MeritMember[],
  matrix: MeritMatrix,
  budgetPercent: Decimal,
): MeritResult {
  const { compare, divide, floor, multiply, ONE, sumRationals, toDecimalString, ZERO } = rationals;
  const rows = members.map((member) => ({ member, ...raise(member, matrix) }));
  const payroll = sumRationals(members.map((member) => rational(member.salaryMinor)));
  const budget = multiply(payroll, percent(budgetPercent));
  const demand = sumRationals(rows.map((row) => row.wanted));
  const factor = compare(demand, budget) > 0 ? divide(budget, demand) : ONE;
  const granted = rows.map((row) => ({ key: row.member.key, weight: multiply(row.wanted, factor) }));
  const total = sumRationals(granted.map((row) => row.weight));
  const parts = compare(total, ZERO) > 0 ? splitFloor(granted, floor(total)) : new Map<string, number>();
  return {
    budgetMinor: toDecimalString(budget, DIGITS),
    demandMinor: toDecimalString(demand, DIGITS),
    factor: toDecimalString(factor, DIGITS),
    increases: rows.map(({ member, compaRatio, zone, matrixPercent }, index) => {
      const increase = parts.get(member.key) ?? 0;
      const room =
        member.maximumMinor === null ? increase : Math.max(0, member.maximumMinor - member.salaryMinor);
      const baseMinor = Math.min(increase, room);
      return {
        key: member.key,
        compaRatio: toDecimalString(compaRatio, 4),
        zone,
        matrixPercent,
        exactMinor: toDecimalString(granted[index]?.weight ?? ZERO, DIGITS),
        baseMinor,
        lumpMinor: increase - baseMinor,
      };
    }),
  };
}

function splitFloor(
  granted: readonly { key: string; weight: Rational }[],
  units: bigint,
): Map<string, number> {
  return new Map(apportion(Number(units), granted).map((part) => [part.key, part.units]));
}

function raise(
  member: MeritMember,
  matrix: MeritMatrix,
): { compaRatio: Rational; zone: MeritIncrease['zone']; matrixPercent: string; wanted: Rational } {
  const sound = [member.salaryMinor, member.midpointMinor].every(
    (minor) => Number.isSafeInteger(minor) && minor > 0,
  );
  if (!sound)
    throw new DomainError('payouts.bad_salary', `"${member.key}" needs a salary and a midpoint above 0.`, {
      key: member.key,
    });
  const row = Object.hasOwn(matrix, member.rating) ? matrix[member.rating] : undefined;
  if (!row) {
    throw new DomainError(
      'payouts.no_matrix_row',
      `The merit matrix has no row for rating "${member.rating}".`,
      {
        key: member.key,
        rating: member.rating,
      },
    );
  }
  const compaRatio = rational(member.salaryMinor, member.midpointMinor);
  const zone =
    rationals.compare(compaRatio, LOW_ZONE) < 0
      ? 'low'
      : rationals.compare(compaRatio, HIGH_ZONE) > 0
        ? 'high'
        : 'middle';
  const matrixPercent = String(row[zone === 'low' ? 0 : zone === 'middle' ? 1 : 2]);
  return {
    compaRatio,
    zone,
    matrixPercent,
    wanted: rationals.multiply(rational(member.salaryMinor), percent(matrixPercent)),
  };
}

function percent(value: Decimal): Rational {
  return rationals.divide(parseRational(String(value)), rational(100));
}
