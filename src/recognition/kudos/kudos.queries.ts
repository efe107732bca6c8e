/**
 * Reads thanks. What somebody received is shown to all staff unless that person opted out of being shown, hid these
 * very thanks, or a moderator took them down; whoever gave and received them always finds them.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type Locale, type LocaleText, type Period, pickText } from '../../kernel';
import { Calendar, type PublicName, Visibility } from '../../organization';
import { Database, placeholders, type SqlValue } from '../../platform/database';
import { REACTIONS, type Reaction } from './kudos.service';
import { EMPLOYED_SQL, shownNameOf } from './shown-people';

/** Somebody in thanks, as the reader may see them. */
export interface KudosPerson {
  readonly id: number;
  readonly externalId: string;
  /** '' where the person does not want to be shown to others. */
  readonly name: string;
}

export interface KudosLine {
  readonly id: string;
  readonly from: KudosPerson;
  readonly to: KudosPerson;
  readonly text: string;
  readonly value: { readonly id: number; readonly name: LocaleText } | null;
  readonly givenAt: number;
  readonly day: string;
  readonly reactions: readonly { readonly kind: Reaction; readonly count: number; readonly own: boolean }[];
  /** Whether others see them. */
  readonly shown: boolean;
}

export interface ReportedKudos extends KudosLine {
  readonly hiddenReason: string | null;
  readonly reports: readonly string[];
}

interface Row {
  id: string;
  fromId: number;
  fromExternalId: string;
  fromName: string;
  fromPublic: PublicName;
  toId: number;
  toExternalId: string;
  toName: string;
  toPublic: PublicName;
  text: string;
  valueId: number | null;
  es: string | null;
  en: string | null;
  pt: string | null;
  givenAt: number;
  day: string;
  shown: number;
  hiddenReason: string | null;
}

/** Open to everybody: neither opted out, nor kept to oneself, nor taken down. About rows `k` and their receiver `t`. */
const OPEN = `k.hidden_at IS NULL AND t.public_name <> 'hidden' AND NOT EXISTS (
  SELECT 1 FROM recognition_hidden h WHERE h.kind = 'kudos' AND h.subject = k.id AND h.employee_id = t.id)`;

const LINES = `SELECT k.id AS "id", f.id AS "fromId", f.external_id AS "fromExternalId", f.name AS "fromName",
    f.public_name AS "fromPublic", t.id AS "toId", t.external_id AS "toExternalId", t.name AS "toName",
    t.public_name AS "toPublic", k.text AS "text", v.id AS "valueId", v.name_es AS "es", v.name_en AS "en", v.name_pt AS "pt",
    k.given_at AS "givenAt", k.given_day AS "day", CASE WHEN ${OPEN} THEN 1 ELSE 0 END AS "shown",
    k.hidden_reason AS "hiddenReason"
  FROM kudos k JOIN employee f ON f.id = k.from_employee_id JOIN employee t ON t.id = k.to_employee_id
  LEFT JOIN company_value v ON v.id = k.value_id`;

@Injectable()
export class KudosQueries {
  constructor(
    private readonly database: Database,
    private readonly calendar: Calendar,
    private readonly visibility: Visibility,
  ) {}

  /** The newest first. @param reader the employee who reads; null sees what is open to everybody */
  async feed(
    reader: number | null,
    filter: { valueId?: number | undefined; to?: number | undefined; before?: string | undefined },
    limit: number,
  ): Promise<KudosLine[]> {
    const { where, params } = seenBy(reader);
    const also: [string, SqlValue | undefined][] = [
      ['k.value_id = ?', filter.valueId],
      ['k.to_employee_id = ?', filter.to],
      ['k.id < ?', filter.before],
    ];
    const given = also.filter(([, value]) => value !== undefined);
    return this.lines(
      reader,
      [where, ...given.map(([sql]) => sql)].join(' AND '),
      [...params, ...given.flatMap(([, value]) => value ?? [])],
      limit,
    );
  }

  /** One of them as the reader may see it; undefined alike for none and for one that is not theirs to see. */
  async one(reader: number | null, id: string): Promise<KudosLine | undefined> {
    const { where, params } = seenBy(reader);
    return (await this.lines(reader, `${where} AND k.id = ?`, [...params, id], 1))[0];
  }

