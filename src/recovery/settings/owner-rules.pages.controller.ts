/** The rules that say whose a case is: in their order, changed one by one, and tried out before anything happens. */
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { LOCALES, type LocaleText, pickText } from '../../kernel';
import { CHANNELS } from '../../interactions';
import { businessHoursSetting, Calendar } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock, instantAt } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { CaseListQueries } from '../board/case-list.queries';
import type { OwnerRule } from '../calc';
import { ownerSetting } from '../case-settings';
import { Owners } from '../owners/owners.service';

const zId = z.union([
  z.literal('').transform(() => null),
  z.string().regex(/^\d{1,9}$/).transform(Number), // prettier-ignore
]);
const conditions = {
  touchpoint: z.string().max(64).default(''),
  channel: z.string().max(64).default(''),
  language: z.string().max(16).default(''),
};
const ruleForm = z.strictObject({
  _csrf: z.string().optional(),
  ...conditions,
  team: zId,
  hours: z.string().max(64),
  to: z.enum(['person', 'team', 'everybody']),
  user: zId,
  pool: zId,
});
const moveForm = z.strictObject({
  _csrf: z.string().optional(),
  key: z.string(),
  act: z.enum(['up', 'down', 'remove']),
});
const tryQuery = z.strictObject({
  ...conditions,
  employee: z.string().max(64).default(''),
  at: z.string().max(20).default(''),
  try: z.literal('1').optional(),
});

@Controller('recovery/settings/owners')
export class OwnerRulesController {
  constructor(
    private readonly settings: SettingsStore,
    private readonly owners: Owners,
    private readonly lists: CaseListQueries,
    private readonly calendar: Calendar,
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
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const asked = parseInput(tryQuery, query);
    const { rules } = await this.settings.get(ownerSetting);
    const { locale } = viewer;
    const say = (key: string, params = {}): string => this.i18n.text(locale, key, params);
    const choices = await this.choices(viewer);
    const named = (list: { value: string; label: string }[], value: string | number | null): string =>
      list.find((one) => one.value === String(value ?? ''))?.label ?? String(value ?? '');
    const model = {
      tab: 'owners',
      rules: rules.map((rule, index) => ({
        key: rule.key,
        number: index + 1,
        first: index === 0,
        last: index === rules.length - 1,
        when:
          [
            rule.touchpoint && named(choices.touchpoints, rule.touchpoint),
            rule.channel && named(choices.channels, rule.channel),
            rule.language && named(choices.languages, rule.language),
            rule.team !== null && named(choices.teams, rule.team),
            rule.hours && `${say('cases.owners.hours')} ${named(choices.calendars, rule.hours)}`,
          ]
            .filter(Boolean)
            .join(' · ') || say('cases.owners.always'),
        who:
          rule.to === 'person'
            ? named(choices.users, rule.user)
            : rule.to === 'team'
              ? `${say('cases.owners.to.team')}: ${named(choices.teams, rule.pool)}`
              : say('cases.owners.to.everybody'),
      })),
      ...choices,
      asked,
      tried: asked.try ? await this.tried(asked, rules, say) : undefined,
    };
    return this.pages.html(request, 'recovery/owner-rules', model);
  }

  @Post()
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async add(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { touchpoint, channel, language, team, hours, to, ...named } = parseInput(ruleForm, body);
    const user = to === 'person' ? named.user : null;
    const pool = to === 'team' ? named.pool : null;
    const rule = { key: newId(), touchpoint, channel, language, team, hours, to, user, pool };
    await this.change(viewer, (rules) => [...rules, rule]);
    return seeOther('/recovery/settings/owners', { kind: 'done', key: 'cases.owners.done' });
  }

