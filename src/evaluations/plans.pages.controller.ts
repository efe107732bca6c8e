/** The pages of plans: the list, one version to be read by everybody it concerns, and the designer. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { DomainError, errors } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../platform/views';
import { definitionIn, rearranged, typedFrom, typedIn, type TypedPlan } from './plan-form';
import { designerModel } from './plan-designer';
import { newPlan } from './plan-starts';
import { PlanWords } from './plan-words';
import { readPlanDefinition } from './plan-definition';
import { Plans, type PlanVersion } from './plans.service';

@Controller('evaluations/plans')
export class PlansPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly settings: SettingsStore,
    private readonly plans: Plans,
  ) {}

  @Get()
  @Policy({ permission: 'evaluations.view' })
  async list(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const manages = designs(viewer);
    const versions = (await this.plans.all()).filter(({ state }) => manages || state === 'published');
    const plans = [...new Map(versions.map((version) => [version.planKey, version.planName]))].map(
      ([key, name]) => ({
        key,
        name,
        versions: versions.filter((version) => version.planKey === key),
      }),
    );
    const title = this.i18n.text(viewer.locale, 'evaluations.plan.list_title');
    return this.pages.html(request, 'evaluations/plans', { plans, manages }, { title });
  }

  @Get('new')
  @Policy({ permission: 'evaluations.manage' })
  async fresh(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    requireDesign(viewer);
    const { region } = await this.settings.get('organization');
    const definition = readPlanDefinition(newPlan(CURRENCY_OF[region] ?? 'USD'));
    return this.designer(request, viewer, typedFrom('', '', definition));
  }

  /** The newest version as a draft: the one there is, or a copy of what was published. */
  @Get(':key/draft')
  @Policy({ permission: 'evaluations.manage' })
  async draft(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('key') key: string,
  ): Promise<HtmlReply> {
    requireDesign(viewer);
    const [newest] = await this.plans.all(key);
    if (!newest) throw errors.not_found();
    return this.designer(request, viewer, typedFrom(key, newest.planName, newest.definition));
  }

  /** One form with several buttons: `save` and `publish` keep it, the others rearrange what was typed. */
  @Post('draft')
  @HttpCode(200)
  @Policy({ permission: 'evaluations.manage' })
  async act(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    requireDesign(viewer);
    const typed = typedIn(body);
    const action = typeof body['action'] === 'string' ? body['action'] : 'save';
    const moved = rearranged(typed, action);
    if (moved) return this.designer(request, viewer, moved);
    try {
      const { key = '', name = '' } = typed;
      const draft = await this.plans.create({ key, name, definition: definitionIn(typed) }, viewer.actor);
      if (action !== 'publish')
        return seeOther(`/evaluations/plans/${draft.planKey}/draft`, {
          kind: 'done',
          key: 'evaluations.plan.saved',
        });
      const { planKey, version } = await this.plans.publish(draft.id, viewer.actor);
      return seeOther(`/evaluations/plans/${planKey}/versions/${version}`, {
        kind: 'done',
        key: 'evaluations.plan.published',
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.designer(request, viewer, typed, error);
    }
  }

  @Get(':key/versions/:version')
  @Policy({ permission: 'evaluations.view' })
  async read(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('key') key: string,
    @Param('version', ParseIntPipe) number: number,
  ): Promise<HtmlReply> {
    const versions = (await this.plans.all(key)).filter(
      ({ state }) => designs(viewer) || state === 'published',
    );
    const plan = versions.find(({ version }) => version === number);
    if (!plan) throw errors.not_found();
    const words = new PlanWords(this.i18n, viewer.locale);
    const model = {
      plan,
      lines: words.lines(plan.definition),
      rules: words.rules(plan.definition),
      merit: words.merit(plan.definition),
      others: versions.filter(({ version }) => version !== number),
      manages: designs(viewer),
    };
    return this.pages.html(request, 'evaluations/plan', model, { title: titleOf(plan) });
  }

  private async designer(
    request: AppRequest,
    viewer: Viewer,
    typed: TypedPlan,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const known = typed['key'] ? await this.plans.all(typed['key']) : [];
    const model = designerModel(typed, known, this.i18n, viewer.locale, problem);
    return this.pages.html(request, 'evaluations/plan-designer', model, {
      title: model.title,
      status: problem?.status,
    });
  }
}

const CURRENCY_OF: Readonly<Record<string, string>> = {
  MX: 'MXN', BR: 'BRL', ES: 'EUR', CO: 'COP', CL: 'CLP', PE: 'PEN', AR: 'ARS', UY: 'UYU', US: 'USD', PT: 'EUR',
}; // prettier-ignore

function designs(viewer: Viewer): boolean {
  return viewer.scopeOf('evaluations.manage') === 'all';
}

/** A plan belongs to the organization: who manages only a team's evaluations does not design it. */
function requireDesign(viewer: Viewer): void {
  if (!designs(viewer)) throw errors.forbidden();
}

function titleOf({ planName, version }: PlanVersion): string {
  return `${planName} ${version}`;
}
