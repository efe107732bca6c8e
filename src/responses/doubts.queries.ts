/** What waits for somebody to look at it: answers that may be a machine's, and what customers say about the question. */
import { Injectable } from '@nestjs/common';
import { Database, placeholders, type SqlValue } from '../platform/database';
import { maskPersonalData } from './calc';
import type { NoteKind, NoteResolution } from './data-quality-notes.service';

export const NOTE_STATES = ['open', 'settled', 'withdrawn'] as const;
export type NoteState = (typeof NOTE_STATES)[number];

/** Whose answers may be seen. */
export type Visible = readonly number[] | 'all';

export interface ListedNote {
  readonly id: string;
  readonly kind: NoteKind;
  /** With personal data masked; null when nothing was written, or it was erased. */
  readonly text: string | null;
  readonly state: NoteState;
  readonly openedAt: number;
  readonly settledAt: number | null;
  readonly settledBy: string | null;
  readonly resolution: NoteResolution | null;
  readonly channel: string;
  readonly reason: string;
  readonly occurredDay: string;
  readonly responseId: string | null;
  readonly employees: readonly { readonly id: number; readonly name: string }[];
}

/** Provisional, not excluded, and finished: what somebody could decide about. */
const WAITING = `c.verification = 'provisional' AND c.excluded = 0 AND (c.complete = 1 OR c.settled_at IS NOT NULL)`;

@Injectable()
export class DoubtQueries {
  constructor(private readonly database: Database) {}

  /**
   * How many wait for a decision, and how many of the answers received in a month are provisional.
   * @param monthFrom the first local day of the month
   */
  async counts(visible: Visible, monthFrom: string): Promise<{ waiting: number; thisMonth: number }> {
    const row = await this.database.get<{ waiting: number; thisMonth: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "waiting",
         CAST(SUM(CASE WHEN r.counting_day >= ? THEN 1 ELSE 0 END) AS bigint) AS "thisMonth"
       FROM response_current c JOIN response r ON r.id = c.response_id
       WHERE ${WAITING}${seen(visible)}`,
      [monthFrom, ...paramsOf(visible)],
    );
    return { waiting: row?.waiting ?? 0, thisMonth: row?.thisMonth ?? 0 };
  }

  /** Responses that wait for a decision, the newest first. */
  async waiting(visible: Visible, limit: number): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `SELECT c.response_id AS "id" FROM response_current c WHERE ${WAITING}${seen(visible)}
       ORDER BY c.updated_at DESC LIMIT ?`,
      [...paramsOf(visible), limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Responses that hold though something else was sent after them since the given instant, undecided; newest first. */
  async differing(visible: Visible, since: number, limit: number): Promise<string[]> {
    const rows = await this.database.all<{ id: string }>(
      `SELECT c.response_id AS "id" FROM response r JOIN response_current c ON c.response_id = r.id
       WHERE r.received_at >= ? AND c.verification = 'confirmed' AND c.excluded = 0
         AND EXISTS (SELECT 1 FROM response_revision v WHERE v.response_id = r.id AND v.revision > c.revision)
         AND NOT EXISTS (SELECT 1 FROM verification d WHERE d.response_id = r.id AND d.decided_by <> 'system')${seen(visible)}
       ORDER BY r.received_at DESC LIMIT ?`,
      [since, ...paramsOf(visible), limit],
    );
    return rows.map(({ id }) => id);
  }

  async openNotes(visible: Visible): Promise<number> {
    const row = await this.database.get<{ n: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "n" FROM data_quality_note n WHERE n.state = 'open'${served(visible)}`,
      paramsOf(visible),
    );
    return row?.n ?? 0;
  }

  /** Notes of one state, the newest first. */
  async notes(visible: Visible, state: NoteState, limit: number): Promise<ListedNote[]> {
    const rows = await this.database.all<Omit<ListedNote, 'employees'> & { interactionId: string }>(
      `SELECT n.id AS "id", n.kind AS "kind", n.text AS "text", n.state AS "state", n.opened_at AS "openedAt",
         n.settled_at AS "settledAt", n.settled_by AS "settledBy", n.resolution AS "resolution",
         l.channel AS "channel", l.reason AS "reason", i.occurred_day AS "occurredDay", i.id AS "interactionId",
         (SELECT r.id FROM response r WHERE r.interaction_id = i.id LIMIT 1) AS "responseId"
       FROM data_quality_note n JOIN interaction i ON i.id = n.interaction_id JOIN cell l ON l.id = i.cell_id
       WHERE n.state = ?${served(visible)} ORDER BY n.opened_at DESC, n.id DESC LIMIT ?`,
      [state, ...paramsOf(visible), limit],
    );
    const people = await this.peopleOf(rows.map(({ interactionId }) => interactionId));
    return rows.map(({ interactionId, ...row }) => ({
      ...row,
      text: row.text === null ? null : maskPersonalData(row.text),
      employees: people.get(interactionId) ?? [],
    }));
  }

  /** Whether a note is about a contact that somebody visible served in. */
  async maySee(visible: Visible, noteId: string): Promise<boolean> {
    const found = await this.database.get(
      `SELECT 1 AS "found" FROM data_quality_note n WHERE n.id = ?${served(visible)}`,
      [noteId, ...paramsOf(visible)],
    );
    return found !== undefined;
  }

  private async peopleOf(
    interactionIds: readonly string[],
  ): Promise<Map<string, { id: number; name: string }[]>> {
    const people = new Map<string, { id: number; name: string }[]>();
    if (interactionIds.length === 0) return people;
    const rows = await this.database.all<{ interactionId: string; id: number; name: string }>(
      `SELECT p.interaction_id AS "interactionId", e.id AS "id", e.name AS "name"
       FROM participation p JOIN employee e ON e.id = p.employee_id
       WHERE p.interaction_id IN (${placeholders(interactionIds.length)}) ORDER BY p.share_ppm DESC, e.id`,
      [...interactionIds],
    );
    for (const { interactionId, ...person } of rows)
      people.set(interactionId, [...(people.get(interactionId) ?? []), person]);
    return people;
  }
}

function seen(visible: Visible): string {
  if (visible === 'all') return '';
  if (visible.length === 0) return ' AND 1 = 0';
  return ` AND EXISTS (SELECT 1 FROM attribution s WHERE s.response_id = c.response_id
    AND s.entry = c.attribution_entry AND s.employee_id IN (${placeholders(visible.length)}))`;
}

function served(visible: Visible): string {
  if (visible === 'all') return '';
  if (visible.length === 0) return ' AND 1 = 0';
  return ` AND EXISTS (SELECT 1 FROM participation p WHERE p.interaction_id = n.interaction_id
    AND p.employee_id IN (${placeholders(visible.length)}))`;
}

const paramsOf = (visible: Visible): SqlValue[] => (visible === 'all' ? [] : [...visible]);
