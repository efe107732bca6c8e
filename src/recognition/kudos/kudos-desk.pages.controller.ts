/** The desk of thanks: what was reported or taken down, and what the organization decides about them. */
import { Body, Controller, Get, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { CompanyValues, type ValueNames } from './company-values';
import { KudosPage } from './kudos-page';
import { kudosSetting } from './kudos-setting';
import { Kudos } from './kudos.service';
import { KudosQueries } from './kudos.queries';

const SHOWN = 100;
const listQuery = z.strictObject({ show: z.enum(['waiting', 'hidden']).catch('waiting').default('waiting') });
const decisionForm = z.strictObject({
  decision: z.enum(['hide', 'keep']),
  reason: z.string().max(4000).default(''),
});
const typed = z.string().max(400).default('');
const valueForm = z.strictObject({
  es: typed,
  en: typed,
  pt: typed,
  retired: z.enum(['yes', 'no']).optional(),
});
const settingForm = z.strictObject({ monthlyAllowance: typed, digest: z.literal('on').optional() });

@Controller('recognition/kudos')
export class KudosDeskPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly page: KudosPage,
    private readonly kudos: Kudos,
    private readonly queries: KudosQueries,
    private readonly values: CompanyValues,
    private readonly settings: SettingsStore,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly i18n: I18n,
  ) {}

  @Get('reports')
  @Policy({ permission: 'recognition.moderate' })
  async reports(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { show } = parseInput(listQuery, query);
    const lines = await this.queries.reported(viewer, show, SHOWN);
    return this.pages.html(request, 'recognition/kudos-reports', {
      tabs: (['waiting', 'hidden'] as const).map((name) => ({
        href: `/recognition/kudos/reports?show=${name}`,
        labelKey: `kudos.reports_${name}`,
        current: name === show,
      })),
      waiting: show === 'waiting',
      lines: lines.map((line) => ({
        ...this.page.shown(line, viewer),
        reports: line.reports,
        hiddenReason: line.hiddenReason,
      })),
    });
  }

  @Post(':id/decisions')
  @Policy({ permission: 'recognition.moderate' })
  async decide(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { decision, reason } = parseInput(decisionForm, body ?? {});
    if (!z.uuid().safeParse(id).success || !(await this.queries.mayModerate(viewer, id)))
      throw errors.not_found();
    await this.kudos.decide(id, decision, { reason }, viewer.actor);
    return seeOther('/recognition/kudos/reports', { kind: 'done', key: `kudos.decided_${decision}` });
  }

  @Get('settings')
  @Policy({ permission: 'recognition.manage' })
  form(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.show(request, viewer);
  }

  @Post('settings')
  @Policy({ permission: 'recognition.manage' })
  save(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(settingForm, body ?? {});
    const monthlyAllowance = /^\d{1,4}$/.test(form.monthlyAllowance)
      ? Number(form.monthlyAllowance)
      : Number.NaN;
    return this.orWithProblems(request, viewer, form, async () => {
      const to = parseInput(kudosSetting.schema, { monthlyAllowance, digest: form.digest === 'on' });
      await this.database.transaction(async () => {
        const from = await this.settings.get(kudosSetting);
        await this.settings.set(kudosSetting, to);
        await this.audit.record({
          actor: viewer.actor,
          action: 'setting.changed',
          subject: `setting:${kudosSetting.name}`,
          details: { from: { ...from }, to: { ...to } },
        });
      });
      return 'kudos.settings_saved';
    });
  }

  @Post('values')
  @Policy({ permission: 'recognition.manage' })
  add(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(valueForm, body ?? {});
    return this.orWithProblems(request, viewer, form, async () => {
      await this.values.add(namesOf(form), viewer.actor);
      return 'kudos.value_added';
    });
  }

  @Post('values/:id')
  @Policy({ permission: 'recognition.manage' })
  change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(valueForm, body ?? {});
    return this.orWithProblems(request, viewer, {}, async () => {
      if (form.retired) await this.values.retire(id, form.retired === 'yes', viewer.actor);
      else await this.values.rename(id, namesOf(form), viewer.actor);
      return 'kudos.value_changed';
    });
  }

  private async orWithProblems(
    request: AppRequest,
    viewer: Viewer,
    form: object,
    work: () => Promise<string>,
  ): Promise<HtmlReply | SeeOther> {
    try {
      return seeOther('/recognition/kudos/settings', { kind: 'done', key: await work() });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500 || error.status === 404) throw error;
      return this.show(request, viewer, form, error);
    }
  }

  private async show(
    request: AppRequest,
    viewer: Viewer,
    form: object = {},
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const { monthlyAllowance, digest } = await this.settings.get(kudosSetting);
    const title = this.i18n.text(viewer.locale, 'kudos.settings_title');
    const say = (key: string) => this.i18n.text(viewer.locale, `kudos.${key}`);
    const labels = {
      monthlyAllowance: say('allowance'),
      es: say('name_es'),
      en: say('name_en'),
      'pt-BR': say('name_pt'),
    };
    const shownProblems = problem && problemsOf(problem, this.i18n, viewer.locale, labels);
    return this.pages.html(
      request,
      'recognition/kudos-settings',
      {
        title,
        problems: shownProblems && {
          ...shownProblems,
          list: shownProblems.list.map((one) => ({ ...one, href: one.href.replace('pt-BR', 'pt') })),
        },
        allowance: {
          monthlyAllowance: String(monthlyAllowance),
          digest,
          ...('monthlyAllowance' in form && form),
        },
        added: { es: '', en: '', pt: '', ...('es' in form && form) },
        values: (await this.values.all()).map(({ id, name, retired }) => ({
          id,
          es: name.es,
          en: name.en,
          pt: name['pt-BR'],
          retired,
        })),
      },
      { title, status: problem?.status ?? 200 },
    );
  }
}

function namesOf({ es, en, pt }: z.output<typeof valueForm>): ValueNames {
  return { es, en, 'pt-BR': pt };
}
