/**
 * The tables a signed cycle is made of, with the columns that a signature holds on to. Columns are named one by one: what a later
 * version adds beside them changes no digest.
 */
import type { StoredRow } from './row-digests';

export interface SealedTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** What tells its rows apart within the cycle. */
  readonly key: readonly string[];
  /** Its rows of one cycle; the parameter is the cycle's id. */
  readonly where: string;
  /** The external id of whom a row is about, where it is not told by `employee_id`. */
  readonly person?: (row: StoredRow) => string | undefined;
}

const OF_CYCLE = 'cycle_id = ?';
const OF_SNAPSHOT = 'snapshot_id IN (SELECT id FROM cycle_snapshot WHERE cycle_id = ?)';

export const SEALED_TABLES: readonly SealedTable[] = [
  {
    table: 'evaluation_cycle',
    columns: [
      'id', 'key', 'name', 'plan_version_id', 'from_day', 'to_day', 'pool_minor', 'reserve_minor', 'currency', 'snapshot_id',
    ],
    key: ['id'],
    where: 'id = ?',
  },
  {
    table: 'plan_version',
    columns: ['id', 'plan_id', 'version', 'state', 'definition', 'currency', 'published_at'],
    key: ['id'],
    where: 'id = (SELECT plan_version_id FROM evaluation_cycle WHERE id = ?)',
  },
  {
    table: 'cycle_member',
    columns: [
      'cycle_id', 'employee_id', 'team_id', 'target_bonus_minor', 'eligible_days', 'period_days', 'reason', 'segments',
    ],
    key: ['employee_id'],
    where: OF_CYCLE,
  },
  {
    table: 'cycle_left_out',
    columns: ['cycle_id', 'employee_id', 'team_id', 'reason'],
    key: ['employee_id'],
    where: OF_CYCLE,
  },
  {
    table: 'population_decision',
    columns: ['id', 'cycle_id', 'employee_id', 'decision', 'reason', 'decided_by', 'decided_at'],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'manager_rating',
    columns: ['id', 'cycle_id', 'employee_id', 'line_key', 'rating_hundredths', 'reason', 'rated_by', 'rated_at'],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'calibration',
    columns: [
      'id', 'cycle_id', 'employee_id', 'line_key', 'from_score', 'to_score', 'reason', 'decided_by', 'decided_at',
    ],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'line_result',
    columns: [
      'id', 'cycle_id', 'employee_id', 'line_key', 'external_id', 'on_day', 'result', 'threshold', 'target', 'maximum',
      'note', 'recorded_by', 'recorded_at',
    ],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'gate_decision',
    columns: ['id', 'cycle_id', 'employee_id', 'gate_key', 'closed', 'reason', 'decided_by', 'decided_at'],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'cycle_snapshot',
    columns: [
      'id', 'cycle_id', 'snapshot', 'snapshot_hash', 'result', 'result_hash', 'formula', 'created_by', 'created_at',
    ],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    // Of the result that was signed: what earlier ones were calculated from is held by their hashes.
    table: 'snapshot_row',
    columns: ['rows_key', 'place', 'content'],
    key: ['place'],
    person: ({ content }) => /"(?:employeeKey|key)":"([^"\\\\]*)","(?:lineScores|name|peerGroup)"/.exec(String(content))?.[1],
    where: `rows_key = (SELECT s.rows_key FROM evaluation_cycle c JOIN cycle_snapshot s ON s.id = c.snapshot_id WHERE c.id = ?)`,
  },
  {
    table: 'payout',
    columns: [
      'snapshot_id', 'employee_id', 'cycle_id', 'amount_minor', 'currency', 'statement', 'evaluation_hash',
    ],
    key: ['snapshot_id', 'employee_id'],
    where: OF_CYCLE,
  },
  {
    table: 'cycle_readiness',
    columns: ['snapshot_id', 'gate', 'value', 'needed', 'met'],
    key: ['snapshot_id', 'gate'],
    where: OF_SNAPSHOT,
  },
  {
    table: 'readiness_override',
    columns: ['id', 'cycle_id', 'gate', 'user_id', 'name', 'reason', 'decided_at'],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'result_sign_off',
    columns: [
      'id', 'cycle_id', 'snapshot_id', 'employee_id', 'user_id', 'signer_name', 'reason', 'evaluation_hash', 'signed_at',
    ],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'sign_off',
    columns: [
      'id', 'cycle_id', 'snapshot_id', 'user_id', 'signer_name', 'reason', 'snapshot_hash', 'result_hash', 'signed_at',
    ],
    key: ['id'],
    where: OF_CYCLE,
  },
]; // prettier-ignore

/** Written after the signature; each row's digest stands in the audit entry of its decision. */
export const ADJUSTMENT: SealedTable = {
  table: 'payout_adjustment',
  columns: [
    'id', 'cycle_id', 'employee_id', 'amount_minor', 'reason', 'statement', 'decided_by', 'decided_at', 'appeal_id',
    'corrected', 'beyond_reserve',
  ], // prettier-ignore
  key: ['id'],
  where: OF_CYCLE,
};

const OF_RUNS = 'run_id IN (SELECT id FROM payroll_run WHERE cycle_id = ?)';

/** Files for payroll, what stands in them and what payroll says it paid: written after the signature, never changed. */
export const PAYROLL_TABLES: readonly SealedTable[] = [
  {
    table: 'payroll_run',
    columns: ['id', 'cycle_id', 'number', 'layout', 'content', 'checksum', 'totals', 'created_by', 'created_at'],
    key: ['id'],
    where: OF_CYCLE,
  },
  {
    table: 'payroll_entry',
    columns: ['run_id', 'employee_id', 'kind', 'amount_minor'],
    key: ['run_id', 'employee_id', 'kind'],
    where: OF_RUNS,
  },
  {
    table: 'payroll_confirmation',
    columns: ['id', 'run_id', 'employee_id', 'amount_minor', 'recorded_by', 'recorded_at'],
    key: ['id'],
    where: OF_RUNS,
  },
]; // prettier-ignore

/** What one appeal consists of; the parameter is the appeal's id. That somebody was reminded decides nothing. */
export const APPEAL_TABLES: readonly SealedTable[] = [
  {
    table: 'appeal',
    columns: [
      'id', 'cycle_id', 'employee_id', 'subject', 'response_id', 'line_key', 'reason', 'state', 'outcome', 'decide_until',
      'reviewer_id', 'submitted_by', 'submitted_at',
    ],
    key: ['id'],
    where: 'id = ?',
  },
  {
    table: 'appeal_event',
    columns: ['id', 'appeal_id', 'kind', 'actor', 'note', 'details', 'at'],
    key: ['id'],
    where: `kind <> 'reminded' AND appeal_id = ?`,
  },
  {
    table: 'appeal_evidence',
    columns: ['id', 'appeal_id', 'name', 'media_type', 'size', 'sha256', 'content', 'added_by', 'added_at'],
    key: ['id'],
    where: 'appeal_id = ?',
  },
]; // prettier-ignore

/** All of a cycle's rows with the columns that count. */
export function selectSealed({ table, columns, where }: SealedTable): string {
  return `SELECT ${columns.map((column) => `${column} AS "${column}"`).join(', ')} FROM ${table} WHERE ${where}`;
}
