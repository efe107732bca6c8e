/** The kinds of text that come in from outside, each cleaned and limited the same way everywhere. */
import { DateTime } from 'luxon';
import { z } from 'zod';

/** NUL and the other control characters except line feed and tab, Unicode line separators, halves of characters. */
const CONTROL = /[^\P{Cc}\n\t]|[\u2028\u2029]|\p{Cs}/u;
const fault = (code: string) => ({ params: { code } });

/**
 * Text of 1 to `max` characters: line ends as `\n`, composed (NFC), trimmed. Refuses control characters rather than
 * dropping them: what is stored is what was sent.
 */
export function zText(max: number) {
  return z
    .string()
    .transform((value) => value.replace(/\r\n?/g, '\n').normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1, { error: 'required' })
        .max(max)
        .refine((value) => !CONTROL.test(value), fault('field_control_characters')),
    )
    .meta({ minLength: 1, maxLength: max });
}

/** A local day that exists, `YYYY-MM-DD`, from 1900 to 2199. */
export const zDay = z
  .string()
  .refine(
    (value) => /^(19|20|21)\d\d-\d\d-\d\d$/.test(value) && DateTime.fromFormat(value, 'yyyy-MM-dd').isValid,
    fault('field_day'),
  )
  .meta({ format: 'date' });

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** An RFC 3339 time with its offset; becomes UTC milliseconds. */
export const zInstant = z
  .string()
  .transform((value, context): number => {
    const parsed = DateTime.fromISO(value.toUpperCase(), { zone: 'utc' });
    if (RFC_3339.test(value) && parsed.isValid) return parsed.toMillis();
    context.addIssue({ code: 'custom', ...fault('field_instant') });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** A short name used in addresses and files: `phone-support`. */
export const zCode = z
  .string()
  .refine((value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 64, fault('field_code'))
  .meta({ maxLength: 64, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' });

/** An identifier another program gave: printable, without spaces at its ends, at most 128 characters. */
export const zExternalId = z
  .string()
  .refine(
    (value) => /^[\p{L}\p{N}\p{P}\p{S}]([\p{L}\p{N}\p{P}\p{S} ]{0,126}[\p{L}\p{N}\p{P}\p{S}])?$/u.test(value),
    fault('field_external_id'),
  )
  .meta({ minLength: 1, maxLength: 128 });

/** One e-mail address, trimmed; the domain in lower case. Lists and display names are refused. */
export const zEmail = z
  .string()
  .transform((value) => value.trim())
  .pipe(z.email({ error: 'email' }).max(254))
  .transform((value) => {
    const at = value.lastIndexOf('@');
    return value.slice(0, at) + value.slice(at).toLowerCase();
  })
  .meta({ format: 'email', maxLength: 254 });

/** A language the product speaks. */
export const zLocale = z.enum(['es', 'en', 'pt-BR']);
