/** Rows of appeals, their stories and their evidence. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel';
import { Clock } from '../platform/clock';
import { Database, newId, type SqlValue } from '../platform/database';
import type { AppealState } from './appeal-states';
import type { EvidenceKind } from './evidence-kind';

export const APPEAL_SUBJECTS = ['response', 'attribution', 'line', 'computation'] as const;
export type AppealSubject = (typeof APPEAL_SUBJECTS)[number];

export interface Appeal {
  id: string;
  cycleId: number;
  cycleName: string;
  cycleKey: string;
  employeeId: number;
  employee: string;
  employeeName: string;
  subject: AppealSubject;
  responseId: string | null;
  lineKey: string | null;
  reason: string;
  state: AppealState;
  outcome: 'whole' | 'part' | null;
  /** Last working day for the decision. */
  decideUntil: string;
  reviewerId: number | null;
  reviewerName: string | null;
  submittedBy: number;
  submittedAt: number;
}

export interface AppealEvent {
  id: string;
  kind: string;
  actor: string;
  name: string | null;
  note: string | null;
  details: Record<string, unknown>;
  at: number;
}

export interface Evidence {
  id: string;
  name: string;
  mediaType: string;
  size: number;
  addedAt: number;
}

const APPEAL = `SELECT a.id AS "id", a.cycle_id AS "cycleId", c.name AS "cycleName", c.key AS "cycleKey",
    a.employee_id AS "employeeId", e.external_id AS "employee", e.name AS "employeeName", a.subject AS "subject",
    a.response_id AS "responseId", a.line_key AS "lineKey", a.reason AS "reason", a.state AS "state", a.outcome AS "outcome",
    a.decide_until AS "decideUntil", a.reviewer_id AS "reviewerId", u.name AS "reviewerName",
    a.submitted_by AS "submittedBy", a.submitted_at AS "submittedAt"
  FROM appeal a JOIN evaluation_cycle c ON c.id = a.cycle_id JOIN employee e ON e.id = a.employee_id
  LEFT JOIN user_account u ON u.id = a.reviewer_id`;

@Injectable()
export class AppealStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  one(id: string): Promise<Appeal | undefined> {
    return this.database.get<Appeal>(`${APPEAL} WHERE a.id = ?`, [id]);
  }

  /** The appeal with its row locked until the transaction ends: two who decide follow each other. */
  async locked(id: string): Promise<Appeal | undefined> {
    await this.database.run('UPDATE appeal SET updated_at = ? WHERE id = ?', [this.clock.now(), id]);
    return this.one(id);
  }

  /** What waits first, the nearest deadline first; then what is settled, newest first. */
  list(where: string, params: SqlValue[], limit: number): Promise<Appeal[]> {
    return this.database.all<Appeal>(
      `${APPEAL} WHERE ${where}
       ORDER BY CASE WHEN a.state IN ('submitted', 'under_review') THEN 0 ELSE 1 END,
         CASE WHEN a.state IN ('submitted', 'under_review') THEN a.decide_until END, a.submitted_at DESC, a.id LIMIT ?`,
      [...params, limit],
    );
  }

  /** In the order of their ids, for programs. */
  after(cursor: string, where: string, params: SqlValue[], limit: number): Promise<Appeal[]> {
    return this.database.all<Appeal>(`${APPEAL} WHERE a.id > ? AND ${where} ORDER BY a.id LIMIT ?`, [
      cursor,
      ...params,
      limit,
    ]);
  }

  async add(
    appeal: Pick<
      Appeal,
      | 'cycleId'
      | 'employeeId'
      | 'subject'
      | 'responseId'
      | 'lineKey'
      | 'reason'
      | 'decideUntil'
      | 'submittedBy'
    >,
  ): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    await this.database.run(
      `INSERT INTO appeal (id, cycle_id, employee_id, subject, response_id, line_key, reason, state, decide_until,
         submitted_by, submitted_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'submitted', ?, ?, ?, ?)`,
      [
        id,
        appeal.cycleId,
        appeal.employeeId,
        appeal.subject,
        appeal.responseId,
        appeal.lineKey,
        appeal.reason,
        appeal.decideUntil,
        appeal.submittedBy,
        now,
        now,
      ],
    );
    return id;
  }

  async change(
    id: string,
    to: { state: AppealState; outcome?: 'whole' | 'part' | null; reviewerId: number | null },
  ): Promise<void> {
    await this.database.run('UPDATE appeal SET state = ?, outcome = ?, reviewer_id = ? WHERE id = ?', [
      to.state,
      to.outcome ?? null,
      to.reviewerId,
      id,
    ]);
  }

  async tell(
    appealId: string,
    event: { kind: string; actor: string; note?: string; details?: Record<string, unknown> },
  ): Promise<void> {
    await this.database.run(
      'INSERT INTO appeal_event (id, appeal_id, kind, actor, note, details, at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [
        newId(),
        appealId,
        event.kind,
        event.actor,
        event.note ?? null,
        canonicalJson(event.details ?? {}),
        this.clock.now(),
      ],
    );
  }

  /** Oldest first. */
  async story(appealId: string): Promise<AppealEvent[]> {
    const rows = await this.database.all<Omit<AppealEvent, 'details'> & { details: string }>(
      `SELECT v.id AS "id", v.kind AS "kind", v.actor AS "actor", u.name AS "name", v.note AS "note",
              v.details AS "details", v.at AS "at"
       FROM appeal_event v LEFT JOIN user_account u ON v.actor = 'user:' || u.id
       WHERE v.appeal_id = ? ORDER BY v.at, v.id`,
      [appealId],
    );
    return rows.map(({ details, ...row }) => ({
      ...row,
      details: JSON.parse(details) as Record<string, unknown>,
    }));
  }

  /** Without the bytes, oldest first. */
  evidence(appealId: string): Promise<Evidence[]> {
    return this.database.all<Evidence>(
      `SELECT id AS "id", name AS "name", media_type AS "mediaType", size AS "size", added_at AS "addedAt"
       FROM appeal_evidence WHERE appeal_id = ? ORDER BY added_at, id`,
      [appealId],
    );
  }

  async evidenceBytes(appealId: string, id: string): Promise<(Evidence & { bytes: Buffer }) | undefined> {
    const row = await this.database.get<Evidence & { content: string }>(
      `SELECT id AS "id", name AS "name", media_type AS "mediaType", size AS "size", added_at AS "addedAt",
              content AS "content" FROM appeal_evidence WHERE appeal_id = ? AND id = ?`,
      [appealId, id],
    );
    if (!row) return undefined;
    const { content, ...rest } = row;
    return { ...rest, bytes: Buffer.from(content, 'base64') };
  }

  async addEvidence(
    appealId: string,
    { name, kind, bytes, actor }: { name: string; kind: EvidenceKind; bytes: Buffer; actor: string },
  ): Promise<string> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.database.run(
      `INSERT INTO appeal_evidence (id, appeal_id, name, media_type, size, sha256, content, added_by, added_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        newId(),
        appealId,
        name,
        kind.mediaType,
        bytes.length,
        sha256,
        bytes.toString('base64'),
        actor,
        this.clock.now(),
      ],
    );
    return sha256;
  }
}
