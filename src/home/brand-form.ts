/** The brand as a form: texts as typed, and what they mean. Every fault is named at its field, all at once. */
import { z } from 'zod';
import { TONES } from '../kernel';
import { zEmail, zText } from '../platform/errors';
import { contrastOnPaper, type OrganizationSettings } from '../platform/views';

/** The least contrast of text on the page's background, WCAG 2.2, 1.4.3. */
export const LEAST_CONTRAST = 4.5;

const zBlank = z
  .string()
  .regex(/^\s*$/)
  .transform(() => '');
const optional = (max: number) => z.union([zBlank, zText(max)]);

const zAccent = z.string().transform((text, context): string => {
  const color = text.trim().toLowerCase();
  if (!/^#[0-9a-f]{6}$/.test(color)) {
    context.addIssue({ code: 'custom', params: { code: 'color_unreadable' } });
    return z.NEVER;
  }
  if (contrastOnPaper(color) < LEAST_CONTRAST) {
    const params = { code: 'accent_too_pale', color, ratio: shownContrast(color) };
    context.addIssue({ code: 'custom', params });
  }
  return color;
});

/** Rounded down: 4.49 must not read as 4.5. */
export function shownContrast(color: string): number {
  return Math.floor(contrastOnPaper(color) * 10) / 10;
}

export const zBrandForm = z.strictObject({
  accent: zAccent,
  tone: z.enum(TONES),
  mailFromName: optional(80),
  replyTo: z.union([zBlank, zEmail]),
  phone: optional(40),
  hoursEs: optional(120),
  hoursEn: optional(120),
  hoursPt: optional(120),
  /** Hash of the picture shown on the form: the one in use, or one just uploaded; empty for none. */
  keptLogo: z.string().regex(/^([0-9a-f]{64})?$/),
  /** Present when the box is ticked. */
  removeLogo: z.literal('on').optional(),
});
export type BrandForm = z.output<typeof zBrandForm>;

export const BRAND_FIELDS = Object.keys(zBrandForm.shape) as (keyof BrandForm)[];
/** The texts in the fields. */
export type TypedBrand = Record<keyof BrandForm, string>;

/** What somebody typed, whether or not it is right, to be shown again. */
export function typedBrand(body: unknown): TypedBrand {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : '');
  return Object.fromEntries(BRAND_FIELDS.map((name) => [name, text(name)])) as TypedBrand;
}

/** What of a form can be shown as it is being typed: the fields that are right. */
export function readableBrand(body: unknown): Partial<Omit<BrandForm, 'removeLogo'>> {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const fields = Object.entries(zBrandForm.shape).flatMap(([name, type]) => {
    const read = type.safeParse(given[name]);
    return read.success && given[name] !== undefined ? [[name, read.data]] : [];
  });
  return Object.fromEntries(fields) as Partial<BrandForm>;
}

/** The part of the organization's settings that the form speaks of. */
export function brandOf(
  form: Partial<BrandForm>,
  organization: OrganizationSettings,
): Omit<OrganizationSettings, 'logo'> {
  const { hours } = organization;
  return {
    ...organization,
    accent: form.accent ?? organization.accent,
    tone: form.tone ?? organization.tone,
    mailFromName: form.mailFromName ?? organization.mailFromName,
    replyTo: form.replyTo ?? organization.replyTo,
    phone: form.phone ?? organization.phone,
    hours: {
      es: form.hoursEs ?? hours.es,
      en: form.hoursEn ?? hours.en,
      'pt-BR': form.hoursPt ?? hours['pt-BR'],
    },
  };
}
