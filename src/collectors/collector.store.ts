/** The rows of collectors, read with the touchpoint and the employee they stand for. */
import { Injectable } from '@nestjs/common';
import { type Locale, isLocale, type LocaleText } from '../kernel';
import { Database } from '../platform/database';
import type { CollectorKind } from './calc';

/** A way in: what it is, where it stands, and whether it is in use. */
export interface Collector {
  readonly id: number;
  readonly kind: CollectorKind;
  readonly name: string;
  /** In the clear for posters and links only. */
  readonly publicKey: string | null;
  readonly locale: Locale;
  readonly touchpoint: {
    readonly id: number;
    readonly code: string;
    readonly names: LocaleText;
    readonly surveyKey: string | null;
    readonly phone: string | null;
    readonly hours: LocaleText | null;
    readonly retiredAt: number | null;
  };
  /** Whom the answers are about; null: nobody in particular. */
  readonly employee: {
    readonly id: number;
    readonly externalId: string;
    readonly name: string;
    readonly hiredOn: string;
    readonly leftOn: string | null;
  } | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revokedAt: number | null;
  readonly lastSeenAt: number | null;
}

interface Row {
  id: number;
  kind: CollectorKind;
  name: string;
  publicKey: string | null;
  locale: string;
  touchpointId: number;
  code: string;
  names: string;
  surveyKey: string | null;
  phone: string | null;
  hours: string | null;
  retiredAt: number | null;
  employeeId: number | null;
  externalId: string | null;
  employeeName: string | null;
  hiredOn: string | null;
  leftOn: string | null;
  createdAt: number;
  createdBy: string;
  revokedAt: number | null;
  lastSeenAt: number | null;
}

const COLLECTOR = `SELECT c.id AS "id", c.kind AS "kind", c.name AS "name", c.public_key AS "publicKey",
    c.locale AS "locale", t.id AS "touchpointId", t.code AS "code", t.names AS "names", t.survey_key AS "surveyKey",
    t.phone AS "phone", t.hours AS "hours", t.retired_at AS "retiredAt", e.id AS "employeeId",
    e.external_id AS "externalId", e.name AS "employeeName", e.hired_on AS "hiredOn", e.left_on AS "leftOn",
    c.created_at AS "createdAt", c.created_by AS "createdBy", c.revoked_at AS "revokedAt",
    c.last_seen_at AS "lastSeenAt"
  FROM collector c JOIN touchpoint t ON t.id = c.touchpoint_id LEFT JOIN employee e ON e.id = c.employee_id`;

export interface NewCollector {
  readonly kind: CollectorKind;
  readonly name: string;
  readonly keyHash: string;
  readonly publicKey: string | null;
  readonly touchpointId: number;
  readonly employeeId: number | null;
  readonly locale: Locale;
  readonly createdAt: number;
  readonly createdBy: string;
}

@Injectable()
export class CollectorStore {
  constructor(private readonly database: Database) {}

  async byKeyHash(hash: string): Promise<Collector | undefined> {
    return revived(await this.database.get<Row>(`${COLLECTOR} WHERE c.key_hash = ?`, [hash]));
  }

  async byId(id: number): Promise<Collector | undefined> {
    return revived(await this.database.get<Row>(`${COLLECTOR} WHERE c.id = ?`, [id]));
  }

  /** Those in use first, each by name. */
  async all(): Promise<Collector[]> {
    const rows = await this.database.all<Row>(
      `${COLLECTOR} ORDER BY CASE WHEN c.revoked_at IS NULL THEN 0 ELSE 1 END, c.name, c.id`,
    );
    return rows.map((row) => revived(row) as Collector);
  }

  /** @returns the id */
  async add(collector: NewCollector): Promise<number> {
    const row = await this.database.get<{ id: number }>(
      `INSERT INTO collector (kind, name, key_hash, public_key, touchpoint_id, employee_id, locale, created_at, created_by)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id AS "id"`,
      [
        collector.kind, collector.name, collector.keyHash, collector.publicKey, collector.touchpointId,
        collector.employeeId, collector.locale, collector.createdAt, collector.createdBy,
      ], // prettier-ignore
    );
    return row?.id ?? 0;
  }

  /** The old key opens nothing from here on. @returns false when the collector is revoked or unknown */
  async rekey(id: number, keyHash: string, publicKey: string | null): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE collector SET key_hash = ?, public_key = ? WHERE id = ? AND revoked_at IS NULL`,
      [keyHash, publicKey, id],
    );
    return changes > 0;
  }

  /** @returns false when it was revoked before, or is unknown */
  async revoke(id: number, at: number): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE collector SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL`,
      [at, id],
    );
    return changes > 0;
  }

  async seen(id: number, at: number): Promise<void> {
    await this.database.run(
      `UPDATE collector SET last_seen_at = ? WHERE id = ? AND (last_seen_at IS NULL OR last_seen_at < ?)`,
      [at, id, at],
    );
  }

  /** Answers received in the half-open stretch of time, by collector. */
  async answersBetween(from: number, to: number): Promise<Map<number, number>> {
    const rows = await this.database.all<{ id: number; answers: number }>(
      `SELECT collector_id AS "id", CAST(COUNT(*) AS bigint) AS "answers" FROM response
       WHERE collector_id IS NOT NULL AND received_at >= ? AND received_at < ? GROUP BY collector_id`,
      [from, to],
    );
    return new Map(rows.map((row) => [row.id, row.answers]));
  }

  /** How many answers of one collector were given in the stretch of time, both ends included. */
  async countBetween(id: number, from: number, to: number): Promise<number> {
    const row = await this.database.get<{ answers: number }>(
      `SELECT CAST(COUNT(*) AS bigint) AS "answers" FROM response
       WHERE collector_id = ? AND received_at BETWEEN ? AND ?`,
      [id, from, to],
    );
    return row?.answers ?? 0;
  }
}

function revived(row: Row | undefined): Collector | undefined {
  if (!row) return undefined;
  const { externalId, employeeId, employeeName, hiredOn, leftOn, ...rest } = row;
  return {
    id: rest.id,
    kind: rest.kind,
    name: rest.name,
    publicKey: rest.publicKey,
    locale: isLocale(rest.locale) ? rest.locale : 'es',
    touchpoint: {
      id: rest.touchpointId,
      code: rest.code,
      names: JSON.parse(rest.names) as LocaleText,
      surveyKey: rest.surveyKey,
      phone: rest.phone,
      hours: rest.hours === null ? null : (JSON.parse(rest.hours) as LocaleText),
      retiredAt: rest.retiredAt,
    },
    employee:
      employeeId === null
        ? null
        : {
            id: employeeId,
            externalId: externalId ?? '',
            name: employeeName ?? '',
            hiredOn: hiredOn ?? '',
            leftOn,
          },
    createdAt: rest.createdAt,
    createdBy: rest.createdBy,
    revokedAt: rest.revokedAt,
    lastSeenAt: rest.lastSeenAt,
  };
}