  /** For programs, the oldest first: what is open to everybody. */
  async report(after: string, limit: number): Promise<KudosLine[]> {
    const rows = await this.database.all<Row>(`${LINES} WHERE ${OPEN} AND k.id > ? ORDER BY k.id LIMIT ?`, [
      after,
      limit,
    ]);
    return this.shaped(null, rows);
  }

  /** What somebody received and was not taken down, the newest first. */
  receivedBy(employeeId: number, limit: number): Promise<KudosLine[]> {
    return this.lines(employeeId, 'k.hidden_at IS NULL AND k.to_employee_id = ?', [employeeId], limit);
  }

  /** What members of a team received on these days, as everybody may see it. */
  async receivedIn(memberIds: readonly number[], { from, to }: Period, limit: number): Promise<KudosLine[]> {
    if (memberIds.length === 0) return [];
    return this.lines(
      null,
      `${OPEN} AND k.given_day >= ? AND k.given_day < ? AND k.to_employee_id IN (${placeholders(memberIds.length)})`,
      [from, to, ...memberIds],
      limit,
    );
  }

  /** For whoever may moderate the receiver's: reported and not settled, or taken down. */
  async reported(viewer: Viewer, which: 'waiting' | 'hidden', limit: number): Promise<ReportedKudos[]> {
    const reach = await this.reach(viewer);
    const state =
      which === 'hidden'
        ? 'k.hidden_at IS NOT NULL'
        : 'EXISTS (SELECT 1 FROM kudos_report p WHERE p.kudos_id = k.id AND p.settled_at IS NULL)';
    const rows = await this.database.all<Row>(
      `${LINES} WHERE ${state} AND ${reach.sql} ORDER BY k.id DESC LIMIT ?`,
      [...reach.params, limit],
    );
    const lines = await this.shaped(viewer.employeeId, rows, true);
    if (lines.length === 0) return [];
    const reports = await this.database.all<{ kudosId: string; reason: string }>(
      `SELECT kudos_id AS "kudosId", reason AS "reason" FROM kudos_report
       WHERE settled_at IS NULL AND kudos_id IN (${placeholders(lines.length)}) ORDER BY reported_at, id`,
      lines.map(({ id }) => id),
    );
    return lines.map((line, index) => ({
      ...line,
      hiddenReason: rows[index]?.hiddenReason ?? null,
      reports: reports.filter(({ kudosId }) => kudosId === line.id).map(({ reason }) => reason),
    }));
  }

  /** Whether the viewer may take these thanks down: those of the people they moderate, none of their own. */
  async mayModerate(viewer: Viewer, id: string): Promise<boolean> {
    const { sql, params } = await this.reach(viewer);
    return (
      (await this.database.get(`SELECT 1 AS "one" FROM kudos k WHERE k.id = ? AND ${sql}`, [
        id,
        ...params,
      ])) !== undefined
    );
  }

  /** Colleagues who can be thanked, by name. */
  async colleagues(besides: number | null): Promise<{ id: number; name: string }[]> {
    const today = await this.calendar.today();
    return this.database.all(
      `SELECT e.id AS "id", e.name AS "name" FROM employee e WHERE ${EMPLOYED_SQL} AND e.id <> ? ORDER BY e.name, e.id`,
      [today, today, besides ?? 0],
    );
  }

  /** Who thanked whom how often on these days; what was taken down is left out. For counts, never for pay. */
  counts({ from, to }: Period): Promise<{ from: number; to: number; times: number; lastAt: number }[]> {
    return this.database.all(
      `SELECT from_employee_id AS "from", to_employee_id AS "to", CAST(COUNT(*) AS bigint) AS "times",
         MAX(given_at) AS "lastAt"
       FROM kudos WHERE given_day >= ? AND given_day < ? AND hidden_at IS NULL
       GROUP BY from_employee_id, to_employee_id ORDER BY from_employee_id, to_employee_id`,
      [from, to],
    );
  }

