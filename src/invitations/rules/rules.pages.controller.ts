/** The page on which the rules of asking are read, drafted, tried on the past and saved. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { InteractionsQueries } from '../../interactions';
import { Database, placeholders } from '../../platform/database';
import { DomainError } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { holidayCountries, holidayStates } from '../holidays';
import { invitationTabs } from '../tabs';
import { RuleWords } from './rule-words';
import { type RulesPageState, rulesModel } from './rules-page';
import type { TypedRules } from './rules-form';
import { RulesService } from './rules.service';
import { rearranged, typedFrom, typedIn } from './typed-rules';
import { WhatIfs } from './what-if';

const HISTORY = 20;
const MOST_TOUCHPOINTS = 50;
const MOST_REASONS = 30;

@Controller('invitations/rules')
export class RulesPagesController {
  constructor(
    private readonly rules: RulesService,
    private readonly whatIfs: WhatIfs,
    private readonly interactions: InteractionsQueries,
    private readonly settings: SettingsStore,
    private readonly database: Database,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'invitations.rules.view' })
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    const typed = typedFrom(await this.rules.current());
    return this.page(request, viewer, { typed, seen: await this.rules.fingerprint() });
  }

  /** One form with several buttons: `action` says which; only `save` changes anything. */
  @Post()
  @HttpCode(200)
  @Policy({ permission: 'invitations.manage' })
  async act(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: Record<string, unknown>,
  ): Promise<HtmlReply | SeeOther> {
    const typed = typedIn(body);
    const action = typeof body['action'] === 'string' ? body['action'] : 'preview';
    const seen = typeof body['seen'] === 'string' ? body['seen'] : '';
    const moved = rearranged(typed, action);
    if (moved) return this.page(request, viewer, { typed: moved, seen });
    try {
      const draft = await this.rules.meaning(typed);
      if (action === 'save') {
        const changed = await this.rules.save(draft, seen, viewer);
        const key = changed ? 'invitations.rules_saved' : 'invitations.rules_same';
        return seeOther('/invitations/rules', { kind: 'done', key });
      }
      const found = await this.whatIfs.ask([await this.rules.current(), draft]);
      return await this.page(request, viewer, {
        typed: typedFrom(draft),
        seen,
        draft,
        whatIf: { found, draft },
      });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      // Whoever saves again after a warning has seen what the others changed.
      const base = error.code === 'rules_changed_meanwhile' ? await this.rules.fingerprint() : seen;
      return this.page(request, viewer, { typed, seen: base, problem: error });
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    state: Pick<RulesPageState, 'typed' | 'seen' | 'problem' | 'whatIf' | 'draft'>,
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const touchpoints = (await this.interactions.touchpoints(0, MOST_TOUCHPOINTS)).items.filter(
      ({ retired }) => !retired,
    );
    const names = new Map(touchpoints.map(({ code, names: of }) => [code, of]));
    const history = await this.rules.history(HISTORY);
    const words = new RuleWords(this.i18n, locale, names);
    const model = rulesModel(
      {
        ...state,
        mayManage: viewer.can('invitations.manage'),
        current: await this.rules.current(),
        history,
        actors: await this.namesOf(history.map(({ actor }) => actor)),
        touchpoints,
        knownReasons: await this.knownReasons(),
        countries: await holidayCountries(),
        states: await this.statesFor(state.typed, locale),
      },
      words,
      this.i18n,
      locale,
    );
    const title = this.i18n.text(locale, 'invitations.rules_title');
    return this.pages.html(
      request,
      'invitations/rules',
      { ...model, tabs: invitationTabs(viewer, this.i18n, 'rules') },
      { title, status: state.problem?.status },
    );
  }

  private async statesFor({ country }: TypedRules, locale: string): Promise<Record<string, string>> {
    const { region } = await this.settings.get('organization');
    return holidayStates(/^[A-Z]{2}$/.test(country) ? country : region, locale);
  }

  /** Reasons that contacts were recorded with, so that nobody has to guess their spelling. */
  private async knownReasons(): Promise<string[]> {
    const rows = await this.database.all<{ reason: string }>(
      `SELECT DISTINCT reason AS "reason" FROM cell ORDER BY reason LIMIT ?`,
      [MOST_REASONS],
    );
    return rows.map(({ reason }) => reason);
  }

  private async namesOf(actors: readonly string[]): Promise<Map<string, string>> {
    const ids = [...new Set(actors)].flatMap((actor) => /^user:(\d+)$/.exec(actor)?.[1] ?? []).map(Number);
    if (ids.length === 0) return new Map();
    const rows = await this.database.all<{ id: number; name: string }>(
      `SELECT id AS "id", name AS "name" FROM user_account WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ id, name }) => [`user:${id}`, name]));
  }
}
