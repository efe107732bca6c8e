/** Named sets of other weights, curves and pools of a cycle, to be compared. They change nothing until somebody writes a plan. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE simulation_scenario (
     id {uuid} PRIMARY KEY NOT NULL, cycle_id {int} NOT NULL REFERENCES evaluation_cycle (id), name {name} NOT NULL,
     changes {text} NOT NULL, created_by {int} NOT NULL REFERENCES user_account (id), created_at {big} NOT NULL,
     UNIQUE (cycle_id, name))`,
];

export class SimulationScenarios1795219200031 implements MigrationInterface {
  name = 'SimulationScenarios1795219200031';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE simulation_scenario');
  }
}
