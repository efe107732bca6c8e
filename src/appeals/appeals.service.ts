/** Appeals as they are filed, taken up, decided and withdrawn: each step in one transaction with its entry in the audit. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Viewer } from '../access';
import { type Cycle, CycleMembersQueries, Cycles, isPublished, Plans } from '../evaluations';
import { Calendar } from '../organization';
import { Adjustments, type AdjustmentMade, LateSeals, WorkingDays, zCorrection } from '../payouts';
import { Audit } from '../platform/audit';
import { Database } from '../platform/database';
import { errors, parseInput, zText } from '../platform/errors';
import { type Upload } from '../platform/http';
import { defineSetting, SettingsStore } from '../platform/views';
import { type AppealAction, nextAppealState, OPEN_STATES } from './appeal-states';
import { type Appeal, APPEAL_SUBJECTS, AppealStore } from './appeal.store';
import { appealErrors } from './appeals.errors';
import { ContestedAnswers } from './contested-answers';
import { evidenceKind, evidenceName } from './evidence-kind';
import { Independence } from './independence';

/** What administrators decide about appeals. */
export const appealsSetting = defineSetting({
  name: 'appeals',
  /** Working days from the day of filing in which an appeal is decided; those that run keep theirs. */
  schema: z.strictObject({ decideWorkingDays: z.int().min(1).max(60) }),
  defaults: () => ({ decideWorkingDays: 10 }),
});
/** Bytes of evidence per appeal. */
export const EVIDENCE_LIMIT = 5 * 1024 * 1024;

const zNewAppeal = z.strictObject({
  cycleId: z.int(),
  subject: z.enum(APPEAL_SUBJECTS),
  response: z.string().max(36).optional(),
  line: z.string().max(40).optional(),
  reason: zText(4000),
});
export type NewAppeal = z.input<typeof zNewAppeal>;

export const zAppealDecision = z.strictObject({
  verdict: z.enum(['uphold', 'uphold_part', 'reject']),
  reason: zText(4000),
  corrections: z.array(zCorrection).max(10).default([]),
  beyondReserve: zText(500)
    .nullish()
    .describe('Why more than the reserve is paid; only from somebody who may sign off.'),
});
export type AppealDecision = z.input<typeof zAppealDecision>;

