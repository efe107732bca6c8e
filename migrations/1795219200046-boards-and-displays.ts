/**
 * What a board shows and who may look at it; the screens it is shown on; and the journal that tells every node that
 * something on some board may have changed: written by triggers, so that no way of changing a name, a consent or a team can
 * forget it.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl, dialectOf } from './dialect';

/** Answers come by the thousand: whom words thank that nobody approved yet is no change of a board. */
const APPROVED = (row: 'NEW' | 'OLD'): string =>
  `EXISTS (SELECT 1 FROM quote q WHERE q.id = ${row}.quote_id AND q.state = 'approved')`;

/** A change of any of these may change what a board shows: table, what happens to it, and when that matters. */
const WATCHED: readonly (readonly [table: string, name: string, events: string, when: string])[] = [
  ['quote', 'quote_shown', 'UPDATE', `(OLD.state = 'approved' OR NEW.state = 'approved')`],
  ['quote_employee', 'quote_thanked', 'INSERT', APPROVED('NEW')],
  ['quote_employee', 'quote_unthanked', 'DELETE', APPROVED('OLD')],
  [
    'employee',
    'employee_named',
    'UPDATE',
    `(OLD.public_name <> NEW.public_name OR OLD.name <> NEW.name OR COALESCE(OLD.left_on, '') <> COALESCE(NEW.left_on, ''))`,
  ],
  ['team_membership', 'team_joined', 'INSERT', ''],
  ['team_membership', 'team_moved', 'UPDATE', ''],
  ['team_membership', 'team_left', 'DELETE', ''],
  [
    'team',
    'team_named',
    'UPDATE',
    '(OLD.name <> NEW.name OR COALESCE(OLD.parent_id, 0) <> COALESCE(NEW.parent_id, 0))',
  ],
  ['board', 'board_changed', 'UPDATE', ''],
  ['board_display', 'board_display_changed', 'UPDATE', ''],
];

export class BoardsAndDisplays1795219200046 implements MigrationInterface {
  name = 'BoardsAndDisplays1795219200046';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      `ALTER TABLE board ADD COLUMN period_kind {name} NOT NULL DEFAULT 'quarter' CHECK (period_kind IN ('month','quarter'))`,
      `ALTER TABLE board ADD COLUMN minimum_n {int} NOT NULL DEFAULT 25`,
      // Keys of scenes, comma-separated: what is added later is shown until somebody decides otherwise.
      `ALTER TABLE board ADD COLUMN left_out {text} NOT NULL DEFAULT ''`,
      // Boards made before were there for everybody who knew their address.
      `ALTER TABLE board ADD COLUMN is_open {int} NOT NULL DEFAULT 1`,
      `CREATE TABLE board_display (
         id {serial}, board_id {int} NOT NULL REFERENCES board (id), name {name} NOT NULL,
         token_hash {name} NOT NULL UNIQUE, created_by {name} NOT NULL, created_at {big} NOT NULL,
         revoked_by {name}, revoked_at {big})`,
      `CREATE INDEX board_display_board ON board_display (board_id)`,
      `CREATE TABLE board_change (id {serial})`,
    ]);
    await (dialectOf(runner) === 'postgres' ? watchOnPostgres(runner) : watchOnSqlite(runner));
  }

  async down(runner: QueryRunner): Promise<void> {
    const postgres = dialectOf(runner) === 'postgres';
    for (const [table, name] of WATCHED)
      await runner.query(`DROP TRIGGER ${name}${postgres ? ` ON ${table}` : ''}`);
    if (postgres)
      for (const name of ['note_board_change', 'note_added_thanks', 'note_taken_thanks'])
        await runner.query(`DROP FUNCTION ${name}()`);
    await runner.query('DROP TABLE board_change');
    await runner.query('DROP TABLE board_display');
    for (const column of ['is_open', 'left_out', 'minimum_n', 'period_kind'])
      await runner.query(`ALTER TABLE board DROP COLUMN ${column}`);
  }
}

/** The condition of a trigger cannot look into other tables here: where it has to, the function does. */
async function watchOnPostgres(runner: QueryRunner): Promise<void> {
  const noting = async (name: string, condition: string): Promise<void> => {
    await runner.query(`
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF ${condition} THEN INSERT INTO board_change DEFAULT VALUES; END IF; RETURN NULL; END $$`);
  };
  await noting('note_board_change', 'true');
  await noting('note_added_thanks', APPROVED('NEW'));
  await noting('note_taken_thanks', APPROVED('OLD'));
  for (const [table, name, event, when] of WATCHED) {
    const thanks = table === 'quote_employee';
    const noted = event === 'INSERT' ? 'note_added_thanks' : 'note_taken_thanks';
    await runner.query(
      `CREATE TRIGGER ${name} AFTER ${event} ON ${table} FOR EACH ROW ${when && !thanks ? `WHEN ${when}` : ''}
       EXECUTE FUNCTION ${thanks ? noted : 'note_board_change'}()`,
    );
  }
}

async function watchOnSqlite(runner: QueryRunner): Promise<void> {
  for (const [table, name, event, when] of WATCHED)
    await runner.query(
      `CREATE TRIGGER ${name} AFTER ${event} ON ${table} ${when && `WHEN ${when}`} BEGIN INSERT INTO board_change (id) VALUES (NULL); END`,
    );
}
