/** Awards: how each is given, who was proposed and voted for, when it was given for a period, and to whom. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

export class Awards1795219200059 implements MigrationInterface {
  name = 'Awards1795219200059';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `CREATE TABLE award (
         id {serial}, name_es {text} NOT NULL, name_en {text} NOT NULL, name_pt {text} NOT NULL, icon {name} NOT NULL,
         way {name} NOT NULL CHECK (way IN ('rule','vote')), period {name} NOT NULL CHECK (period IN ('month','quarter','year')),
         places {int}, ties {name} NOT NULL CHECK (ties IN ('all','alphabetical')), reward_es {text}, reward_en {text},
         reward_pt {text}, rule {text}, vote_days {int}, from_day {day} NOT NULL, created_by {name} NOT NULL,
         created_at {big} NOT NULL, retired_at {big},
         CONSTRAINT award_rule_or_vote CHECK ((way = 'rule') = (rule IS NOT NULL) AND (way = 'vote') = (vote_days IS NOT NULL)))`,
      `CREATE TABLE award_nomination (
         id {uuid} PRIMARY KEY NOT NULL, award_id {int} NOT NULL REFERENCES award (id), from_day {day} NOT NULL,
         employee_id {int} NOT NULL REFERENCES employee (id), by_employee_id {int} NOT NULL REFERENCES employee (id),
         reason {text} NOT NULL, nominated_at {big} NOT NULL, UNIQUE (award_id, from_day, by_employee_id, employee_id),
         CONSTRAINT award_nomination_of_others CHECK (employee_id <> by_employee_id))`,
      // Who voted and what was voted for stand apart: nobody can join them.
      `CREATE TABLE award_voter (
         award_id {int} NOT NULL REFERENCES award (id), from_day {day} NOT NULL,
         employee_id {int} NOT NULL REFERENCES employee (id), PRIMARY KEY (award_id, from_day, employee_id))`,
      `CREATE TABLE award_vote (
         award_id {int} NOT NULL REFERENCES award (id), from_day {day} NOT NULL,
         employee_id {int} NOT NULL REFERENCES employee (id), votes {int} NOT NULL,
         PRIMARY KEY (award_id, from_day, employee_id))`,
      // An award is given once for a period, whoever of the workers comes first.
      `CREATE TABLE award_run (
         award_id {int} NOT NULL REFERENCES award (id), from_day {day} NOT NULL, to_day {day} NOT NULL,
         granted {int} NOT NULL, ran_at {big} NOT NULL, PRIMARY KEY (award_id, from_day))`,
      `CREATE TABLE award_grant (
         id {uuid} PRIMARY KEY NOT NULL, award_id {int} NOT NULL REFERENCES award (id), from_day {day} NOT NULL,
         to_day {day} NOT NULL, employee_id {int} NOT NULL REFERENCES employee (id), reasons {text} NOT NULL,
         granted_at {big} NOT NULL, revoked_at {big}, revoked_by {name}, revoked_reason {text},
         UNIQUE (award_id, from_day, employee_id))`,
      `CREATE INDEX award_grant_employee ON award_grant (employee_id, granted_at)`,
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'award_grant',
      'award_run',
      'award_vote',
      'award_voter',
      'award_nomination',
      'award',
    ])
      await runner.query(`DROP TABLE ${table}`);
  }
}
