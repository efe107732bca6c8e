/** The map of moments of truth for the staff: where customers meet us, what is asked there, how many answer. */
import { Body, Controller, Get, HttpCode, type OnModuleInit, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { pickText } from '../kernel';
import { Clock } from '../platform/clock';
import { errors, parseInput, zCode } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Navigation, Pages, type SeeOther, seeOther } from '../platform/views';
import { usualPresence } from './channels';
import { InteractionsQueries, type SurveyName } from './interactions.queries';
import { Touchpoints } from './touchpoints';

const DAYS = 30;

/** Empty: the survey that is asked wherever none was chosen. */
const zSurveyForm = z.strictObject({ survey: z.union([z.literal(''), zCode]) });

@Controller()
export class TouchpointsPagesController implements OnModuleInit {
  constructor(
    private readonly queries: InteractionsQueries,
    private readonly touchpoints: Touchpoints,
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly clock: Clock,
    private readonly navigation: Navigation,
  ) {}

  onModuleInit(): void {
    this.navigation.add({
      key: 'touchpoints',
      labelKey: 'interactions.touchpoints_title',
      href: '/touchpoints',
      permission: 'touchpoints.view',
      order: 75,
    });
  }

  @Get('touchpoints')
  @Policy({ permission: 'touchpoints.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const activity = await this.queries.activity(this.clock.now() - DAYS * 86_400_000);
    const canChoose = viewer.can('touchpoints.manage');
    const surveys = await this.queries.surveysAsked();
    const rows = activity.map((touchpoint) => ({
      ...touchpoint,
      choices: canChoose ? this.choices(surveys, touchpoint.survey, viewer) : null,
      name: pickText(touchpoint.names, viewer.locale),
      hours: touchpoint.hours ? pickText(touchpoint.hours, viewer.locale) : null,
      channel: this.i18n.text(viewer.locale, `interactions.channel_${touchpoint.channel}`),
      presenceKey: `interactions.presence_${touchpoint.presence}`,
      // Said only where it is not what the channel implies.
      showPresence: touchpoint.presence !== usualPresence(touchpoint.channel),
      phoneHref: touchpoint.phone ? `tel:${touchpoint.phone.replace(/[^+\d]/g, '')}` : null,
      responseRate: touchpoint.delivered > 0 ? touchpoint.answered / touchpoint.delivered : null,
    }));
    const retired = rows.filter((row) => row.retired);
    return this.pages.html(
      request,
      'interactions/touchpoints',
      {
        active: rows.filter((row) => !row.retired),
        retired: retired.length > 0,
        retiredNames: retired.map((row) => row.name),
        retiredOnes: retired.map(({ code, name }) => ({ code, name })),
        canManage: canChoose,
        days: DAYS,
      },
      { title: this.i18n.text(viewer.locale, 'interactions.touchpoints_title') },
    );
  }

  /** What is asked there from now on; mails that are planned already keep their survey. */
  @Post('touchpoints/:code/survey')
  @HttpCode(303)
  @Policy({ permission: 'touchpoints.manage' })
  async chooseSurvey(
    @CurrentViewer() viewer: Viewer,
    @Param('code') code: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    const { survey } = parseInput(zSurveyForm, body);
    if (!(await this.queries.touchpoint(code))) throw errors.not_found();
    const known = await this.queries.surveysAsked();
    if (survey !== '' && !known.some(({ key }) => key === survey)) throw errors.not_found();
    await this.touchpoints.upsert(code, { survey: survey || null }, viewer.actor);
    return seeOther('/touchpoints', { kind: 'done', key: 'interactions.survey_chosen' });
  }

  /** The default survey first; one that is no longer published stays to be seen where it is still chosen. */
  private choices(surveys: readonly SurveyName[], chosen: string | null, viewer: Viewer) {
    const byDefault = surveys.find(({ isDefault }) => isDefault)?.name ?? '';
    const gone = chosen !== null && !surveys.some(({ key }) => key === chosen) ? [chosen] : [];
    return [
      {
        value: '',
        label: this.i18n.text(viewer.locale, 'interactions.default_survey', { name: byDefault }),
        selected: chosen === null,
      },
      ...surveys
        .filter(({ isDefault, key }) => !isDefault || key === chosen)
        .map(({ key, name }) => ({ value: key, label: name, selected: key === chosen })),
      ...gone.map((key) => ({
        value: key,
        label: this.i18n.text(viewer.locale, 'interactions.survey_unpublished', { name: key }),
        selected: true,
      })),
    ];
  }
}
