/** The pages of rules that were tried on the past: how far it has come, what came of it, and taking them over. */
import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { InteractionsQueries } from '../../interactions';
import { DomainError, errors } from '../../platform/errors';
import { I18n } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { invitationTabs } from '../tabs';
import { RuleWords } from './rule-words';
import { RulesService } from './rules.service';
import { whatIfPage } from './what-if-page';
import { type WhatIfRun, WhatIfRuns } from './what-if-runs';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Seconds after which a page without JavaScript looks again. */
const LOOK_AGAIN = 3;
const MOST_TOUCHPOINTS = 50;

@Controller('invitations/rules/what-ifs')
export class WhatIfPagesController {
  constructor(
    private readonly runs: WhatIfRuns,
    private readonly rules: RulesService,
    private readonly interactions: InteractionsQueries,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get(':id')
  @Policy({ permission: 'invitations.rules.view' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    const run = await this.found(id);
    const { locale } = viewer;
    const touchpoints = (await this.interactions.touchpoints(0, MOST_TOUCHPOINTS)).items;
    const words = new RuleWords(
      this.i18n,
      locale,
      new Map(touchpoints.map(({ code, names }) => [code, names])),
    );
    const names = await this.rules.namesOf([run.askedBy]);
    const page = whatIfPage(
      run,
      names.get(run.askedBy) ?? words.text('rules_by_system'),
      words,
      this.i18n,
      locale,
    );
    const model = {
      ...page,
      mayManage: viewer.can('invitations.manage'),
      tabs: invitationTabs(viewer, this.i18n, 'rules'),
    };
    const title = words.text('rules_whatif_title');
    const refresh = page.goingOn ? LOOK_AGAIN : undefined;
    return this.pages.html(request, 'invitations/what-if', model, { title, refresh });
  }

  @Post(':id/cancellations')
  @HttpCode(303)
  @Policy({ permission: 'invitations.manage' })
  async cancel(@Param('id') id: string): Promise<SeeOther> {
    await this.found(id);
    await this.runs.cancel(id);
    return seeOther(`/invitations/rules/what-ifs/${id}`);
  }

  /** Saves the rules that were tried, unless others changed the rules meanwhile. */
  @Post(':id/adoptions')
  @HttpCode(303)
  @Policy({ permission: 'invitations.manage' })
  async adopt(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<SeeOther> {
    const { draft, seen } = await this.found(id);
    try {
      const changed = await this.rules.save(draft, seen, viewer);
      const key = changed ? 'invitations.rules_saved' : 'invitations.rules_same';
      return seeOther('/invitations/rules', { kind: 'done', key });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'rules_changed_meanwhile') throw error;
      const flash = { kind: 'problem' as const, key: 'errors.rules_changed_meanwhile' };
      return seeOther(`/invitations/rules?draft=${id}`, flash);
    }
  }

  private async found(id: string): Promise<WhatIfRun> {
    const run = ID.test(id) ? await this.runs.find(id) : undefined;
    if (!run) throw errors.not_found();
    return run;
  }
}
