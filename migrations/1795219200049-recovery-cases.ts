/**
 * Cases that more than one unhappy answer made, and cases without any: what happened in each, whom it is about, its
 * clocks, and who was told that they ran out.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class RecoveryCases1795219200049 implements MigrationInterface {
  name = 'RecoveryCases1795219200049';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `ALTER TABLE recovery_case ALTER COLUMN response_id DROP NOT NULL`,
      `ALTER TABLE recovery_case ADD COLUMN touchpoint_id {int} REFERENCES touchpoint (id)`,
      `ALTER TABLE recovery_case ADD COLUMN priority {name} DEFAULT 'normal' NOT NULL CHECK (priority IN ('high','normal','low'))`,
      // The customer whose further trouble joins this case; null once it is done, merged away, or too long ago.
      `ALTER TABLE recovery_case ADD COLUMN join_key {uuid}`,
      `ALTER TABLE recovery_case ADD COLUMN last_event_at {big} DEFAULT 0 NOT NULL`,
      `ALTER TABLE recovery_case ADD COLUMN contact_due_at {big}`,
      `ALTER TABLE recovery_case ADD COLUMN contacted_at {big}`,
      `ALTER TABLE recovery_case ADD COLUMN waiting_since {big}`,
      `ALTER TABLE recovery_case ADD COLUMN escalate_at {big}`,
      `ALTER TABLE recovery_case ADD COLUMN merged_into {uuid} REFERENCES recovery_case (id)`,
      `UPDATE recovery_case SET last_event_at = opened_at,
         touchpoint_id = (SELECT i.touchpoint_id FROM response r JOIN interaction i ON i.id = r.interaction_id
                          WHERE r.id = recovery_case.response_id)`,
      `CREATE UNIQUE INDEX recovery_case_join ON recovery_case (join_key)`,
      `CREATE INDEX recovery_case_customer ON recovery_case (customer_id, opened_at)`,
      `CREATE INDEX recovery_case_escalation ON recovery_case (escalate_at) WHERE escalate_at IS NOT NULL`,
      `CREATE TABLE recovery_event (
         id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id), at {big} NOT NULL,
         kind {name} NOT NULL CHECK (kind IN ('low_rating','call_me','alarm','staff','api')),
         response_id {uuid} REFERENCES response (id), author {name} NOT NULL, text {text} NOT NULL,
         UNIQUE (response_id, kind))`,
      `CREATE INDEX recovery_event_case ON recovery_event (case_id, at)`,
      // Whom a case is about: they neither see it nor work it. Only added to.
      `CREATE TABLE recovery_person (
         case_id {uuid} NOT NULL REFERENCES recovery_case (id), employee_id {int} NOT NULL REFERENCES employee (id),
         PRIMARY KEY (case_id, employee_id)) {clustered}`,
      `CREATE INDEX recovery_person_employee ON recovery_person (employee_id)`,
      // Who was told that a clock ran out: each step once, at the instant it was due.
      `CREATE TABLE recovery_escalation (
         case_id {uuid} NOT NULL REFERENCES recovery_case (id), step {name} NOT NULL, due_at {big} NOT NULL,
         noticed_at {big} NOT NULL, PRIMARY KEY (case_id, step)) {clustered}`,
      `INSERT INTO recovery_event (id, case_id, at, kind, response_id, author, text)
         SELECT response_id, id, opened_at, 'low_rating', response_id, 'customer', '' FROM recovery_case
         WHERE response_id IS NOT NULL`,
      `INSERT INTO recovery_person (case_id, employee_id)
         SELECT DISTINCT k.id, a.employee_id FROM recovery_case k JOIN attribution a ON a.response_id = k.response_id`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    const dropped = ['recovery_escalation', 'recovery_person', 'recovery_event'];
    for (const table of dropped) await runner.query(`DROP TABLE ${table}`);
    for (const index of ['join', 'customer', 'escalation'])
      await runner.query(`DROP INDEX recovery_case_${index}`);
    const columns =
      'merged_into escalate_at waiting_since contacted_at contact_due_at last_event_at join_key priority touchpoint_id';
    for (const column of columns.split(' '))
      await runner.query(`ALTER TABLE recovery_case DROP COLUMN ${column}`);
    await ddl(runner, [
      `DELETE FROM promise WHERE case_id IN (SELECT id FROM recovery_case WHERE response_id IS NULL)`,
      `DELETE FROM recovery_note WHERE case_id IN (SELECT id FROM recovery_case WHERE response_id IS NULL)`,
      `DELETE FROM recovery_case WHERE response_id IS NULL`,
      `ALTER TABLE recovery_case ALTER COLUMN response_id SET NOT NULL`,
    ]);
  }
}
