/** What the organization decided about cases: what opens one, how urgent it is, and how long each step may take. */
import { z } from 'zod';
import { zCode } from '../platform/errors';
import { defineSetting } from '../platform/views';
import type { OwnerRule } from './calc';

export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What opens a case, or adds to one. */
export const EVENT_KINDS = ['low_rating', 'call_me', 'alarm', 'staff', 'api'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
/** Those that an answer brings by itself. */
export const ANSWER_KINDS = ['low_rating', 'call_me', 'alarm'] as const satisfies readonly EventKind[];
export type AnswerKind = (typeof ANSWER_KINDS)[number];

/** Minutes at work. */
export interface PriorityClocks {
  readonly contact: number;
  readonly solution: number;
}

export interface CaseSettings {
  /** Further trouble of the same customer joins the open case for so many days after the last; 0: never. */
  readonly joinDays: number;
  readonly priorities: Readonly<Record<AnswerKind, Priority>>;
  readonly clocks: Readonly<Record<Priority, PriorityClocks>>;
  /** Minutes at work before a clock runs out at which its owner is reminded, and after it at which the head is told. */
  readonly remindMinutes: number;
  readonly headMinutes: number;
  /** Users who are told last; none: everybody of human resources. */
  readonly heads: readonly number[];
  /** Keys of the themes of comments that open a case. */
  readonly alarms: readonly string[];
}

const zPriority = z.enum(PRIORITIES);
const zMinutes = z.int().min(1).max(60_000);
const zClocks = z
  .strictObject({ contact: zMinutes, solution: zMinutes })
  .refine(({ contact, solution }) => contact <= solution);

export const caseSetting = defineSetting<CaseSettings>({
  name: 'recovery',
  schema: z.strictObject({
    joinDays: z.int().min(0).max(365),
    priorities: z.strictObject({ low_rating: zPriority, call_me: zPriority, alarm: zPriority }),
    clocks: z.strictObject({ high: zClocks, normal: zClocks, low: zClocks }),
    remindMinutes: z.int().min(0).max(10_080),
    headMinutes: z.int().min(0).max(10_080),
    heads: z.array(z.int()).max(20),
    alarms: z.array(zCode).max(40),
  }),
  defaults: () => ({
    joinDays: 30,
    priorities: { low_rating: 'normal', call_me: 'normal', alarm: 'high' },
    clocks: {
      high: { contact: 60, solution: 480 },
      normal: { contact: 240, solution: 1440 },
      low: { contact: 480, solution: 4320 },
    },
    remindMinutes: 30,
    headMinutes: 240,
    heads: [],
    alarms: [],
  }),
});

const zCondition = z.string().max(64);
const zOwnerRule = z
  .strictObject({
    key: z.string().min(1).max(40),
    touchpoint: zCondition,
    team: z.int().nullable(),
    channel: zCondition,
    language: zCondition,
    hours: zCondition,
    to: z.enum(['person', 'team', 'everybody']),
    user: z.int().nullable(),
    pool: z.int().nullable(),
  })
  .refine(({ to, user, pool }) => (to !== 'person' || user !== null) && (to !== 'team' || pool !== null));

export const MOST_RULES = 50;

export const ownerSetting = defineSetting<{ rules: OwnerRule[] }>({
  name: 'recovery-owners',
  schema: z.strictObject({ rules: z.array(zOwnerRule).max(MOST_RULES) }),
  defaults: () => ({ rules: [] }),
});
