/**
 * When the organization works: calendars with weekly hours, holidays and a zone, each for some touchpoints and the first
 * one for all others. Clocks of recovery cases run in these hours, and customers are told whether somebody answers now.
 */
import { Injectable } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { addDays } from '../kernel';
import { instantAt, localDay, startOfDay } from '../platform/clock';
import { Database } from '../platform/database';
import { zCode, zDay, zText } from '../platform/errors';
import { defineSetting, SettingsStore } from '../platform/views';
import {
  businessTimeBetween,
  laterByBusinessTime,
  openAt,
  opensAfter,
  type Span,
  spansOfDay,
  type WeekHours,
} from './calc';
import { daysOff } from './holidays';

export interface BusinessCalendar {
  readonly key: string;
  readonly name: string;
  /** IANA zone; null: the organization's. */
  readonly timezone: string | null;
  /** Empty for a place where nobody works: its clocks stand still. */
  readonly week: readonly WeekHours[];
  /** Whether the public holidays of the organization's country are off. */
  readonly publicHolidays: boolean;
  /** Further days off. */
  readonly holidays: readonly { readonly day: string; readonly name: string }[];
  /** Codes of the touchpoints that work so. The first calendar serves every touchpoint that is in none. */
  readonly touchpoints: readonly string[];
  /** The number that is answered day and night for emergencies at these touchpoints; '' for none. */
  readonly emergencyPhone: string;
}

const zTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const zCalendar = z.strictObject({
  key: zCode,
  name: zText(80),
  timezone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone))
    .nullable(),
  week: z
    .array(
      z
        .strictObject({ weekday: z.int().min(1).max(7), from: zTime, until: zTime })
        .refine(({ from, until }) => from < until),
    )
    .max(42),
  publicHolidays: z.boolean(),
  holidays: z.array(z.strictObject({ day: zDay, name: z.string().max(80) })).max(500),
  touchpoints: z.array(zCode).max(200),
  emergencyPhone: z.union([z.literal(''), zText(40)]),
});

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const businessHoursSetting = defineSetting<{ calendars: BusinessCalendar[] }>({
  name: 'business-hours',
  schema: z
    .strictObject({ calendars: z.array(zCalendar).min(1).max(50) })
    .refine(({ calendars }) => new Set(calendars.map(({ key }) => key)).size === calendars.length),
  // Day and night until somebody says otherwise: no customer waits longer because hours were not entered yet.
  defaults: () => ({
    calendars: [
      {
        key: 'always',
        name: '24/7',
        timezone: null,
        week: WEEKDAYS.map((weekday) => ({ weekday, from: '00:00', until: '24:00' })),
        publicHolidays: false,
        holidays: [],
        touchpoints: [],
        emergencyPhone: '',
      },
    ],
  }),
});

/** Whether somebody is there: until when, or from when on. UTC milliseconds. */
export type OpenNow =
  | { readonly open: true; readonly always: boolean; readonly until: number }
  | { readonly open: false; readonly opensAt: number | undefined };

/** Open for longer than that is open always. */
const ALWAYS_MS = 7 * 86_400_000;

/** The time at work of one calendar. */
export interface WorkTime {
  readonly calendar: BusinessCalendar;
  readonly zone: string;
  /**
   * The instant at which so many minutes at work have passed.
   * @returns where nobody works within a year, so many minutes by the clock on the wall
   */
  readonly later: (at: number, minutes: number) => number;
  /** Minutes at work between two instants, rounded down. */
  readonly between: (from: number, until: number) => number;
  readonly state: (at: number) => OpenNow;
  /** The hours of a local day. */
  readonly hours: (day: string) => readonly Span[];
}

@Injectable()
export class BusinessHours {
  /** Codes do not change. */
  private readonly codes = new Map<number, string>();
  private readonly kept = new WeakMap<
    BusinessCalendar,
    { readonly where: string; readonly time: WorkTime }
  >();

  constructor(
    private readonly settings: SettingsStore,
    private readonly database: Database,
  ) {}

  /** Of the touchpoint with the id; the organization's usual ones for null. */
  async ofTouchpoint(id: number | null): Promise<WorkTime> {
    const { calendars } = await this.settings.get(businessHoursSetting);
    const usual = calendars.every(({ touchpoints }) => touchpoints.length === 0);
    return this.at(id === null || usual ? null : await this.codeOf(id));
  }

  /** Of a touchpoint; the organization's usual ones without. @param code of the touchpoint */
  async at(code: string | null | undefined): Promise<WorkTime> {
    const { calendars } = await this.settings.get(businessHoursSetting);
    const found = calendars.find(({ touchpoints }) => touchpoints.includes(code ?? '')) ?? calendars[0];
    return this.timeOf(found as BusinessCalendar);
  }

  /** Of the calendar with the key; undefined for none. */
  async byKey(key: string): Promise<WorkTime | undefined> {
    const { calendars } = await this.settings.get(businessHoursSetting);
    const found = calendars.find((one) => one.key === key);
    return found && this.timeOf(found);
  }

  private async codeOf(id: number): Promise<string> {
    const known = this.codes.get(id);
    if (known !== undefined) return known;
    const row = await this.database.get<{ code: string }>(
      'SELECT code AS "code" FROM touchpoint WHERE id = ?',
      [id],
    );
    if (row && !this.database.inTransaction()) this.codes.set(id, row.code);
    return row?.code ?? '';
  }

  private async timeOf(calendar: BusinessCalendar): Promise<WorkTime> {
    const { timezone, region } = await this.settings.get('organization');
    const where = `${timezone} ${region}`;
    const kept = this.kept.get(calendar);
    if (kept?.where === where) return kept.time;
    const time = await this.worked(calendar, timezone, region);
    this.kept.set(calendar, { where, time });
    return time;
  }

  private async worked(calendar: BusinessCalendar, timezone: string, region: string): Promise<WorkTime> {
    const zone = calendar.timezone ?? timezone;
    const extra = calendar.holidays.map(({ day }) => day);
    const isOff = await daysOff(
      { observe: calendar.publicHolidays, country: null, state: null, extra },
      region,
    );
    const instantOf = (day: string, time: string): number =>
      time === '24:00' ? startOfDay(addDays(day, 1), zone) : instantAt(`${day}T${time}`, zone);
    const known = new Map<string, readonly Span[]>();
    const hours = (day: string): readonly Span[] => {
      let spans = known.get(day);
      if (!spans) known.set(day, (spans = spansOfDay(day, calendar.week, isOff, instantOf)));
      return spans;
    };
    return {
      calendar,
      zone,
      hours,
      later: (at, minutes) =>
        laterByBusinessTime(at, minutes * 60_000, localDay(at, zone), hours) ?? at + minutes * 60_000,
      between: (from, until) =>
        Math.floor(businessTimeBetween(from, until, localDay(Math.min(from, until), zone), hours) / 60_000),
      state: (at) => {
        const day = localDay(at, zone);
        const open = openAt(at, day, hours);
        return open
          ? { open: true, always: open.until - at >= ALWAYS_MS, until: open.until }
          : { open: false, opensAt: opensAfter(at, day, hours) };
      },
    };
  }
}
