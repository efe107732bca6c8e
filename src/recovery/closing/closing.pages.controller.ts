/** What ends a case, from its page: naming the cause, and asking the customer; and the tree of causes. */
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { DomainError, errors, parseInput, zText } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { CasePage } from '../case-page';
import { typedIn } from '../case-sections';
import { RecoveryCases } from '../recovery-cases.service';
import { RecoveryQueries } from '../recovery.queries';
import { closingErrors } from './closing.errors';
import { FollowUps } from './follow-ups.service';
import { RootCauses } from './root-causes';

const csrf = { _csrf: z.string().optional() };
const causeForm = z.strictObject({ ...csrf, cause: z.string().regex(/^\d{0,9}$/) });
const emptyForm = z.strictObject(csrf);
const nodeForm = z.strictObject({
  ...csrf,
  nameEs: zText(120),
  nameEn: zText(120),
  namePt: zText(120),
  parent: z.string().regex(/^\d{0,9}$/).optional(),
  standard: z.union([z.literal(''), zText(200)]).default(''),
}); // prettier-ignore
const FIELDS = ['nameEs', 'nameEn', 'namePt', 'parent', 'standard'];
const HREF = '/recovery/causes';

@Controller('recovery')
export class ClosingPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly queries: RecoveryQueries,
    private readonly cases: RecoveryCases,
    private readonly causes: RootCauses,
    private readonly followUps: FollowUps,
    private readonly page: CasePage,
    private readonly i18n: I18n,
  ) {}

  @Post(':id/cause')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async assign(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    await this.requireOpen(viewer, id);
    try {
      const { cause } = parseInput(causeForm, body);
      if (cause === '') throw closingErrors.root_cause_unknown({}, '/cause');
      await this.causes.assign(id, Number(cause), viewer.actor, viewer.locale);
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      const typed = typedIn(body, ['cause']);
      return this.page.show(request, viewer, id, { section: 'closing', typed, problem: error });
    }
    return seeOther(`/recovery/${id}#closing`, { kind: 'done', key: 'outcomes.done_cause' });
  }

  @Post(':id/follow-ups')
  @HttpCode(303)
  @Policy({ permission: 'recovery.work' })
  async ask(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<SeeOther> {
    parseInput(emptyForm, body);
    await this.requireOpen(viewer, id);
    await this.followUps.ask(id, viewer.actor);
    return seeOther(`/recovery/${id}#closing`, { kind: 'done', key: 'outcomes.done_asked' });
  }

  @Get('causes')
  @Policy({ permission: 'recovery.view' })
  show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.tree(request, viewer);
  }

  @Post('causes')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  add(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    return this.taken(request, viewer, 'new', body, async () => {
      const { parent = '', standard, ...names } = parseInput(nodeForm, body);
      const parentId = parent === '' ? null : Number(parent);
      await this.causes.add({ names: namesOf(names), parentId, standard: standard || null }, viewer.actor);
    });
  }

  @Post('causes/:cause')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('cause') cause: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, cause, body, async () => {
      const { standard, ...names } = parseInput(nodeForm, body);
      await this.causes.change(numberOf(cause), namesOf(names), standard || null, viewer.actor);
    });
  }

  @Post('causes/:cause/retire')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async retire(@CurrentViewer() viewer: Viewer, @Param('cause') cause: string): Promise<SeeOther> {
    await this.causes.retire(numberOf(cause), true, viewer.actor);
    return seeOther(HREF, { kind: 'done', key: 'outcomes.done_tree' });
  }

  @Post('causes/:cause/restore')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async restore(@CurrentViewer() viewer: Viewer, @Param('cause') cause: string): Promise<SeeOther> {
    await this.causes.retire(numberOf(cause), false, viewer.actor);
    return seeOther(HREF, { kind: 'done', key: 'outcomes.done_tree' });
  }

  private async requireOpen(viewer: Viewer, id: string): Promise<void> {
    if (!(await this.queries.story(viewer, id))) throw errors.not_found();
    await this.cases.refuseTheRated({ id }, viewer);
  }

  private async taken(
    request: AppRequest,
    viewer: Viewer,
    form: string,
    body: unknown,
    work: () => Promise<void>,
  ): Promise<HtmlReply | SeeOther> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      return this.tree(request, viewer, { form, typed: typedIn(body, FIELDS), problem: error });
    }
    return seeOther(HREF, { kind: 'done', key: 'outcomes.done_tree' });
  }

  private async tree(
    request: AppRequest,
    viewer: Viewer,
    refused?: { form: string; typed: Record<string, string>; problem: DomainError },
  ): Promise<HtmlReply> {
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const label = {
      nameEs: say('gestures.field.nameEs'),
      nameEn: say('gestures.field.nameEn'),
      namePt: say('gestures.field.namePt'),
      parent: say('outcomes.parent'),
      standard: say('outcomes.standard'),
    };
    const causes = await this.causes.tree(viewer.locale);
    const model = {
      manages: viewer.can('recovery.manage'),
      causes: causes.map((cause) => ({
        ...cause,
        retired: cause.retiredAt !== null,
        pt: cause.names['pt-BR'],
        isRefused: refused?.form === String(cause.id),
      })),
      parents: [
        { value: '', label: say('outcomes.top') },
        ...causes
          .filter(({ retiredAt, depth }) => retiredAt === null && depth < 3)
          .map(({ id, path }) => ({ value: String(id), label: path })),
      ],
      label,
      isNewRefused: refused?.form === 'new',
      typed: refused?.form === 'new' ? refused.typed : {},
      problems: refused && problemsOf(refused.problem, this.i18n, viewer.locale, label),
    };
    return this.pages.html(request, 'recovery/causes', model, {
      title: say('outcomes.causes_title'),
      status: refused?.problem.status ?? 200,
    });
  }
}

function namesOf({ nameEs, nameEn, namePt }: { nameEs: string; nameEn: string; namePt: string }) {
  return { es: nameEs, en: nameEn, 'pt-BR': namePt };
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw errors.not_found();
  return Number(text);
}
