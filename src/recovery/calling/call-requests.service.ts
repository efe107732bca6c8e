/**
 * Calls that customers ask for: which hours they can choose from, and what becomes of it. A chosen hour opens or joins a
 * case and is a promise that is due at its end, so that nobody can forget it.
 */
import { Injectable } from '@nestjs/common';
import { BusinessHours } from '../../organization';
import { Clock, instantAt, localDay } from '../../platform/clock';
import { Database } from '../../platform/database';
import { SettingsStore } from '../../platform/views';
import { type CallWindow, callWindows } from '../calc';
import { caseSetting } from '../case-settings';
import { CaseOpening } from '../opening/case-opening.service';
import { Promises } from '../promises/promises.service';
import { recoveryErrors } from '../recovery.errors';

/** So many hours are offered. */
const OFFERED = 8;

/** Who asks, behind which link. */
export interface Caller {
  readonly invitationId: string;
  readonly customerId: string | null;
  readonly touchpointId: number;
  readonly language: string;
  /** The employees who served. */
  readonly people: readonly number[];
}

/** A call that was promised and is still to come. */
export interface PromisedCall {
  readonly text: string;
  readonly dueAt: number;
}

@Injectable()
export class CallRequests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly hours: BusinessHours,
    private readonly settings: SettingsStore,
    private readonly opening: CaseOpening,
    private readonly promises: Promises,
  ) {}

  /** The hours that can be chosen now, and the zone they are told in. */
  async windows(touchpointId: number): Promise<{ windows: CallWindow[]; zone: string }> {
    const { zone, hours } = await this.hours.ofTouchpoint(touchpointId || null);
    const now = this.clock.now();
    const instantOf = (day: string, time: string): number => instantAt(`${day}T${time}`, zone);
    return { windows: callWindows(now, localDay(now, zone), hours, instantOf, OFFERED), zone };
  }

  /** The call promised to whoever is behind the link, unless it is over. */
  pending(invitationId: string): Promise<PromisedCall | undefined> {
    return this.database.get<PromisedCall>(
      `SELECT p.text AS "text", p.due_at AS "dueAt" FROM recovery_event e JOIN promise p ON p.id = e.promise_id
       WHERE e.invitation_id = ? AND p.due_at > ? AND p.kept_at IS NULL AND p.customer_word IS NULL
       ORDER BY p.due_at LIMIT 1`,
      [invitationId, this.clock.now()],
    );
  }

  /** The telephone number on record of a customer; null for none. */
  async phone(customerId: string | null): Promise<string | null> {
    if (customerId === null) return null;
    const row = await this.database.get<{ phone: string | null }>(
      'SELECT phone AS "phone" FROM customer WHERE id = ?',
      [customerId],
    );
    return row?.phone ?? null;
  }

  /**
   * Promises the call of a window that is offered now; a customer who has one coming gets no second.
   * @param until the end of the window, UTC milliseconds
   * @param words what is promised, in the customer's words for the window
   * @param note what the customer adds, such as another number
   * @throws call_window_gone
   */
  async ask(
    caller: Caller,
    until: number,
    words: (window: CallWindow, zone: string) => string,
    note: string,
  ): Promise<void> {
    const { windows, zone } = await this.windows(caller.touchpointId);
    const window = windows.find((one) => one.until === until);
    if (!window) throw recoveryErrors.call_window_gone({}, '/window');
    const { invitationId, customerId, touchpointId, language, people } = caller;
    const { priorities } = await this.settings.get(caseSetting);
    await this.database.transaction(async () => {
      // Held until the end: whoever presses the button twice is promised one call.
      await this.database.run('UPDATE invitation SET updated_at = updated_at WHERE id = ?', [invitationId]);
      if (await this.pending(invitationId)) return;
      const at = this.clock.now();
      const answer = await this.database.get<{ id: string; caseId: string | null }>(
        `SELECT r.id AS "id", (SELECT e.case_id FROM recovery_event e JOIN recovery_case k ON k.id = e.case_id
           WHERE e.response_id = r.id AND k.state IN ('open', 'acknowledged', 'promised', 'reopened') LIMIT 1) AS "caseId"
         FROM response r WHERE r.invitation_id = ?`,
        [invitationId],
      );
      const eventId = await this.opening.event({
        kinds: ['call_me'], priority: priorities.call_me, responseId: null, customerId, touchpointId, language, people,
        author: 'customer', text: note, at, caseId: answer?.caseId ?? null,
      }); // prettier-ignore
      const promiseId = await this.promises.makeToCustomer(eventId.caseId, {
        text: words(window, zone),
        dueAt: window.until,
      });
      await this.database.run('UPDATE recovery_event SET invitation_id = ?, promise_id = ? WHERE id = ?', [
        invitationId,
        promiseId,
        eventId.id,
      ]);
    });
  }
}
