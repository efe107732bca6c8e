/** The queue of what is unusual, and one page per signal: what was seen, what explains it, and what was decided. */
import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { addDays } from '../kernel';
import { DomainError, errors, parseInput } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { SIGNAL_EXCLUSIONS, SignalDecisions, VERDICTS } from './signal-decisions.service';
import { SignalWords, read } from './signal-words';
import { type ListedSignal, SignalQueries } from './signals.queries';
import { evidenceOf } from './signal.store';

const SHOWN = 100;
const listQuery = z.strictObject({ show: z.enum(['open', 'settled']).catch('open').default('open') });
const zId = z.string().regex(/^[0-9a-f-]{36}$/);
const many = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .optional()
  .transform((list) => list ?? []);
const decisionForm = z.strictObject({
  verdict: z.string().default(''),
  reason: z.string().default(''),
  exclusion: z.string().optional(),
  responses: many,
});
type Form = z.output<typeof decisionForm>;

@Controller('signals')
export class SignalsPagesController {
  constructor(
    private readonly queries: SignalQueries,
    private readonly decisions: SignalDecisions,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'signals.view' })
  async list(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: unknown,
  ): Promise<HtmlReply> {
    const { show } = parseInput(listQuery, query);
    const words = new SignalWords(viewer, this.i18n);
    const found = await this.queries.list(viewer, show === 'open', SHOWN);
    const look = await this.queries.lastLook();
    const title = words.text('title');
    const model = {
      title,
      tabs: (['open', 'settled'] as const).map((state) => ({
        href: state === 'open' ? '/signals' : `/signals?show=${state}`,
        label: words.text(`tab_${state}`),
        current: state === show,
      })),
      settled: show === 'settled',
      looked: look
        ? words.text('looked', {
            period: words.period(look.fromDay, addDays(look.untilDay, -1)),
            comparisons: this.i18n.formatsFor(viewer.locale).number(look.comparisons),
          })
        : words.text('never_looked'),
      signals: found.map((signal) => this.row(signal, words)),
    };
    return this.pages.html(request, 'signals/list', model, { title });
  }

  @Get(':id')
  @Policy({ permission: 'signals.view' })
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, await this.found(viewer, id));
  }

  @Post(':id/decisions')
  @HttpCode(200)
  @Policy({ permission: 'signals.decide' })
  async decide(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const signal = await this.found(viewer, id);
    const form = parseInput(decisionForm, body ?? {});
    try {
      await this.decisions.decide(viewer, id, {
        ...form,
        verdict: form.verdict as (typeof VERDICTS)[number],
        exclusion: form.exclusion as (typeof SIGNAL_EXCLUSIONS)[number] | undefined,
      });
    } catch (error) {
      if (
        !(error instanceof DomainError) ||
        error.status >= 500 ||
        error.status === 403 ||
        error.status === 404
      )
        throw error;
      return this.page(request, viewer, signal, { form, problem: error });
    }
    return seeOther(form.verdict === 'investigate' ? `/signals/${id}` : '/signals', {
      kind: 'done',
      key: 'signals.decided',
    });
  }

  private row(signal: ListedSignal, words: SignalWords) {
    const { probability, numbers } = read(signal);
    const { id, kind, employee, state, strength, holds, changedAt } = signal;
    return {
      id,
      employee,
      kind: words.kind(kind),
      seen: words.seen(kind, employee, numbers),
      chance: words.chance(probability),
      state,
      stateText: words.text(`state_${state}`),
      strength,
      strengthText: words.text(`strength_${strength}`),
      ceased: holds === 0 && state !== 'settled',
      changedAt,
    };
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    signal: ListedSignal,
    tried?: { form: Form; problem: DomainError },
  ): Promise<HtmlReply> {
    const words = new SignalWords(viewer, this.i18n);
    const { probability, numbers } = read(signal);
    const { id, kind, employee, fromDay, untilDay, formula, foundAt } = signal;
    const evidence = await this.evidence(viewer, signal, words, tried?.form.responses);
    const given = tried?.form.verdict;
    const labels = {
      reason: words.text('reason'),
      verdict: words.text('verdict'),
      responses: words.text('responses'),
    };
    const answers = evidence.some(({ choosable }) => choosable);
    const model = {
      ...this.row(signal, words),
      title: words.kind(kind),
      expected: words.expected(kind, numbers),
      bars: words.bars(kind, numbers),
      innocent: words.innocent(kind),
      period: words.period(fromDay, addDays(untilDay, -1)),
      formula,
      foundAt,
      isFact: probability === null,
      evidence,
      answers,
      explained: evidence.some(({ sign, group }) => sign !== undefined || group !== undefined),
      evidenceTitle: words.text('evidence_title', { count: evidence.length }),
      decisions: (await this.queries.decisions(id)).map(({ verdict, reason, name, at }) => ({
        verdict: words.text(`verdict_${verdict}`),
        reason,
        name: name ?? words.text('by_other'),
        at,
      })),
      mayDecide: viewer.can('signals.decide') && signal.state !== 'settled',
      labels,
      verdicts: VERDICTS.filter(
        (verdict) =>
          (verdict !== 'hold' && verdict !== 'exclude') || (answers && viewer.can('responses.decide')),
      ).map((value) => ({
        value,
        label: words.text(`verdict_${value}`),
        hint: words.text(`hint_${value}`),
        checked: value === given,
      })),
      exclusions: SIGNAL_EXCLUSIONS.map((value) => ({
        value,
        label: this.i18n.text(viewer.locale, `responses.reason_for_${value}`),
        selected: tried?.form.exclusion === value,
      })),
      reason: tried?.form.reason,
      problems: tried && problemsOf(tried.problem, this.i18n, viewer.locale, labels),
    };
    const title = `${words.kind(kind)} · ${employee}`;
    return this.pages.html(request, 'signals/one', model, { title, status: tried?.problem.status });
  }

  /** Each contact or answer, with a link where the reader may open it. */
  private async evidence(
    viewer: Viewer,
    signal: ListedSignal,
    words: SignalWords,
    chosen: readonly string[] = [],
  ) {
    const list = evidenceOf(signal);
    const answers = await this.queries.answers(list.flatMap(({ responseId }) => responseId ?? []));
    const invitations = await this.queries.invitations(
      list.flatMap(({ interactionId }) => interactionId ?? []),
    );
    return list.map(({ responseId, interactionId, kudosId, at, sign, group }) => {
      const answer = responseId === undefined ? undefined : answers.get(responseId);
      const invitation = interactionId === undefined ? undefined : invitations.get(interactionId);
      const rated = answer && answer.rating !== null && answer.max !== null;
      return {
        responseId,
        at,
        sign: words.sign(signal.kind, sign),
        group: group === undefined ? undefined : words.text('group', { group }),
        label: rated
          ? words.text('answer_rated', { rating: answer.rating ?? 0, max: answer.max ?? 0 })
          : words.text(kudosId !== undefined ? 'kudos' : responseId === undefined ? 'contact' : 'answer'),
        href:
          responseId !== undefined && viewer.can('responses.view')
            ? `/responses/${responseId}`
            : invitation !== undefined && viewer.can('invitations.view')
              ? `/invitations/${invitation}`
              : undefined,
        counts: answer?.counts,
        standing: answer && !answer.counts ? words.text('not_counting') : undefined,
        choosable: responseId !== undefined && answer?.counts === true,
        chosen: responseId !== undefined && chosen.includes(responseId),
      };
    });
  }

  private async found(viewer: Viewer, id: string): Promise<ListedSignal> {
    const signal = zId.safeParse(id).success ? await this.queries.one(viewer, id) : undefined;
    if (!signal) throw errors.not_found();
    return signal;
  }
}
