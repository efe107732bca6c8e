/** The hours in which clocks run and somebody answers: calendars with their weeks, holidays, touchpoints and numbers. */
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { type BusinessCalendar, BusinessHours, businessHoursSetting, readWeek } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { DomainError, parseInput, zCode, zDay, zText } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { typedIn } from '../case-sections';
import { recoveryErrors } from '../recovery.errors';

const FIELDS = [
  'key',
  'name',
  'timezone',
  'week',
  'publicHolidays',
  'holidays',
  'touchpoints',
  'emergency',
] as const;
const PATH = '/recovery/settings/hours';
const form = z.strictObject({
  _csrf: z.string().optional(),
  act: z.enum(['save', 'remove']).default('save'),
  key: zCode,
  name: zText(80),
  timezone: z.string().trim().max(64).default(''),
  week: z.string().max(2000),
  publicHolidays: z.literal('on').optional(),
  holidays: z.string().max(40_000).default(''),
  touchpoints: z.string().max(4000).default(''),
  emergency: z.string().trim().max(40).default(''),
});
/** A date first, then its name, with whatever a spreadsheet puts between them. */
const HOLIDAY = /^"?(\d{4}-\d{2}-\d{2})"?[\s;,"]*(.*?)"?$/;

@Controller('recovery/settings/hours')
export class HoursPagesController {
  constructor(
    private readonly settings: SettingsStore,
    private readonly hours: BusinessHours,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.manage' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query('calendar') key?: string,
  ): Promise<HtmlReply> {
    const { calendars } = await this.settings.get(businessHoursSetting);
    const chosen = calendars.find((one) => one.key === key);
    return this.page(request, viewer, chosen ? typedFrom(chosen) : key === 'new' ? {} : undefined);
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async save(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    try {
      const given = parseInput(form, body);
      const calendar = read(given);
      await this.database.transaction(async () => {
        const { calendars } = await this.settings.get(businessHoursSetting);
        const others = calendars.filter(({ key }) => key !== calendar.key);
        const known = calendars.some(({ key }) => key === calendar.key);
        const next =
          given.act === 'remove'
            ? others
            : known
              ? calendars.map((one) => (one.key === calendar.key ? calendar : one))
              : [...calendars, calendar];
        await this.settings.set(businessHoursSetting, { calendars: next });
        await this.audit.record({
          actor: viewer.actor,
          action: 'setting.changed',
          subject: 'setting:business-hours',
          details: { calendar: calendar.key, act: given.act, days: calendar.holidays.length },
        });
      });
      return seeOther(PATH, { kind: 'done', key: 'cases.settings.saved' });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.page(request, viewer, typedIn(body, FIELDS), error);
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    typed?: Readonly<Record<string, string>>,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const { calendars } = await this.settings.get(businessHoursSetting);
    const now = this.clock.now();
    const rows = [];
    for (const calendar of calendars) {
      const state = (await this.hours.byKey(calendar.key))?.state(now);
      rows.push({
        ...calendar,
        week: weekText(calendar).split('\n'),
        days: calendar.holidays.length,
        open: state?.open === true,
        touchpoints: calendar.touchpoints.join(', '),
        href: `${PATH}?calendar=${calendar.key}`,
      });
    }
    const label = {
      key: say('cases.hours.key'),
      name: say('cases.hours.name'),
      timezone: say('cases.hours.timezone'),
      week: say('cases.hours.week'),
      holidays: say('cases.hours.holidays'),
      touchpoints: say('cases.hours.touchpoints'),
      emergency: say('cases.hours.emergency'),
    };
    const model = {
      tab: 'hours',
      calendars: rows,
      label,
      typed,
      known: calendars.some(({ key }) => key === typed?.['key']),
      removable: calendars.length > 1,
      publicHolidays: typed?.['publicHolidays'] === 'on',
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, label),
    };
    return this.pages.html(request, 'recovery/hours', model, { status: problem?.status ?? 200 });
  }
}

/** @throws week_unreadable, holidays_unreadable */
function read(given: z.infer<typeof form>): BusinessCalendar {
  const week = readWeek(given.week);
  if (!week) throw recoveryErrors.week_unreadable({}, '/week');
  const holidays = given.holidays
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one, index) => {
      const [, day, name = ''] = HOLIDAY.exec(one) ?? [];
      if (!zDay.safeParse(day).success)
        throw recoveryErrors.holidays_unreadable({ line: index + 1 }, '/holidays');
      return { day: day ?? '', name: name.slice(0, 80) };
    });
  return {
    key: given.key,
    name: given.name,
    timezone: given.timezone || null,
    week,
    publicHolidays: given.publicHolidays === 'on',
    holidays: [...new Map(holidays.map((one) => [one.day, one])).values()].sort((a, b) =>
      a.day < b.day ? -1 : 1,
    ),
    touchpoints: given.touchpoints.split(/[\s,;]+/).filter(Boolean),
    emergencyPhone: given.emergency,
  };
}

function typedFrom(calendar: BusinessCalendar): Record<string, string> {
  return {
    key: calendar.key,
    name: calendar.name,
    timezone: calendar.timezone ?? '',
    week: weekText(calendar),
    publicHolidays: calendar.publicHolidays ? 'on' : '',
    holidays: calendar.holidays.map(({ day, name }) => `${day} ${name}`.trim()).join('\n'),
    touchpoints: calendar.touchpoints.join(', '),
    emergency: calendar.emergencyPhone,
  };
}

/** A line for each hours, days that follow one another and share them as one. */
function weekText({ week }: BusinessCalendar): string {
  const lines: { first: number; last: number; hours: string }[] = [];
  const sorted = [...week].sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  for (const { weekday, from, until } of sorted) {
    const hours = `${from}-${until}`;
    const before = lines.find((line) => line.hours === hours && line.last === weekday - 1);
    if (before) before.last = weekday;
    else lines.push({ first: weekday, last: weekday, hours });
  }
  return lines
    .map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`)
    .join('\n');
}
