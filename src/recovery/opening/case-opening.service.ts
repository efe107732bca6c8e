/**
 * How cases come to be: by a poor rating, by "please call me", by a comment that alarms, by staff, and by programs. A
 * customer has one open case: further trouble joins it, for as long as the organization says.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { arraysOf, Database, insertInto, newId, type RowStatement } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import {
  ResponseAttributionChanged,
  ResponseCountingChanged,
  ResponseQueries,
  ResponseRecorded,
} from '../../responses';
import { type AnswerKind, caseSetting, type EventKind, type Priority } from '../case-settings';
import { CaseClocks } from '../clocks/case-clocks.service';
import { Owners } from '../owners/owners.service';
import { RecoveryCaseOpened } from '../recovery.events';
import { tellOwner } from '../case-mails';

const DAY_MS = 86_400_000;
/** In days. */
const ANY_TIME_AGO = 36_500;
const CASE = {
  id: 'varchar', response_id: 'varchar', customer_id: 'varchar', state: 'varchar', owner_user_id: 'integer',
  opened_at: 'bigint', due_at: 'bigint', updated_at: 'bigint', touchpoint_id: 'integer', priority: 'varchar',
  join_key: 'varchar', last_event_at: 'bigint', contact_due_at: 'bigint', escalate_at: 'bigint',
} as const; // prettier-ignore
const NAMES = Object.keys(CASE).join(', ');

/** Left out where the answer has a case already, or the customer an open one. */
const ADD_CASE: RowStatement = {
  sqlite: (run, row) =>
    run(
      `INSERT INTO recovery_case (${NAMES}) VALUES (${row.map(() => '?').join(', ')}) ON CONFLICT DO NOTHING`,
      row,
    ),
  postgres: `INSERT INTO recovery_case (${NAMES}) SELECT ${NAMES} FROM ${arraysOf(CASE)}
    ORDER BY join_key, response_id ON CONFLICT DO NOTHING RETURNING id`,
};
const ADD_EVENT = insertInto(
  'recovery_event',
  { id: 'varchar', case_id: 'varchar', at: 'bigint', kind: 'varchar', response_id: 'varchar', author: 'varchar', text: 'text' },
  'response_id, kind',
); // prettier-ignore
const ADD_PERSON = insertInto(
  'recovery_person',
  { case_id: 'varchar', employee_id: 'integer' },
  'case_id, employee_id',
);

/** Something that went wrong for a customer. */
export interface Trouble {
  readonly kinds: readonly EventKind[];
  readonly priority: Priority;
  readonly responseId: string | null;
  readonly customerId: string | null;
  readonly touchpointId: number | null;
  readonly language: string;
  /** The employees it is about. */
  readonly people: readonly number[];
  readonly author: string;
  /** What staff or a program says of it; '' for an answer. */
  readonly text: string;
  /** UTC milliseconds. */
  readonly at: number;
  /** Opens a case of its own, whatever is open. */
  readonly apart?: boolean;
}

export interface AddedTrouble {
  readonly caseId: string;
  readonly opened: boolean;
}

