/**
 * Gives gestures to unhappy customers: at once within the giver's authority, over it after somebody with more has
 * decided. The money, the voucher, the line of the story and the audit go together or not at all.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { Calendar } from '../../organization';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { errors } from '../../platform/errors';
import { EventBus } from '../../platform/events';
import { tellStory } from '../case-diary';
import { RecoveryCases } from '../recovery-cases.service';
import { recoveryErrors } from '../recovery.errors';
import { GestureBudgets } from './gesture-budgets';
import { GestureCatalogue } from './gesture-catalogue';
import { gestureErrors } from './gestures.errors';
import { GestureGranted } from './gestures.events';
import { Vouchers } from './vouchers';

export const GESTURE_STATES = ['asked', 'granted', 'refused'] as const;
export type GestureState = (typeof GESTURE_STATES)[number];

export interface NewGesture {
  /** Made with the form, so that a form sent twice gives once; new unless given. */
  readonly id?: string | undefined;
  readonly caseId: string;
  readonly kindId: number;
  /** Why the customer gets it, in the words of whoever gives it. */
  readonly reason: string;
}

interface Standing {
  id: string;
  caseId: string;
  kindId: number;
  costMinor: number;
  currency: string;
  askedUserId: number | null;
}

@Injectable()
export class Gestures {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly calendar: Calendar,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly cases: RecoveryCases,
    private readonly catalogue: GestureCatalogue,
    private readonly budgets: GestureBudgets,
    private readonly vouchers: Vouchers,
  ) {}

  /**
   * Grants the gesture, or asks for it where it is over the viewer's authority.
   * @returns what came of it; for a form that was sent before, what came of that
   * @throws not_found, case_about_yourself, case_step_not_open, gesture_kind_unknown, gesture_without_budget,
   *   gesture_over_budget, gesture_no_voucher
   */
  async give(gesture: NewGesture, viewer: Viewer): Promise<{ id: string; state: GestureState }> {
    const { id = newId(), caseId, kindId, reason } = gesture;
    const today = await this.calendar.today();
    return this.database.transaction(async () => {
      const found = await this.cases.find(caseId);
      await this.cases.refuseTheRated(found, viewer);
      const { state } = found;
      if (state === 'closed' || found.mergedInto !== null) throw recoveryErrors.case_step_not_open({ state });
      const kind = await this.catalogue.available(kindId);
      const now = this.clock.now();
      const { changes } = await this.database.run(
        `INSERT INTO gesture (id, case_id, kind_id, value_minor, cost_minor, currency, state, reason, asked_at, asked_by, asked_user_id)
         VALUES (?, ?, ?, ?, ?, ?, 'asked', ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        [
          id, caseId, kindId, kind.valueMinor, kind.costMinor, kind.currency, reason, now, viewer.actor, viewer.userId,
        ], // prettier-ignore
      );
      if (changes === 0) return this.sentBefore(id, caseId);
      const within = kind.costMinor <= (await this.catalogue.authorityOf(viewer.grants, kind.currency));
      const { costMinor, currency } = kind;
      const standing = { id, caseId, kindId, costMinor, currency, askedUserId: viewer.userId };
      if (within) await this.grant(standing, viewer.actor, reason, today);
      else await this.tell(standing, 'asked', viewer.actor, reason);
      return { id, state: within ? 'granted' : 'asked' };
    });
  }

  /**
   * Grants or refuses what somebody asked for.
   * @throws not_found, case_about_yourself, gesture_decided, gesture_beyond_authority, and what granting refuses
   */
  async decide(
    gestureId: string,
    decision: 'granted' | 'refused',
    reason: string,
    viewer: Viewer,
  ): Promise<void> {
    const today = await this.calendar.today();
    await this.database.transaction(async () => {
      // Locked until the end: two who decide at once do so one after the other.
      const asked = await this.database.get<Standing & { state: GestureState }>(
        `UPDATE gesture SET state = state WHERE id = ?
         RETURNING id AS "id", case_id AS "caseId", kind_id AS "kindId", cost_minor AS "costMinor",
           currency AS "currency", asked_user_id AS "askedUserId", state AS "state"`,
        [gestureId],
      );
      if (!asked) throw errors.not_found();
      await this.cases.refuseTheRated({ id: asked.caseId }, viewer);
      if (asked.state !== 'asked') throw gestureErrors.gesture_decided();
      const authority = await this.catalogue.authorityOf(viewer.grants, asked.currency);
      if (asked.askedUserId === viewer.userId || authority < asked.costMinor)
        throw gestureErrors.gesture_beyond_authority();
      if (decision === 'granted') return this.grant(asked, viewer.actor, reason, today);
      await this.database.run(
        `UPDATE gesture SET state = 'refused', decided_at = ?, decided_by = ?, decision = ? WHERE id = ?`,
        [this.clock.now(), viewer.actor, reason, gestureId],
      );
      await this.tell(asked, 'refused', viewer.actor, reason);
    });
  }

  private async grant(gesture: Standing, actor: string, decision: string, today: string): Promise<void> {
    const { id, caseId, kindId, costMinor, currency } = gesture;
    const budgetId = await this.budgets.take(costMinor, currency, caseId, today);
    const kind = await this.database.get<{ needsVoucher: number }>(
      'SELECT needs_voucher AS "needsVoucher" FROM gesture_kind WHERE id = ?',
      [kindId],
    );
    if (kind?.needsVoucher === 1) await this.vouchers.give(kindId, id);
    await this.database.run(
      `UPDATE gesture SET state = 'granted', budget_id = ?, decided_at = ?, decided_by = ?, decision = ? WHERE id = ?`,
      [budgetId, this.clock.now(), actor, decision, id],
    );
    await this.tell(gesture, 'granted', actor, decision);
    await this.events.publish(new GestureGranted(id, caseId, actor));
  }

  private async sentBefore(id: string, caseId: string): Promise<{ id: string; state: GestureState }> {
    const known = await this.database.get<{ state: GestureState; caseId: string }>(
      'SELECT state AS "state", case_id AS "caseId" FROM gesture WHERE id = ?',
      [id],
    );
    if (known?.caseId !== caseId) throw errors.not_found();
    return { id, state: known.state };
  }

  private async tell(gesture: Standing, what: GestureState, actor: string, text: string): Promise<void> {
    const { id, caseId, kindId, costMinor, currency } = gesture;
    const at = this.clock.now();
    await tellStory(this.database, { caseId, at, author: actor, kind: `gesture.${what}`, text });
    await this.audit.record({
      actor,
      action: `gesture.${what}`,
      subject: `gesture:${id}`,
      details: { case: caseId, kind: kindId, cost: costMinor, currency },
    });
  }
}
