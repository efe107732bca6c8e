/** What may be said about a customer from outside. A field left out keeps its value; `null` empties it. */
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { zEmail, zExternalId, zText } from '../platform/errors';
import { toLocale } from '../platform/i18n';
import { SEGMENTS } from './customer';
import { normaliseEmail } from './email-address';

const LANGUAGE_TAG = /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i;
const invalid = { params: { code: 'field_invalid' } };

/** A mail address in its one spelling. */
export const zCustomerEmail = z.string().max(320).transform(normaliseEmail).pipe(zEmail);

export const customerInput = z.strictObject({
  externalId: zExternalId.nullish(),
  name: zText(200).nullish(),
  email: zCustomerEmail.nullish(),
  phone: zText(40).nullish(),
  /** A language tag. One we do not speak is no fault: the customer is addressed in the organization's language. */
  locale: z
    .string()
    .refine((tag) => tag.length <= 35 && LANGUAGE_TAG.test(tag), invalid)
    .transform((tag) => toLocale(tag) ?? null)
    .nullish(),
  timezone: z
    .string()
    .refine((zone) => zone.length <= 64 && IANAZone.isValidZone(zone), invalid)
    .nullish(),
  segment: z.enum(SEGMENTS).optional(),
  account: zExternalId
    .nullish()
    .describe('The account several customers share, such as a firm: asking can be limited per account.'),
});
export type CustomerInput = z.infer<typeof customerInput>;
