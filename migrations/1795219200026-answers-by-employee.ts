/**
 * The answers credited to one employee are found by that employee: a person's page looked through everybody's credits before, and
 * took the longer the more had ever been answered.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AnswersByEmployee1795219200026 implements MigrationInterface {
  name = 'AnswersByEmployee1795219200026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX attribution_employee ON attribution (employee_id, response_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX attribution_employee');
  }
}
