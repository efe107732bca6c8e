/**
 * Reads who was given what. Others see an award of somebody who is willing to be shown and did not keep this one to
 * themselves; whoever has it sees it always, and human resources see all of them. Each is called as it was when it was
 * given, whatever the award became since.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import type { LocaleText, Period } from '../../kernel';
import type { PublicName } from '../../organization';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { shownNameOf } from '../kudos/shown-people';
import type { AwardIcon } from './award-icons';
import type { Reason } from './calc/award-rule';

export interface Grant {
  readonly id: string;
  readonly awardId: number;
  readonly awardName: LocaleText;
  readonly icon: AwardIcon;
  readonly reward: LocaleText | null;
  readonly employeeId: number;
  readonly externalId: string;
  /** As the reader may call them. */
  readonly person: string;
  readonly from: string;
  readonly to: string;
  readonly reasons: readonly Reason[];
  readonly grantedAt: number;
  /** Whether others see it. */
  readonly shown: boolean;
  readonly revokedAt: number | null;
  readonly revokedReason: string | null;
}

interface Row extends Omit<Grant, 'awardName' | 'reward' | 'reasons' | 'person' | 'shown'> {
  es: string;
  en: string;
  pt: string;
  rewardEs: string | null;
  rewardEn: string | null;
  rewardPt: string | null;
  reasons: string;
  name: string;
  publicName: PublicName;
  shown: number;
}

/** Open to everybody, about rows `g` and their person `e`. */
const OPEN = `g.revoked_at IS NULL AND e.public_name <> 'hidden' AND NOT EXISTS (
  SELECT 1 FROM recognition_hidden h WHERE h.kind = 'award' AND h.subject = g.id AND h.employee_id = e.id)`;

const GRANTS = `SELECT g.id AS "id", g.award_id AS "awardId", g.name_es AS "es", g.name_en AS "en", g.name_pt AS "pt",
    g.icon AS "icon", g.reward_es AS "rewardEs", g.reward_en AS "rewardEn", g.reward_pt AS "rewardPt",
    e.id AS "employeeId", e.external_id AS "externalId", e.name AS "name", e.public_name AS "publicName",
    g.from_day AS "from", g.to_day AS "to", g.reasons AS "reasons", g.granted_at AS "grantedAt",
    CASE WHEN ${OPEN} THEN 1 ELSE 0 END AS "shown", g.revoked_at AS "revokedAt", g.revoked_reason AS "revokedReason"
  FROM award_grant g JOIN employee e ON e.id = g.employee_id`;

@Injectable()
export class AwardQueries {
  constructor(private readonly database: Database) {}

  /** The newest first, and for one period by name. @param awardId of one award only */
  async grants(viewer: Viewer, awardId: number | null, limit: number): Promise<Grant[]> {
    const rows = await this.database.all<Row>(
      `${GRANTS} WHERE ${seenBy(viewer)}${awardId === null ? '' : ' AND g.award_id = ?'}
       ORDER BY g.from_day DESC, g.award_id, e.name, e.id LIMIT ?`,
      [...paramsOf(viewer), ...(awardId === null ? [] : [awardId]), limit],
    );
    return rows.map((row) => grantOf(row, knows(viewer, row)));
  }

  /** One of them as the viewer may see it; undefined alike for none. */
  async grant(viewer: Viewer, id: string): Promise<Grant | undefined> {
    const row = await this.database.get<Row>(`${GRANTS} WHERE ${seenBy(viewer)} AND g.id = ?`, [
      ...paramsOf(viewer),
      id,
    ]);
    return row && grantOf(row, knows(viewer, row));
  }

  /** One of them whoever it is about: for the mail to that person. */
  async granted(id: string): Promise<Grant | undefined> {
    const row = await this.database.get<Row>(`${GRANTS} WHERE g.id = ?`, [id]);
    return row && grantOf(row, true);
  }

  /** What somebody was given and kept, the newest first. @param own whether that person reads */
  async ofEmployee(employeeId: number, own: boolean, limit: number): Promise<Grant[]> {
    const rows = await this.database.all<Row>(
      `${GRANTS} WHERE g.employee_id = ? AND ${own ? 'g.revoked_at IS NULL' : OPEN}
       ORDER BY g.from_day DESC, g.id LIMIT ?`,
      [employeeId, limit],
    );
    return rows.map((row) => grantOf(row, own));
  }

  /** For programs, in the order they were given: what is open to everybody. */
  async report(after: string, limit: number): Promise<Grant[]> {
    const rows = await this.database.all<Row>(`${GRANTS} WHERE ${OPEN} AND g.id > ? ORDER BY g.id LIMIT ?`, [
      after,
      limit,
    ]);
    return rows.map((row) => grantOf(row, false));
  }

  /** What is open to everybody of periods that end within these days. @param memberIds of these people only */
  async within({ from, to }: Period, memberIds?: readonly number[]): Promise<Grant[]> {
    if (memberIds?.length === 0) return [];
    const rows = await this.database.all<Row>(
      `${GRANTS} WHERE ${OPEN} AND g.to_day > ? AND g.to_day <= ?
         ${memberIds ? `AND e.id IN (${placeholders(memberIds.length)})` : ''} ORDER BY e.name, e.id, g.award_id`,
      [from, to, ...(memberIds ?? [])],
    );
    return rows.map((row) => grantOf(row, false));
  }
}

const manages = (viewer: Viewer): boolean => viewer.can('recognition.manage');
const knows = (viewer: Viewer, row: Row): boolean => manages(viewer) || viewer.employeeId === row.employeeId;

function seenBy(viewer: Viewer): string {
  return manages(viewer) ? '1 = 1' : `((${OPEN}) OR (g.revoked_at IS NULL AND g.employee_id = ?))`;
}

function paramsOf(viewer: Viewer): SqlValue[] {
  return manages(viewer) ? [] : [viewer.employeeId ?? 0];
}

function grantOf(row: Row, known: boolean): Grant {
  const { es, en, pt, rewardEs, rewardEn, rewardPt, reasons, name, publicName, shown, ...rest } = row;
  return {
    ...rest,
    awardName: { es, en, 'pt-BR': pt },
    reward: rewardEs === null ? null : { es: rewardEs, en: rewardEn ?? '', 'pt-BR': rewardPt ?? '' },
    person: known ? name : shownNameOf({ name, publicName }),
    reasons: JSON.parse(reasons) as Reason[],
    shown: shown === 1,
  };
}
