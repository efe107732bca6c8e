/** Rules that somebody tried on the past: how far the trying has come, and what came of it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class WhatIf1795219200018 implements MigrationInterface {
  name = 'WhatIf1795219200018';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE what_if (
         id {uuid} PRIMARY KEY NOT NULL, asked_at {big} NOT NULL, asked_by {name} NOT NULL,
         state {name} NOT NULL CHECK (state IN ('waiting','running','done','cancelled','failed')),
         seen {name} NOT NULL, rules {text} NOT NULL, draft {text} NOT NULL, total {int}, done {int} NOT NULL,
         started_at {big}, moved_at {big}, finished_at {big}, result {text})`,
      `CREATE INDEX what_if_asked ON what_if (asked_at)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE what_if');
  }
}
