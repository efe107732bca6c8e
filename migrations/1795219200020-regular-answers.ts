/**
 * Answers of customers who answered more than once about the same employee: a copy of what the ledgers say, so that scoring
 * looks at these few and not at everybody's. Nothing personal: numbers of an answer and of a customer, who may be erased.
 * `reading_mark` keeps how far a reader of the ledgers has come.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE regular_answer (
     employee_id {int} NOT NULL REFERENCES employee (id), day {day} NOT NULL,
     response_id {uuid} NOT NULL REFERENCES response (id), customer_id {uuid} NOT NULL REFERENCES customer (id),
     PRIMARY KEY (employee_id, day, response_id)) {clustered}`,
  `CREATE TABLE reading_mark (name {name} PRIMARY KEY NOT NULL, read_to {name} NOT NULL)`,
];

export class RegularAnswers1795219200020 implements MigrationInterface {
  name = 'RegularAnswers1795219200020';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await ddl(runner, ['DROP TABLE reading_mark', 'DROP TABLE regular_answer']);
  }
}