  @Post('order')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async move(@CurrentViewer() viewer: Viewer, @Body() body: unknown): Promise<SeeOther> {
    const { key, act } = parseInput(moveForm, body);
    await this.change(viewer, (rules) => {
      const at = rules.findIndex((rule) => rule.key === key);
      const rule = rules[at];
      if (!rule) return rules;
      const others = rules.filter((one) => one !== rule);
      if (act !== 'remove') others.splice(Math.max(0, act === 'up' ? at - 1 : at + 1), 0, rule);
      return others;
    });
    return seeOther('/recovery/settings/owners', { kind: 'done', key: 'cases.owners.done' });
  }

  private async change(viewer: Viewer, next: (rules: OwnerRule[]) => OwnerRule[]): Promise<void> {
    await this.database.transaction(async () => {
      const { rules } = await this.settings.get(ownerSetting);
      const changed = next(rules);
      await this.settings.set(ownerSetting, { rules: changed });
      await this.audit.record({
        actor: viewer.actor,
        action: 'setting.changed',
        subject: 'setting:recovery-owners',
        details: { rules: changed.map((rule) => ({ ...rule })) },
      });
    });
  }

  /** Who would get a case like this one, and why the rules before did not say. */
  private async tried(
    asked: z.infer<typeof tryQuery>,
    rules: readonly OwnerRule[],
    say: (key: string, params?: Record<string, string | number>) => string,
  ): Promise<string[]> {
    const touchpoint = (await this.lists.touchpoints()).find(({ code }) => code === asked.touchpoint);
    const employee = await this.database.get<{ id: number }>(
      'SELECT id AS "id" FROM employee WHERE external_id = ?',
      [asked.employee],
    );
    const zone = await this.calendar.zone();
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(asked.at)
      ? instantAt(asked.at.slice(0, 16), zone)
      : this.clock.now();
    const { owner, passed } = await this.owners.tried(
      {
        touchpointId: touchpoint?.id ?? null,
        language: asked.language,
        people: employee ? [employee.id] : [],
        at,
      },
      rules,
    );
    const number = (rule: OwnerRule): number => rules.indexOf(rule) + 1;
    const lines = passed.map(({ rule, why }) =>
      say(`cases.owners.try_${why === 'closed' ? 'closed' : 'empty'}`, { number: number(rule) }),
    );
    const user = owner
      ? await this.database.get<{ name: string }>('SELECT name AS "name" FROM user_account WHERE id = ?', [
          owner.userId,
        ])
      : undefined;
    const name = user?.name ?? '';
    if (!owner) return [...lines, say('cases.owners.try_nobody')];
    return [
      ...lines,
      owner.rule
        ? say('cases.owners.try_by_rule', { name, number: number(owner.rule) })
        : say('cases.owners.try_fallback', { name }),
    ];
  }

  private async choices(viewer: Viewer) {
    const { locale } = viewer;
    const say = (key: string): string => this.i18n.text(locale, key);
    const any = { value: '', label: say('cases.any') };
    const [touchpoints, users, teams, { calendars }] = await Promise.all([
      this.lists.touchpoints(),
      this.owners.possible([], this.clock.now()),
      this.database.all<{ id: number; name: string }>(
        'SELECT id AS "id", name AS "name" FROM team ORDER BY name LIMIT 500',
      ),
      this.settings.get(businessHoursSetting),
    ]);
    return {
      touchpoints: [
        any,
        ...touchpoints.map(({ code, names }) => ({
          value: code,
          label: pickText(JSON.parse(names) as LocaleText, locale),
        })),
      ],
      channels: [any, ...CHANNELS.map((value) => ({ value, label: say(`interactions.channel_${value}`) }))],
      languages: [any, ...LOCALES.map((value) => ({ value, label: say(`platform.language_${value}`) }))],
      teams: [any, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))],
      users: users.map(({ id, name }) => ({ value: String(id), label: name })),
      calendars: [
        { value: '', label: say('cases.owners.always') },
        ...calendars.map(({ key, name }) => ({ value: key, label: name })),
      ],
      targets: (['everybody', 'team', 'person'] as const).map((value) => ({
        value,
        label: say(`cases.owners.to.${value}`),
      })),
    };
  }
}
