/** The page on which the rules of asking are read, drafted, tried on the past and saved. */
import { Body, Controller, Get, HttpCode, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { InteractionsQueries } from '../../interactions';
import { holidayCountries, holidayStates } from '../../organization';
import { Database } from '../../platform/database';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther, SettingsStore } from '../../platform/views';
import { invitationTabs } from '../tabs';
import { RuleWords } from './rule-words';
import { type RulesPageState, rulesModel } from './rules-page';
import type { TypedRules } from './rules-form';
import { RulesService } from './rules.service';
import { rearranged, typedFrom, typedIn } from './typed-rules';
import { WhatIfRuns } from './what-if-runs';

const HISTORY = 20;
const MOST_TOUCHPOINTS = 50;
const MOST_REASONS = 30;
const TRIES_SHOWN = 5;

const zQuery = z.strictObject({ draft: z.uuid().optional() });

@Controller('invitations/rules')
export class RulesPagesController {
  constructor(
    private readonly rules: RulesService,
    private readonly runs: WhatIfRuns,
    private readonly interactions: InteractionsQueries,
    private readonly settings: SettingsStore,
    private readonly database: Database,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  /** The rules in force, or a draft that was tried. */
  @Get()
  @Policy({ permission: 'invitations.rules.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { draft } = parseInput(zQuery, query);
    if (draft === undefined) {
      const typed = typedFrom(await this.rules.current());
      return this.page(request, viewer, { typed, seen: await this.rules.fingerprint() });
    }
    const run = await this.runs.find(draft);
    if (!run) throw errors.not_found();
    return this.page(request, viewer, { typed: typedFrom(run.draft), seen: run.seen });
  }

  /** One form with several buttons: `action` says which; only `save` changes the rules. */
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
      return seeOther(`/invitations/rules/what-ifs/${await this.runs.start(draft, seen, viewer)}`);
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
    state: Pick<RulesPageState, 'typed' | 'seen' | 'problem'>,
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const touchpoints = (await this.interactions.touchpoints(0, MOST_TOUCHPOINTS)).items.filter(
      ({ retired }) => !retired,
    );
    const names = new Map(touchpoints.map(({ code, names: of }) => [code, of]));
    const history = await this.rules.history(HISTORY);
    const tries = await this.runs.newest(TRIES_SHOWN);
    const words = new RuleWords(this.i18n, locale, names);
    const model = rulesModel(
      {
        ...state,
        mayManage: viewer.can('invitations.manage'),
        history,
        tries,
        actors: await this.rules.namesOf([
          ...history.map(({ actor }) => actor),
          ...tries.map(({ askedBy }) => askedBy),
        ]),
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
}
