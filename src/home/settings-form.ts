/** The settings as one form: texts as typed, and what they mean. Every fault is named at its field, all at once. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { zLocale, zText } from '../platform/errors';
import type { homeErrors } from './home.errors';

/** Countries offered: how Spanish writes numbers there. */
export const REGIONS = [
  'AR', 'BO', 'BR', 'CL', 'CO', 'CR', 'CU', 'DO', 'EC', 'ES', 'GT', 'HN', 'MX', 'NI', 'PA', 'PE', 'PR', 'PT', 'PY',
  'SV', 'US', 'UY', 'VE',
] as const; // prettier-ignore

const fault = (
  code: keyof typeof homeErrors | 'field_required',
  params: Record<string, string | number> = {},
) => ({
  code: 'custom' as const,
  params: { code, ...params },
});

/** A number as people write it: `85`, `85.5` or `85,5`. */
function zNumber(check: z.ZodNumber) {
  return z
    .string()
    .transform((text, context): number => {
      const trimmed = text.trim();
      if (/^-?\d{1,9}([.,]\d{1,6})?$/.test(trimmed)) return Number(trimmed.replace(',', '.'));
      context.addIssue(fault(trimmed === '' ? 'field_required' : 'number_unreadable'));
      return z.NEVER;
    })
    .pipe(check);
}

/** Minutes, days, hours: without a fraction. */
function zWhole(min: number, max: number) {
  return zNumber(z.number().min(min).max(max)).refine(Number.isInteger, {
    params: { code: 'number_unreadable' },
  });
}

export const zSettingsForm = z.strictObject({
  name: zText(80),
  locale: zLocale,
  region: z.string().refine((code) => /^[A-Z]{2}$/.test(code), { params: { code: 'region_unknown' } }),
  timezone: z.string().refine((zone) => IANAZone.isValidZone(zone), { params: { code: 'timezone_unknown' } }),
  target: zNumber(z.number().min(0).max(100)),
  csatTarget: zNumber(z.number().min(1).max(99)),
  reliability: zNumber(z.number().min(0).max(100)),
  responseRate: zNumber(z.number().min(0).max(100)),
  coverage: zNumber(z.number().min(0).max(100)),
  answers: zWhole(0, 10_000_000),
  months: zWhole(0, 12),
  decideWorkingDays: zWhole(1, 60),
  delayMinutes: zWhole(0, 20_160),
  askAgainDays: zWhole(0, 365),
  /** Present when the box is ticked. */
  quiet: z.literal('on').optional(),
  quietFrom: zWhole(0, 23),
  quietUntil: zWhole(0, 23),
});
export type SettingsForm = z.output<typeof zSettingsForm>;

export const SETTINGS_FIELDS = Object.keys(zSettingsForm.shape) as (keyof SettingsForm)[];
/** The texts in the fields. */
export type TypedSettings = Record<keyof SettingsForm, string>;

/** What somebody typed, whether or not it is right, to be shown again. */
export function typedIn(body: unknown): TypedSettings {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '');
  return Object.fromEntries(SETTINGS_FIELDS.map((name) => [name, text(name)])) as TypedSettings;
}
