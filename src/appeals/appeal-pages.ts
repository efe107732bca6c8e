/** The finished view models of the pages about appeals. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { type Cycle, Cycles, Plans } from '../evaluations';
import { pickText } from '../kernel';
import { Calendar, OrganizationQueries } from '../organization';
import { AdjustmentsQueries } from '../payouts';
import type { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { SettingsStore } from '../platform/views';
import { appealAllows } from './appeal-states';
import { type Appeal, APPEAL_SUBJECTS, AppealStore } from './appeal.store';
import { AppealsQueries, type SeenAppeal } from './appeals.queries';
import { appealsSetting } from './appeals.service';
import { type ContestedAnswer, ContestedAnswers } from './contested-answers';

const EXCLUSIONS = [
  'wrong_employee',
  'test_or_duplicate',
  'threats_or_slurs',
  'outside_control',
  'proven_fraud',
] as const;

export type Typed = Readonly<Record<string, string | undefined>>;

@Injectable()
export class AppealPages {
  constructor(
    private readonly i18n: I18n,
    private readonly calendar: Calendar,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly organization: OrganizationQueries,
    private readonly adjustments: AdjustmentsQueries,
    private readonly store: AppealStore,
    private readonly queries: AppealsQueries,
    private readonly answers: ContestedAnswers,
    private readonly settings: SettingsStore,
  ) {}

  async list(viewer: Viewer, settled: boolean) {
    const today = await this.calendar.today();
    const reviews = viewer.scopeOf('appeals.view') === 'all';
    const others = reviews ? await this.queries.others(viewer, !settled) : [];
    const own = await this.queries.own(viewer);
    return {
      reviews,
      settled,
      files: viewer.can('appeals.file'),
      tabs: (['open', 'settled'] as const).map((show) => ({
        href: show === 'open' ? '/appeals' : '/appeals?show=settled',
        label: this.say(viewer, `tab_${show}`),
        current: (show === 'settled') === settled,
      })),
      queue: others.map((appeal) => ({
        ...this.row(viewer, appeal, today),
        yours: appeal.concern === null && viewer.can('appeals.decide') && appeal.reviewerId === viewer.userId,
      })),
      own: own.map((appeal) => this.row(viewer, appeal, today)),
    };
  }

  /** The form for a new one. */
  async form(viewer: Viewer, cycle: Cycle, typed: Typed, problem?: DomainError) {
    const { definition } = await this.plans.version(cycle.planVersionId);
    const answers = viewer.employeeId === null ? [] : await this.answers.of(cycle.period, viewer.employeeId);
    const labels = {
      subject: this.say(viewer, 'subject'),
      response: this.say(viewer, 'which_answer'),
      line: this.say(viewer, 'which_line'),
      reason: this.say(viewer, 'reason'),
      file: this.say(viewer, 'file'),
    };
    const chosen = typed['subject'] ?? 'response';
    return {
      cycle,
      labels,
      typed,
      statement: `/evaluations/${cycle.id}/statements/${viewer.employeeId}`,
      decideDays: (await this.settings.get(appealsSetting)).decideWorkingDays,
      subjects: APPEAL_SUBJECTS.map((value) => ({
        value,
        label: this.say(viewer, `subject_${value}`),
        hint: this.say(viewer, `hint_${value}`),
        checked: value === chosen,
      })),
      answers: [
        { value: '', label: this.say(viewer, 'choose') },
        ...answers.map((answer) => ({ value: answer.id, label: this.answerText(viewer, answer) })),
      ],
      lines: [
        { value: '', label: this.say(viewer, 'choose') },
        ...definition.lines.map(({ key, name }) => ({ value: key, label: pickText(name, viewer.locale) })),
      ],
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, labels),
    };
  }

  async one(viewer: Viewer, appeal: SeenAppeal, typed: Typed = {}, problem?: DomainError) {
    const today = await this.calendar.today();
    const cycle = await this.cycles.byId(appeal.cycleId);
    const { definition } = await this.plans.version(cycle.planVersionId);
    const own = appeal.concern === 'self';
    const answers = appeal.responseId === null ? [] : await this.answers.of(cycle.period, appeal.employeeId);
    const answer = answers.find(({ id }) => id === appeal.responseId);
    const line = definition.lines.find(({ key }) => key === appeal.lineKey);
    const seesPay = own || viewer.scopeOf('pay.view') === 'all';
    const revised = seesPay
      ? (await this.adjustments.of(cycle.id, appeal.employeeId)).filter(
          ({ appealId }) => appealId === appeal.id,
        )
      : [];
    const formats = this.i18n.formatsFor(viewer.locale);
    const statement = `/evaluations/${cycle.id}/statements/${appeal.employeeId}`;
    const reviews = viewer.can('appeals.decide') && appeal.concern === null;
    const open = appealAllows(appeal.state, 'withdraw');
    const labels = {
      verdict: this.say(viewer, 'verdict'),
      correction: this.say(viewer, 'correction'),
      reason: this.say(viewer, 'decision_reason'),
      result: this.say(viewer, 'right_result'),
      credited: this.say(viewer, 'right_person'),
      eligibleDays: this.say(viewer, 'right_days'),
      beyondReserve: this.say(viewer, 'beyond_reserve'),
      file: this.say(viewer, 'file'),
    };
    return {
      ...this.row(viewer, appeal, today),
      appeal,
      own,
      contested:
        answer !== undefined
          ? this.answerText(viewer, answer)
          : appeal.responseId !== null
            ? this.say(viewer, 'answer_moved')
            : line
              ? pickText(line.name, viewer.locale)
              : undefined,
      answerHref:
        appeal.responseId !== null && viewer.can('responses.view')
          ? `/responses/${appeal.responseId}`
          : undefined,
      evidence: (await this.store.evidence(appeal.id)).map((file) => ({
        ...file,
        href: `/appeals/${appeal.id}/evidence/${file.id}`,
        sizeText: this.say(viewer, 'size', {
          size: formats.number(Math.max(1, Math.round(file.size / 1024))),
        }),
      })),
      story: (await this.store.story(appeal.id))
        .filter(({ kind }) => kind !== 'reminded' || !own)
        .map(({ kind, name, note, at }) => ({
          text: this.say(viewer, `told_${kind}`),
          name: name ?? this.say(viewer, 'by_itself'),
          note,
          at,
        })),
      statement: seesPay ? statement : undefined,
      revised: revised.map(({ id, amountMinor }) => ({
        href: `${statement}?revision=${id}`,
        text: this.say(viewer, 'paid_more', {
          amount: formats.money({ minor: amountMinor, currency: cycle.currency }),
        }),
      })),
      canTake: reviews && appealAllows(appeal.state, 'take'),
      decides: reviews && appeal.state === 'under_review' && appeal.reviewerId === viewer.userId,
      otherReviewer: reviews && appeal.state === 'under_review' && appeal.reviewerId !== viewer.userId,
      concerned:
        open && viewer.can('appeals.decide') && (appeal.concern === 'signed' || appeal.concern === 'rated')
          ? this.say(viewer, `concern_${appeal.concern}`)
          : undefined,
      canWithdraw: own && open,
      canAdd: own && open,
      labels,
      typed,
      verdicts: (['uphold', 'uphold_part', 'reject'] as const).map((value) => ({
        value,
        label: this.say(viewer, `verdict_${value}`),
        hint: this.say(viewer, `verdict_hint_${value}`),
        checked: typed['verdict'] === value,
      })),
      aboutAnswer: appeal.responseId !== null,
      corrections: (appeal.responseId !== null ? ['exclusion', 'attribution'] : ['line', 'days']).map(
        (value) => ({
          value,
          label: this.say(viewer, `correct_${value}`),
          checked: typed['correction'] === value,
        }),
      ),
      exclusions: EXCLUSIONS.map((value) => ({
        value,
        label: this.i18n.text(viewer.locale, `responses.reason_for_${value}`),
      })),
      people:
        reviews && appeal.responseId !== null
          ? (await this.organization.employees(0, 500)).items.map(({ externalId, name }) => ({
              value: externalId,
              label: name,
            }))
          : [],
      lines: definition.lines
        .filter(({ kind }) => kind !== 'customer_opinion')
        .map(({ key, name }) => ({ value: key, label: pickText(name, viewer.locale) })),
      lineKey: typed['line'] ?? appeal.lineKey,
      maySignOff: viewer.scopeOf('evaluations.sign_off') === 'all',
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, labels),
    };
  }

  private row(viewer: Viewer, appeal: Appeal, today: string) {
    const open = appealAllows(appeal.state, 'withdraw');
    return {
      id: appeal.id,
      href: `/appeals/${appeal.id}`,
      employee: appeal.employeeName,
      cycle: appeal.cycleName,
      subject: this.say(viewer, `subject_${appeal.subject}`),
      state: appeal.state,
      stateText: this.say(viewer, appeal.outcome === 'part' ? 'state_upheld_part' : `state_${appeal.state}`),
      submittedAt: appeal.submittedAt,
      decideUntil: appeal.decideUntil,
      open,
      late: open && appeal.decideUntil < today,
      reviewer: appeal.reviewerName,
    };
  }

  /** "5 ago 2026 · Teléfono · 2 de 5" */
  private answerText(viewer: Viewer, { day, channel, rating, highest, counts }: ContestedAnswer): string {
    const formats = this.i18n.formatsFor(viewer.locale);
    const parts = [
      formats.day(day, 'short'),
      this.i18n.codeName(viewer.locale, 'scoring.channel', channel),
      ...(rating === null || highest === null ? [] : [this.say(viewer, 'rated', { rating, highest })]),
      ...(counts ? [] : [this.say(viewer, 'does_not_count')]),
    ];
    return parts.join(' · ');
  }

  private say(viewer: Viewer, key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(viewer.locale, `appeals.${key}`, params);
  }
}
