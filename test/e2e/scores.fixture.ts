/** Reads scores for tests: what the ledgers say, apart from what the product reads, and what a page shows its reader. */
import { quarterPeriod } from '../../src/kernel';
import type { Database } from '../../src/platform/database';

export interface Row {
  key: string;
  n: number;
  display: 'hidden' | 'early_signal' | 'full';
  ratingMean: number | null;
  csat: number | null;
  nps: number | null;
  score: number | null;
  low: number | null;
  high: number | null;
  reliability: number | null;
  band: string | null;
  target: number;
  formula: string;
  correctedAfterClosing: { n: number; score: number | null } | null;
}

/** Where the answers of a unit are found in the ledgers, written apart from what the product reads. */
const LEDGER: Readonly<Record<string, string>> = {
  employee: 'e.external_id',
  team: `(SELECT t.external_id FROM team_membership m JOIN team t ON t.id = m.team_id
          WHERE m.employee_id = e.id AND m.from_day <= r.counting_day
            AND (m.to_day IS NULL OR m.to_day > r.counting_day))`,
  touchpoint: '(SELECT code FROM touchpoint WHERE touchpoint.id = i.touchpoint_id)',
  channel: '(SELECT channel FROM cell WHERE cell.id = i.cell_id)',
  reason: '(SELECT reason FROM cell WHERE cell.id = i.cell_id)',
};
export const UNITS = Object.keys(LEDGER);

/** The page as a reader sees it: no tags, entities as characters, one space between words. */
export function words(html: string): string {
  return html
    .replaceAll(/<script[\s\S]*?<\/script>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');
}
/** A number as the pages write it: `−1.2`, `+0.4`, `83.1`. */
export const asNumber = (text: string): number =>
  Number(text.replace('−', '-').replace('+', '').replace(',', ''));
/** The rows of the table in the page's first block of numbers behind a chart. */
export const tableRows = (html: string): string[] =>
  (/<details class="data-table">[\s\S]*?<tbody>([\s\S]*?)<\/tbody>/.exec(html)?.[1] ?? '')
    .split('</tr>')
    .map(words)
    .filter((row) => row.trim() !== '');
/** The sum that leads to the score: plain mean, kind of contacts, number of answers, score. */
export const sumOf = (html: string): number[] => {
  const list = /<dl class="facts mb-3">([\s\S]*?)<\/dl>/.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<dd[^>]*>([^<]+)<\/dd>/g)].map((found) => asNumber(found[1] ?? ''));
};

/** What the ledgers say about a period: number, mean rating and share of the two best, by unit. */
export async function readLedger(database: Database, by: string, quarter: string) {
  const { from, to } = quarterPeriod(quarter);
  const rows = await database.all<{ key: string; weight: number; sum: number; best: number }>(
    `SELECT ${LEDGER[by]} AS "key", CAST(SUM(t.share_ppm) AS bigint) AS "weight",
            CAST(SUM(t.share_ppm * a.rating) AS bigint) AS "sum",
            CAST(SUM(CASE WHEN a.rating >= 4 THEN t.share_ppm ELSE 0 END) AS bigint) AS "best"
     FROM response r
     JOIN response_current rc ON rc.response_id = r.id AND rc.counts = 1
     JOIN interaction i ON i.id = r.interaction_id
     JOIN answer a ON a.response_id = r.id AND a.revision = rc.revision
     JOIN question q ON q.id = a.question_id AND q.subject = 'employee' AND q.scale_max = 5
     JOIN attribution t ON t.response_id = r.id AND t.entry = rc.attribution_entry
     JOIN employee e ON e.id = t.employee_id
     WHERE r.counting_day >= ? AND r.counting_day < ? GROUP BY 1 ORDER BY 1`,
    [from, to],
  );
  return new Map(
    rows.map(({ key, weight, sum, best }) => [
      key,
      { n: weight / 1e6, mean: sum / weight, csat: best / weight },
    ]),
  );
}