@Injectable()
export class CaseOpening implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly responses: ResponseQueries,
    private readonly owners: Owners,
    private readonly clocks: CaseClocks,
    private readonly settings: SettingsStore,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    // What may be a machine’s answer moves nobody to call a customer.
    this.events.on(ResponseRecorded, (event) => {
      const kinds = kindsOf(event);
      if (!event.counts || kinds.length === 0) return undefined;
      return this.byAnswer(event, kinds, event.locale, event.receivedAt, event.revision === 1).then(
        () => undefined,
      );
    });
    this.events.on(ResponseCountingChanged, async (event) => {
      if (!event.counts) return;
      const words = await this.responses.standingWords(event.responseId);
      const kinds = words ? kindsOf({ ...words, mayContact: await this.mayContact(event.responseId) }) : [];
      // Until it was confirmed nobody could know of it: the clock starts now, not when the answer came.
      if (words && kinds.length > 0) await this.byAnswer(event, kinds, words.locale, this.clock.now(), false);
    });
    this.events.on(ResponseAttributionChanged, (event) => this.meet(event));
  }

  /**
   * What an answer says is wrong opens a case or joins one; said again, it changes nothing. Inside a transaction.
   * @param fresh the answer is new: nothing can be known of it
   */
  async byAnswer(
    event: AnsweredTrouble,
    kinds: readonly AnswerKind[],
    language: string,
    at: number,
    fresh: boolean,
  ): Promise<AddedTrouble> {
    const { responseId, customerId, touchpointId } = event;
    const people = event.attributions.map(({ employeeId }) => employeeId);
    if (!fresh) {
      const known = await this.database.all<{ kind: string; caseId: string }>(
        `SELECT e.kind AS "kind", COALESCE(k.merged_into, k.id) AS "caseId" FROM recovery_event e
         JOIN recovery_case k ON k.id = e.case_id WHERE e.response_id = ? ORDER BY e.at DESC`,
        [responseId],
      );
      const [{ caseId } = { caseId: '' }] = known;
      if (caseId !== '') {
        const said = new Set(known.map(({ kind }) => kind));
        const more = kinds.filter((kind) => !said.has(kind));
        const trouble = {
          responseId,
          customerId,
          touchpointId,
          language,
          people,
          author: 'customer',
          text: '',
          at,
        };
        if (more.length > 0)
          await this.saidMore(caseId, { ...trouble, kinds: more, priority: await this.priorityOf(more) });
        else this.write(caseId, { ...trouble, kinds: [] });
        return { caseId, opened: false };
      }
    }
    const priority = await this.priorityOf(kinds);
    return this.add({
      kinds, priority, responseId, customerId, touchpointId, language, people, author: 'customer', text: '', at,
    }); // prettier-ignore
  }

  /**
   * A changed answer says what it did not say before: its case becomes as urgent as that, or is work again where it was done, and
   * whoever has it hears of it.
   */
  private async saidMore(caseId: string, trouble: Trouble): Promise<void> {
    const { priority, touchpointId, at } = trouble;
    const { contactDueAt, dueAt } = await this.clocks.begin(priority, touchpointId, at);
    if (!(await this.join(caseId, trouble, dueAt, contactDueAt, ANY_TIME_AGO))) {
      await this.clocks.reopen(caseId, at);
      // Now it takes more.
      await this.join(caseId, trouble, dueAt, contactDueAt, ANY_TIME_AGO);
    }
    this.write(caseId, trouble);
    await this.joined(caseId, trouble);
  }

  private async priorityOf(kinds: readonly AnswerKind[]): Promise<Priority> {
    const { priorities } = await this.settings.get(caseSetting);
    return urgent(kinds.map((kind) => priorities[kind]));
  }

  /** Opens the case of a trouble, or adds it to the customer's open one. Inside a transaction. */
  async add(trouble: Trouble): Promise<AddedTrouble> {
    const { responseId, customerId, touchpointId, language, people, priority, at } = trouble;
    const { joinDays } = await this.settings.get(caseSetting);
    const joinKey = trouble.apart || joinDays === 0 ? null : customerId;
    const owner = await this.owners.choose({ touchpointId, language, people, at });
    const { contactDueAt, dueAt, escalateAt } = await this.clocks.begin(priority, touchpointId, at);
    // Somebody else may open, close or merge the customer's case meanwhile: each turn looks anew.
    for (;;) {
      const id = newId();
      const opened = await this.database.claim(ADD_CASE, [
        id, responseId, customerId, 'open', owner, at, dueAt, at, touchpointId, priority, joinKey, at, contactDueAt,
        escalateAt,
      ]); // prettier-ignore
      if (opened) {
        this.write(id, trouble);
        if (owner !== null) await this.jobs.enqueue(tellOwner, { case: id, user: owner, why: 'opened', at });
        await this.events.publish(new RecoveryCaseOpened(id, responseId, owner));
        return { caseId: id, opened: true };
      }
      const standing = await this.standing(joinKey, responseId);
      if (standing === undefined) continue;
      const joined =
        standing.key === null || (await this.join(standing.id, trouble, dueAt, contactDueAt, joinDays));
      if (joined) {
        this.write(standing.id, trouble);
        if (standing.key !== null) await this.joined(standing.id, trouble);
        return { caseId: standing.id, opened: false };
      }
      // Done, or too long ago: it is another trouble.
      await this.database.run('UPDATE recovery_case SET join_key = NULL WHERE id = ?', [standing.id]);
    }
  }

  /**
   * Adds one event and tells its id: to a case that is open, or as `add` does. Inside a transaction.
   * @param trouble of one kind; `caseId` the case it belongs to, where that is known
   */
  async event(trouble: Trouble & { caseId: string | null }): Promise<{ id: string; caseId: string }> {
    const { caseId, kinds, ...rest } = trouble;
    let found = caseId;
    if (found === null) ({ caseId: found } = await this.add({ ...rest, kinds: [] }));
    else await this.joined(found, trouble);
    const id = newId();
    const [kind] = kinds;
    this.database.write(ADD_EVENT, [
      id,
      found,
      rest.at,
      kind ?? 'call_me',
      rest.responseId,
      rest.author,
      rest.text,
    ]);
    for (const person of new Set(rest.people)) this.database.write(ADD_PERSON, [found, person]);
    return { id, caseId: found };
  }

  private standing(
    joinKey: string | null,
    responseId: string | null,
  ): Promise<{ id: string; key: string | null } | undefined> {
    return this.database.get(
      `SELECT id AS "id", join_key AS "key" FROM recovery_case WHERE join_key = ? OR response_id = ?
       ORDER BY CASE WHEN join_key IS NULL THEN 1 ELSE 0 END LIMIT 1`,
      [joinKey ?? '', responseId ?? ''],
    );
  }

  /** Makes the case as urgent as the new trouble. @returns false for a case that takes no more */
  private async join(
    caseId: string,
    { priority, at }: Trouble,
    dueAt: number,
    contactDueAt: number,
    joinDays: number,
  ): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE recovery_case SET last_event_at = ?, updated_at = ?,
         priority = CASE WHEN ? = 'high' OR priority = 'low' THEN ? ELSE priority END,
         due_at = CASE WHEN due_at > ? THEN ? ELSE due_at END,
         contact_due_at = CASE WHEN contacted_at IS NULL AND contact_due_at > ? THEN ? ELSE contact_due_at END
       WHERE id = ? AND merged_into IS NULL AND last_event_at >= ?
         AND state IN ('open', 'acknowledged', 'promised', 'reopened')`,
      [at, at, priority, priority, dueAt, dueAt, contactDueAt, contactDueAt, caseId, at - joinDays * DAY_MS],
    );
    return changes > 0;
  }

  /** Its clocks go on, and its owner hears of it, unless it is about the owner now. */
  private async joined(caseId: string, { people, language, at }: Trouble): Promise<void> {
    if (!(await this.clocks.resume(caseId, at))) await this.clocks.plan(caseId);
    const owner = await this.keepClear(caseId, people, language);
    if (owner !== null) await this.jobs.enqueue(tellOwner, { case: caseId, user: owner, why: 'joined', at });
  }

  /** Nobody keeps a case about themselves: who is credited now gives it to somebody else. */
  private async meet({ responseId, after }: ResponseAttributionChanged): Promise<void> {
    const found = await this.database.get<{ id: string }>(
      'SELECT case_id AS "id" FROM recovery_event WHERE response_id = ? LIMIT 1',
      [responseId],
    );
    if (!found) return;
    const people = after.map(({ employeeId }) => employeeId);
    for (const person of people) this.database.write(ADD_PERSON, [found.id, person]);
    await this.keepClear(found.id, people, '');
  }

  /**
   * Gives a case to somebody else where it is about its owner. Inside a transaction.
   * @returns who owns it then
   */
  async keepClear(caseId: string, people: readonly number[], language: string): Promise<number | null> {
    const held = await this.database.get<{
      owner: number | null;
      employee: number | null;
      touchpointId: number | null;
    }>(
      `SELECT k.owner_user_id AS "owner", u.employee_id AS "employee", k.touchpoint_id AS "touchpointId"
       FROM recovery_case k LEFT JOIN user_account u ON u.id = k.owner_user_id WHERE k.id = ?`,
      [caseId],
    );
    if (!held || held.employee === null || !people.includes(held.employee)) return held?.owner ?? null;
    const now = this.clock.now();
    const all = await this.database.all<{ id: number }>(
      'SELECT employee_id AS "id" FROM recovery_person WHERE case_id = ?',
      [caseId],
    );
    const owner = await this.owners.choose({
      touchpointId: held.touchpointId,
      language,
      people: [...new Set([...people, ...all.map(({ id }) => id)])],
      at: now,
    });
    await this.database.run('UPDATE recovery_case SET owner_user_id = ?, updated_at = ? WHERE id = ?', [
      owner,
      now,
      caseId,
    ]);
    if (owner !== null)
      await this.jobs.enqueue(tellOwner, { case: caseId, user: owner, why: 'given', at: now });
    return owner;
  }

  private write(
    caseId: string,
    {
      kinds,
      responseId,
      people,
      author,
      text,
      at,
    }: Pick<Trouble, 'kinds' | 'responseId' | 'people' | 'author' | 'text' | 'at'>,
  ): void {
    for (const kind of kinds)
      this.database.write(ADD_EVENT, [newId(), caseId, at, kind, responseId, author, text]);
    for (const person of new Set(people)) this.database.write(ADD_PERSON, [caseId, person]);
  }

  private async mayContact(responseId: string): Promise<boolean> {
    const row = await this.database.get<{ may: number }>(
      `SELECT v.may_contact AS "may" FROM response_current c
       JOIN response_revision v ON v.response_id = c.response_id AND v.revision = c.revision WHERE c.response_id = ?`,
      [responseId],
    );
    return row?.may === 1;
  }
}

/** Of an answer: what its case is about. */
export interface AnsweredTrouble {
  readonly responseId: string;
  readonly customerId: string | null;
  readonly touchpointId: number;
  readonly attributions: readonly { readonly employeeId: number }[];
}

function kindsOf({ lowRating, mayContact }: { lowRating: boolean; mayContact: boolean }): AnswerKind[] {
  return [...(lowRating ? (['low_rating'] as const) : []), ...(mayContact ? (['call_me'] as const) : [])];
}

function urgent(priorities: readonly Priority[]): Priority {
  return priorities.includes('high') ? 'high' : priorities.includes('normal') ? 'normal' : 'low';
}