@Injectable()
export class Appeals {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly calendar: Calendar,
    private readonly workingDays: WorkingDays,
    private readonly cycles: Cycles,
    private readonly members: CycleMembersQueries,
    private readonly plans: Plans,
    private readonly adjustments: Adjustments,
    private readonly store: AppealStore,
    private readonly answers: ContestedAnswers,
    private readonly independence: Independence,
    private readonly settings: SettingsStore,
    private readonly seals: LateSeals,
  ) {}

  /** Whether somebody can appeal in this cycle today: a member of it, while the window is open. */
  async canFile(cycle: Cycle, viewer: Viewer): Promise<boolean> {
    if (!viewer.can('appeals.file') || viewer.employeeId === null || !isPublished(cycle.state)) return false;
    if (cycle.appealsUntil === null || (await this.calendar.today()) > cycle.appealsUntil) return false;
    return this.members.isMember(cycle.id, viewer.employeeId);
  }

  /**
   * Files an appeal about one's own evaluation.
   * @returns its id
   * @throws DomainError `validation_failed`, `not_found`, `appeal_window_closed`, `appeal_subject_unknown`,
   *   `appeal_open_already`, `evidence_kind`, `evidence_too_large`
   */
  async file(given: NewAppeal, evidence: Upload | null, viewer: Viewer): Promise<string> {
    const input = parseInput(zNewAppeal, given);
    const { employeeId } = viewer;
    if (employeeId === null || !viewer.can('appeals.file')) throw errors.forbidden();
    return this.database.transaction(async () => {
      const cycle = await this.cycles.locked(input.cycleId);
      if (!isPublished(cycle.state) || !(await this.members.isMember(cycle.id, employeeId)))
        throw errors.not_found();
      const today = await this.calendar.today();
      if (cycle.appealsUntil === null || today > cycle.appealsUntil)
        throw appealErrors.appeal_window_closed({ until: cycle.appealsUntil ?? '' });
      const target = await this.target(cycle, input, employeeId);
      await this.refuseTwice(cycle.id, employeeId, input.subject, target);
      const id = await this.store.add({
        cycleId: cycle.id,
        employeeId,
        subject: input.subject,
        ...target,
        reason: input.reason,
        decideUntil: await this.workingDays.after(
          today,
          (await this.settings.get(appealsSetting)).decideWorkingDays,
        ),
        submittedBy: viewer.userId,
      });
      await this.store.tell(id, { kind: 'submitted', actor: viewer.actor });
      await this.record(id, 'submitted', viewer.actor, { cycle: cycle.id, subject: input.subject });
      if (evidence && evidence.bytes.length > 0) await this.attach(id, evidence, viewer.actor);
      return id;
    });
  }

  /**
   * Adds a file to an appeal that is not decided yet.
   * @throws DomainError `not_found`, `appeal_wrong_state`, `evidence_kind`, `evidence_too_large`
   */
  async addEvidence(id: string, file: Upload | null, viewer: Viewer): Promise<void> {
    await this.database.transaction(async () => {
      const appeal = await this.held(id);
      if (viewer.employeeId !== appeal.employeeId) throw errors.not_found();
      nextAppealState(appeal.state, 'withdraw');
      if (!file || file.bytes.length === 0) throw appealErrors.evidence_kind({}, '/file');
      await this.attach(id, file, viewer.actor);
    });
  }

  /** Takes an appeal up, to decide it. @throws DomainError `not_found`, `appeal_wrong_state`, `appeal_reviewer_concerned` */
  async take(id: string, reviewer: Viewer): Promise<void> {
    await this.database.transaction(async () => {
      const appeal = await this.reviewed(id, reviewer, 'take');
      await this.store.change(id, { state: 'under_review', reviewerId: reviewer.userId });
      await this.store.tell(id, { kind: 'taken', actor: reviewer.actor });
      await this.record(id, 'taken', reviewer.actor, { cycle: appeal.cycleId });
    });
  }

  /**
   * Decides. Upheld, it corrects, computes the person anew and pays the difference from the reserve. Of two who decide at once, one is
   * refused.
   * @param actor as the audit names who brought the decision; the reviewer unless a program did
   * @returns what was paid in addition; null for a rejection
   * @throws DomainError `not_found`, `validation_failed`, `appeal_wrong_state`, `appeal_reviewer_concerned`,
   *   `appeal_reviewer_other`, `appeal_correction_missing`, `appeal_correction_unexpected`, `appeal_reserve_needs_signer`,
   *   and what `Adjustments.make` refuses
   */
  async decide(
    id: string,
    given: AppealDecision,
    reviewer: Viewer,
    actor = reviewer.actor,
  ): Promise<AdjustmentMade | null> {
    const decision = parseInput(zAppealDecision, given);
    const upheld = decision.verdict !== 'reject';
    if (upheld && decision.corrections.length === 0)
      throw appealErrors.appeal_correction_missing({}, '/corrections');
    if (!upheld && decision.corrections.length > 0)
      throw appealErrors.appeal_correction_unexpected({}, '/corrections');
    const beyondReserve = decision.beyondReserve ?? null;
    if (beyondReserve !== null && reviewer.scopeOf('evaluations.sign_off') !== 'all')
      throw appealErrors.appeal_reserve_needs_signer({}, '/beyondReserve');
    return this.database.transaction(async () => {
      const appeal = await this.reviewed(id, reviewer, upheld ? 'uphold' : 'reject');
      if (appeal.reviewerId !== reviewer.userId) throw appealErrors.appeal_reviewer_other();
      const { verdict, reason, corrections } = decision;
      const outcome = verdict === 'reject' ? null : verdict === 'uphold' ? 'whole' : 'part';
      await this.store.change(id, {
        state: upheld ? 'upheld' : 'rejected',
        outcome,
        reviewerId: reviewer.userId,
      });
      const made = upheld
        ? await this.adjustments.make({
            cycle: await this.cycles.byId(appeal.cycleId),
            employeeId: appeal.employeeId,
            appealId: id,
            corrections,
            reason,
            beyondReserve,
            decider: { actor: reviewer.actor, employeeId: reviewer.employeeId },
          })
        : null;
      const details = {
        ...(outcome && { outcome }),
        corrections: corrections.map(({ kind }) => kind),
        ...(made && { adjustment: made.id }),
      };
      await this.store.tell(id, {
        kind: upheld ? 'upheld' : 'rejected',
        actor: reviewer.actor,
        note: reason,
        details,
      });
      await this.record(id, upheld ? 'upheld' : 'rejected', actor, {
        cycle: appeal.cycleId,
        reviewer: reviewer.actor,
        ...details,
      });
      return made;
    });
  }

  /** Takes one's own appeal back. @throws DomainError `not_found`, `appeal_wrong_state` */
  async withdraw(id: string, viewer: Viewer): Promise<void> {
    await this.database.transaction(async () => {
      const appeal = await this.held(id);
      if (viewer.employeeId !== appeal.employeeId) throw errors.not_found();
      const state = nextAppealState(appeal.state, 'withdraw');
      await this.store.change(id, { state, reviewerId: appeal.reviewerId });
      await this.store.tell(id, { kind: 'withdrawn', actor: viewer.actor });
      await this.record(id, 'withdrawn', viewer.actor, { cycle: appeal.cycleId });
    });
  }

  private async held(id: string): Promise<Appeal> {
    const appeal = await this.store.locked(id);
    if (!appeal) throw errors.not_found();
    return appeal;
  }

  private async reviewed(id: string, reviewer: Viewer, action: AppealAction): Promise<Appeal> {
    if (reviewer.scopeOf('appeals.decide') !== 'all') throw errors.forbidden();
    const appeal = await this.held(id);
    const cycle = await this.cycles.byId(appeal.cycleId);
    if ((await this.independence.concern(reviewer, cycle, appeal.employeeId)) !== null)
      throw appealErrors.appeal_reviewer_concerned();
    nextAppealState(appeal.state, action);
    return appeal;
  }

  private async target(
    cycle: Cycle,
    { subject, response, line }: z.output<typeof zNewAppeal>,
    employeeId: number,
  ): Promise<{ responseId: string | null; lineKey: string | null }> {
    if (subject === 'response' || subject === 'attribution') {
      const known = await this.answers.of(cycle.period, employeeId);
      if (!known.some(({ id }) => id === response))
        throw appealErrors.appeal_subject_unknown({}, '/response');
      return { responseId: response ?? null, lineKey: null };
    }
    if (subject === 'line') {
      const { definition } = await this.plans.version(cycle.planVersionId);
      if (!definition.lines.some(({ key }) => key === line))
        throw appealErrors.appeal_subject_unknown({}, '/line');
      return { responseId: null, lineKey: line ?? null };
    }
    return { responseId: null, lineKey: null };
  }

  private async refuseTwice(
    cycleId: number,
    employeeId: number,
    subject: string,
    { responseId, lineKey }: { responseId: string | null; lineKey: string | null },
  ): Promise<void> {
    const open = await this.database.get(
      `SELECT 1 AS "found" FROM appeal WHERE cycle_id = ? AND employee_id = ? AND subject = ?
         AND COALESCE(response_id, '') = ? AND COALESCE(line_key, '') = ? AND state IN (?, ?)`,
      [cycleId, employeeId, subject, responseId ?? '', lineKey ?? '', ...OPEN_STATES],
    );
    if (open) throw appealErrors.appeal_open_already();
  }

  private async attach(id: string, { bytes, tooLarge, name }: Upload, actor: string): Promise<void> {
    const held = (await this.store.evidence(id)).reduce((sum, { size }) => sum + size, 0);
    if (tooLarge || held + bytes.length > EVIDENCE_LIMIT)
      throw appealErrors.evidence_too_large({ limit: EVIDENCE_LIMIT / 1024 / 1024 }, '/file');
    const kind = evidenceKind(bytes);
    if (!kind) throw appealErrors.evidence_kind({}, '/file');
    const sha256 = await this.store.addEvidence(id, { name: evidenceName(name, kind), kind, bytes, actor });
    await this.store.tell(id, { kind: 'evidence', actor });
    await this.record(id, 'evidence_added', actor, { sha256, size: bytes.length });
  }

  private async record(
    id: string,
    what: string,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record({
      actor,
      action: `appeal.${what}`,
      subject: `appeal:${id}`,
      details: { ...details, rows: await this.seals.appeal(id) },
    });
  }
}
