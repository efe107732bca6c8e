/** The forms of the gestures' page: amounts as people write them become minor units. */
import { z } from 'zod';
import { CURRENCIES, typedMinor } from '../../kernel';
import { zText } from '../../platform/errors';
import { AUTHORITY_ROLES } from './gesture-catalogue';
import { gestureErrors } from './gestures.errors';
import { MOST_CODES } from './vouchers';

const csrf = { _csrf: z.string().optional() };
const zCurrency = z.enum(CURRENCIES as [string, ...string[]]);
const zAmount = z.string().max(30);

export const kindForm = z.strictObject({
  ...csrf,
  nameEs: zText(120),
  nameEn: zText(120),
  namePt: zText(120),
  value: zAmount,
  cost: zAmount,
  currency: zCurrency,
  needsVoucher: z.literal('on').optional(),
});
export const authorityForm = z.strictObject({
  ...csrf,
  role: z.enum(AUTHORITY_ROLES),
  upTo: zAmount,
  currency: zCurrency,
});
export const budgetForm = z.strictObject({
  ...csrf,
  unit: z.union([z.literal(''), z.string().regex(/^\d{1,9}$/)]),
  period: z.string().regex(/^\d{4}-(Q[1-4]|0[1-9]|1[0-2])$/),
  amount: zAmount,
  currency: zCurrency,
});
export const amountForm = z.strictObject({ ...csrf, amount: zAmount });
export const vouchersForm = z.strictObject({
  ...csrf,
  codes: z.string().max(130_000).optional(),
  count: z
    .union([z.literal(''), z.string().regex(/^\d{1,4}$/)])
    .optional()
    .transform((text) => (text ? Number(text) : 0))
    .pipe(z.number().max(MOST_CODES)),
});

/** @returns minor units @throws gesture_amount at the field */
export function amountIn(text: string, currency: string, field: string): number {
  const minor = typedMinor(text.trim(), currency);
  if (typeof minor !== 'number') throw gestureErrors.gesture_amount({}, `/${field}`);
  return minor;
}

/** Months and quarters that a budget can be set for: those of today and the next. */
export function budgetPeriods(today: string): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const monthAt = (ahead: number): string => {
    const index = year * 12 + month - 1 + ahead;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  };
  const quarterAt = (ahead: number): string => {
    const index = year * 4 + Math.floor((month - 1) / 3) + ahead;
    return `${Math.floor(index / 4)}-Q${(index % 4) + 1}`;
  };
  return [monthAt(0), monthAt(1), quarterAt(0), quarterAt(1)];
}
