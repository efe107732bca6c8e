/** Reads gestures: those of a case, and those somebody still has to decide about. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type Locale, type LocaleText, type Money, pickText } from '../../kernel';
import { Database } from '../../platform/database';
import { RecoveryQueries } from '../recovery.queries';
import type { GestureState } from './gestures.service';
import { Vouchers } from './vouchers';

export interface GestureLine {
  id: string;
  caseId: string;
  name: string;
  value: Money;
  cost: Money;
  state: GestureState;
  reason: string;
  decision: string | null;
  askedAt: number;
  askedBy: string | null;
  askedUserId: number | null;
  decidedAt: number | null;
  decidedBy: string | null;
  needsVoucher: boolean;
}

interface Row extends Omit<GestureLine, 'name' | 'value' | 'cost' | 'needsVoucher'> {
  names: string;
  valueMinor: number;
  costMinor: number;
  currency: string;
  needsVoucher: number;
}

const GESTURES = `SELECT g.id AS "id", g.case_id AS "caseId", n.names AS "names", g.value_minor AS "valueMinor",
  g.cost_minor AS "costMinor", g.currency AS "currency", g.state AS "state", g.reason AS "reason",
  g.decision AS "decision", g.asked_at AS "askedAt", a.name AS "askedBy", g.asked_user_id AS "askedUserId",
  g.decided_at AS "decidedAt", d.name AS "decidedBy", n.needs_voucher AS "needsVoucher"
  FROM gesture g JOIN gesture_kind n ON n.id = g.kind_id
  LEFT JOIN user_account a ON a.id = g.asked_user_id
  LEFT JOIN user_account d ON g.decided_by = 'user:' || CAST(d.id AS varchar)`;

/** More than that is decided about by somebody who has time for it. */
const MOST_WAITING = 100;

@Injectable()
export class GestureQueries {
  constructor(
    private readonly database: Database,
    private readonly cases: RecoveryQueries,
    private readonly vouchers: Vouchers,
  ) {}

  /** The oldest first, each with its code where it was granted with one. The caller has checked who reads. */
  async ofCase(caseId: string, locale: Locale): Promise<(GestureLine & { code: string | null })[]> {
    const rows = await this.database.all<Row>(
      `${GESTURES} JOIN recovery_case m ON m.id = g.case_id WHERE (m.id = ? OR m.merged_into = ?)
       ORDER BY g.asked_at, g.id`,
      [caseId, caseId],
    );
    const lines: (GestureLine & { code: string | null })[] = [];
    for (const row of rows) {
      const line = lineOf(row, locale);
      const code = line.state === 'granted' && line.needsVoucher ? await this.vouchers.codeOf(row.id) : null;
      lines.push({ ...line, code });
    }
    return lines;
  }

  /** One gesture in words; undefined where there is none. */
  async one(id: string, locale: Locale): Promise<GestureLine | undefined> {
    const row = await this.database.get<Row>(`${GESTURES} WHERE g.id = ?`, [id]);
    return row && lineOf(row, locale);
  }

  /** What waits for a decision in cases the viewer may see, the oldest first. */
  async waiting(viewer: Viewer): Promise<GestureLine[]> {
    const seen = await this.cases.seenBy(viewer);
    const rows = await this.database.all<Row>(
      `${GESTURES} JOIN recovery_case k ON k.id = g.case_id WHERE g.state = 'asked' AND ${seen.sql}
       ORDER BY g.asked_at, g.id LIMIT ${MOST_WAITING}`,
      seen.params,
    );
    return rows.map((row) => lineOf(row, viewer.locale));
  }
}

function lineOf(row: Row, locale: Locale): GestureLine {
  const { names, valueMinor, costMinor, currency, needsVoucher, ...line } = row;
  return {
    ...line,
    name: pickText(JSON.parse(names) as LocaleText, locale),
    value: { minor: valueMinor, currency },
    cost: { minor: costMinor, currency },
    needsVoucher: needsVoucher === 1,
  };
}