  /** When two thanked each other on these days, in either direction, the newest first. */
  async between(
    one: number,
    other: number,
    { from, to }: Period,
    limit: number,
  ): Promise<{ kudosId: string; at: number }[]> {
    const rows = await this.database.all<{ kudosId: string; at: number }>(
      `SELECT id AS "kudosId", given_at AS "at" FROM kudos
       WHERE given_day >= ? AND given_day < ? AND hidden_at IS NULL
         AND ((from_employee_id = ? AND to_employee_id = ?) OR (from_employee_id = ? AND to_employee_id = ?))
       ORDER BY given_at DESC, id DESC LIMIT ?`,
      [from, to, one, other, other, one, limit],
    );
    // Plain objects: evidence is kept as canonical JSON.
    return rows.map(({ kudosId, at }) => ({ kudosId, at }));
  }

  private async lines(
    reader: number | null,
    where: string,
    params: SqlValue[],
    limit: number,
  ): Promise<KudosLine[]> {
    const rows = await this.database.all<Row>(`${LINES} WHERE ${where} ORDER BY k.id DESC LIMIT ?`, [
      ...params,
      limit,
    ]);
    return this.shaped(reader, rows);
  }

  private async shaped(reader: number | null, rows: readonly Row[], named = false): Promise<KudosLine[]> {
    if (rows.length === 0) return [];
    const reactions = await this.database.all<{ kudosId: string; kind: Reaction; n: number; own: number }>(
      `SELECT kudos_id AS "kudosId", kind AS "kind", CAST(COUNT(*) AS bigint) AS "n",
         CAST(SUM(CASE WHEN employee_id = ? THEN 1 ELSE 0 END) AS bigint) AS "own"
       FROM kudos_reaction WHERE kudos_id IN (${placeholders(rows.length)}) GROUP BY kudos_id, kind`,
      [reader ?? 0, ...rows.map(({ id }) => id)],
    );
    return rows.map((row) => {
      // Those who take part know each other.
      const known = named || (reader !== null && (reader === row.fromId || reader === row.toId));
      const call = (name: string, publicName: PublicName) =>
        known ? name : shownNameOf({ name, publicName });
      return {
        id: row.id,
        from: { id: row.fromId, externalId: row.fromExternalId, name: call(row.fromName, row.fromPublic) },
        to: { id: row.toId, externalId: row.toExternalId, name: call(row.toName, row.toPublic) },
        text: row.text,
        value:
          row.valueId === null
            ? null
            : { id: row.valueId, name: { es: row.es ?? '', en: row.en ?? '', 'pt-BR': row.pt ?? '' } },
        givenAt: row.givenAt,
        day: row.day,
        reactions: REACTIONS.map((kind) => {
          const found = reactions.find((one) => one.kudosId === row.id && one.kind === kind);
          return { kind, count: found?.n ?? 0, own: (found?.own ?? 0) > 0 };
        }),
        shown: row.shown === 1,
      };
    });
  }

  private async reach(viewer: Viewer): Promise<{ sql: string; params: SqlValue[] }> {
    const visible = await this.visibility.employeeIds(
      viewer,
      'recognition.moderate',
      await this.calendar.today(),
    );
    const own = 'k.from_employee_id <> ? AND k.to_employee_id <> ?';
    const params: SqlValue[] = [viewer.employeeId ?? 0, viewer.employeeId ?? 0];
    if (visible === 'all') return { sql: own, params };
    if (visible.length === 0) return { sql: '1 = 0', params: [] };
    return {
      sql: `${own} AND k.to_employee_id IN (${placeholders(visible.length)})`,
      params: [...params, ...visible],
    };
  }
}

/** The name of a value in the reader's language. */
export function valueName(line: Pick<KudosLine, 'value'>, locale: Locale): string | null {
  return line.value && pickText(line.value.name, locale);
}

function seenBy(reader: number | null): { where: string; params: SqlValue[] } {
  if (reader === null) return { where: `(${OPEN})`, params: [] };
  return {
    where: `((${OPEN}) OR (k.hidden_at IS NULL AND (k.from_employee_id = ? OR k.to_employee_id = ?)))`,
    params: [reader, reader],
  };
}
