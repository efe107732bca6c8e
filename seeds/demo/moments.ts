/** The few interactions of the demo year that are told by hand, so that pages and documentation can count on them. */
import { addDays, daysIn } from '../../src/kernel';
import { NEWCOMER } from './cast';
import { chaptersAt } from './chapters';
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

const LATELY: readonly Moment[] = [
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

const FIRST_WEEKS: readonly Pick<Moment, 'at' | 'reason' | 'answeredAfterMinutes' | 'rating' | 'comment'>[] =
  [
    {
      at: '10:12',
      reason: 'payment',
      answeredAfterMinutes: 95,
      rating: 5,
      comment: 'Muy amable y muy clara.',
    },
    {
      at: '12:31',
      reason: 'information',
      answeredAfterMinutes: 61,
      rating: 4,
      comment: 'Se nota que es nueva, pero me resolvió.',
    },
    {
      at: '09:58',
      reason: 'billing',
      answeredAfterMinutes: 240,
      rating: 5,
      comment: 'Preguntó a un compañero para estar segura y me llamó de vuelta.',
    },
    {
      at: '11:44',
      reason: 'billing',
      answeredAfterMinutes: 122,
      rating: 3,
      comment: 'Me tuvo en espera mientras consultaba.',
    },
  ];
/** Days of work until each of these contacts. */
const SERVED_AFTER_DAYS = [3, 5, 8, 10] as const;

/** @param today the demo's today, local date `YYYY-MM-DD` */
export function momentsAt(today: string): Moment[] {
  const { newcomerFrom } = chaptersAt(today);
  return [
    ...LATELY,
    ...FIRST_WEEKS.map((moment, index) => ({
      ...moment,
      touchpoint: 'phone-support',
      employee: NEWCOMER,
      customer: null,
      mayQuote: false,
      mayContact: false,
      daysAgo: daysIn({ from: addDays(newcomerFrom, SERVED_AFTER_DAYS[index] ?? 0), to: today }),
    })),
  ];
}
