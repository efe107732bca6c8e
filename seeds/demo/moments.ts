/** The few interactions of the demo year that are told by hand, so that pages and documentation can count on them. */
import { MARTA } from './customers';
import type { Reason } from './touchpoints';

export interface Moment {
  readonly daysAgo: number;
  /** Local time `HH:mm`. */
  readonly at: string;
  readonly touchpoint: string;
  readonly reason: Reason;
  readonly employee: string;
  /** Customer external id, or null for anybody who writes Spanish. */
  readonly customer: string | null;
  readonly answeredAfterMinutes: number;
  readonly rating: 1 | 2 | 3 | 4 | 5;
  readonly comment: string;
  readonly mayQuote: boolean;
  readonly mayContact: boolean;
}

export const MOMENTS: readonly Moment[] = [
  {
    daysAgo: 1,
    at: '11:20',
    touchpoint: 'phone-support',
    reason: 'billing',
    employee: 'E-12',
    customer: MARTA.externalId,
    answeredAfterMinutes: 134,
    rating: 5,
    comment: 'Me explicó la factura línea por línea y me llamó de vuelta cuando dijo que lo haría.',
    mayQuote: true,
    mayContact: false,
  },
  {
    daysAgo: 2,
    at: '09:47',
    touchpoint: 'phone-support',
    reason: 'outage',
    employee: 'E-12',
    customer: null,
    answeredAfterMinutes: 205,
    rating: 4,
    comment: 'Amable, pero esperé ocho minutos.',
    mayQuote: false,
    mayContact: false,
  },
  {
    daysAgo: 3,
    at: '16:05',
    touchpoint: 'phone-support',
    reason: 'visit',
    employee: 'E-12',
    customer: null,
    answeredAfterMinutes: 88,
    rating: 1,
    comment: 'El técnico nunca llegó.',
    mayQuote: false,
    mayContact: true,
  },
];
