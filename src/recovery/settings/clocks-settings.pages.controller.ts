/** What opens a case, how long each step may take, and who is told: the first page of the rules. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { pickText } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { DomainError, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { ANSWER_KINDS, type CaseSettings, caseSetting, PRIORITIES } from '../case-settings';
import { typedIn } from '../case-sections';
import { recoveryErrors } from '../recovery.errors';
import { AlarmThemes } from './alarm-themes';

const zCount = z.string().trim().regex(/^\d{1,5}$/).transform(Number); // prettier-ignore
const MINUTES = PRIORITIES.flatMap((priority) => [`${priority}_contact`, `${priority}_solution`] as const);
const FIELDS = ['joinDays', ...ANSWER_KINDS, ...MINUTES, 'remindMinutes', 'headMinutes', 'heads'] as const;
const zPriority = z.enum(PRIORITIES);
const form = z.strictObject({
  _csrf: z.string().optional(),
  joinDays: zCount,
  low_rating: zPriority,
  call_me: zPriority,
  alarm: zPriority,
  ...(Object.fromEntries(MINUTES.map((name) => [name, zCount])) as Record<
    (typeof MINUTES)[number],
    typeof zCount
  >),
  remindMinutes: zCount,
  headMinutes: zCount,
  heads: z.string().max(1000).default(''),
  alarms: z.union([z.string(), z.array(z.string())]).default([]),
});

@Controller('recovery/settings')
export class ClocksSettingsController {
  constructor(
    private readonly settings: SettingsStore,
    private readonly themes: AlarmThemes,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.manage' })
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const settings = await this.settings.get(caseSetting);
    return this.page(request, viewer, await this.typed(settings), settings.alarms);
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
      const known = (await this.themes.all()).map(({ key }) => key);
      const next: CaseSettings = {
        joinDays: given.joinDays,
        priorities: { low_rating: given.low_rating, call_me: given.call_me, alarm: given.alarm },
        clocks: {
          high: { contact: given.high_contact, solution: given.high_solution },
          normal: { contact: given.normal_contact, solution: given.normal_solution },
          low: { contact: given.low_contact, solution: given.low_solution },
        },
        remindMinutes: given.remindMinutes,
        headMinutes: given.headMinutes,
        heads: await this.users(given.heads),
        alarms: [given.alarms].flat().filter((key) => known.includes(key)),
      };
      await this.database.transaction(async () => {
        await this.settings.set(caseSetting, next);
        await this.audit.record({
          actor: viewer.actor,
          action: 'setting.changed',
          subject: 'setting:recovery',
          details: { to: next },
        });
      });
      return seeOther('/recovery/settings', { kind: 'done', key: 'cases.settings.saved' });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const alarms = (body as { alarms?: string | string[] } | null)?.alarms ?? [];
      return this.page(request, viewer, typedIn(body, FIELDS), [alarms].flat(), error);
    }
  }

  /** @throws case_unknown */
  private async users(text: string): Promise<number[]> {
    const ids: number[] = [];
    for (const email of text.split(/[\s,;]+/).filter(Boolean)) {
      const found = await this.database.get<{ id: number }>(
        'SELECT id AS "id" FROM user_account WHERE LOWER(email) = ? AND disabled_at IS NULL',
        [email.toLowerCase()],
      );
      if (!found) throw recoveryErrors.case_unknown({ given: email }, '/heads');
      ids.push(found.id);
    }
    return ids;
  }

  private async typed(settings: CaseSettings): Promise<Record<string, string>> {
    const emails: string[] = [];
    for (const id of settings.heads) {
      const row = await this.database.get<{ email: string }>(
        'SELECT email AS "email" FROM user_account WHERE id = ?',
        [id],
      );
      if (row) emails.push(row.email);
    }
    return {
      joinDays: String(settings.joinDays),
      ...settings.priorities,
      ...Object.fromEntries(
        PRIORITIES.flatMap((priority) => [
          [`${priority}_contact`, String(settings.clocks[priority].contact)],
          [`${priority}_solution`, String(settings.clocks[priority].solution)],
        ]),
      ),
      remindMinutes: String(settings.remindMinutes),
      headMinutes: String(settings.headMinutes),
      heads: emails.join(', '),
    };
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    typed: Readonly<Record<string, string>>,
    alarms: readonly string[],
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string, params = {}): string => this.i18n.text(viewer.locale, key, params);
    const priorities = PRIORITIES.map((value) => ({ value, label: say(`cases.priority.${value}`) }));
    const minutes = priorities.flatMap(({ value, label: priority }) =>
      (['contact', 'solution'] as const).map((clock) => ({
        name: `${value}_${clock}`,
        label: say(`cases.settings.${clock}_of`, { priority }),
        value: typed[`${value}_${clock}`],
      })),
    );
    const label: Record<string, string> = {
      joinDays: say('cases.settings.join_days'),
      ...Object.fromEntries(ANSWER_KINDS.map((kind) => [kind, say(`cases.settings.kind.${kind}`)])),
      ...Object.fromEntries(minutes.map((one) => [one.name, one.label])),
      remindMinutes: say('cases.settings.remind'),
      headMinutes: say('cases.settings.head_after'),
      heads: say('cases.settings.heads'),
    };
    const model = {
      tab: 'clocks',
      label,
      typed,
      priorities,
      minutes,
      kinds: ANSWER_KINDS.map((name) => ({ name, label: label[name], value: typed[name] })),
      themes: (await this.themes.all()).map(({ key, names }) => ({
        key,
        name: pickText(names, viewer.locale),
        checked: alarms.includes(key),
      })),
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, label),
    };
    return this.pages.html(request, 'recovery/settings', model, { status: problem?.status ?? 200 });
  }
}
