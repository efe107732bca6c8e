/**
 * Comments that can be searched, and what is counted in them.
 *
 * `comment_index` has one row per response with something written: where it belongs, its rating, and its words as the
 * application has stemmed them. On PostgreSQL the words are a `tsvector` with a GIN index; on SQLite they are text with
 * an FTS5 index that triggers keep, so that the hot path writes one statement on either. FTS5 is told to delete securely:
 * the words of an erased comment are not left in its segments.
 *
 * What was written before is indexed by a job: stemming needs the application.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const postgres = (runner: QueryRunner): boolean => runner.connection.options.type === 'postgres';

export class CommentsAndThemes1795219200015 implements MigrationInterface {
  name = 'CommentsAndThemes1795219200015';

  async up(runner: QueryRunner): Promise<void> {
    const pg = postgres(runner);
    await runner.query(
      `CREATE TABLE comment_index (
         id ${pg ? 'SERIAL' : 'integer'} PRIMARY KEY NOT NULL, response_id varchar NOT NULL UNIQUE REFERENCES response (id),
         received_at bigint NOT NULL, counting_day varchar NOT NULL, language varchar NOT NULL,
         touchpoint_id integer NOT NULL, cell_id integer NOT NULL, question_id integer, about_employee_id integer NOT NULL, rating integer,
         counts integer NOT NULL, words ${pg ? 'tsvector' : 'text'} NOT NULL)`,
    );
    await runner.query(
      'CREATE INDEX comment_index_newest ON comment_index (received_at, response_id) WHERE counts = 1',
    );
    await runner.query('CREATE INDEX comment_index_day ON comment_index (counting_day, id) WHERE counts = 1');
    await runner.query(
      `CREATE TABLE theme_version (
         theme_key varchar NOT NULL, version integer NOT NULL, definition text NOT NULL, retired integer NOT NULL,
         decided_by varchar NOT NULL, decided_at bigint NOT NULL, PRIMARY KEY (theme_key, version))`,
    );
    if (pg) {
      await runner.query('CREATE INDEX comment_index_words ON comment_index USING gin (words)');
      await runner.query(
        `CREATE TRIGGER theme_version_append_only BEFORE UPDATE OR DELETE ON theme_version
         FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
      );
    } else {
      await this.searchOnSqlite(runner);
      for (const verb of ['UPDATE', 'DELETE'])
        await runner.query(
          `CREATE TRIGGER theme_version_no_${verb.toLowerCase()} BEFORE ${verb} ON theme_version
           BEGIN SELECT RAISE(ABORT, 'theme_version is append-only'); END`,
        );
    }
    // Only where something was written: an empty database has nothing to do later.
    await runner.query(
      `INSERT INTO job (id, kind, payload, unique_key, state, run_at, attempts, max_attempts, created_at)
       SELECT '0199a5c0-0000-7000-8000-000000000015', 'comments.index', '{}', 'migration', 'ready', 0, 0, 10, 0
       FROM (SELECT 1 FROM answer_text WHERE text IS NOT NULL LIMIT 1) AS written`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM job WHERE kind = 'comments.index'`);
    await runner.query('DROP TABLE theme_version');
    if (!postgres(runner)) {
      await runner.query('DROP TRIGGER comment_index_added');
      await runner.query('DROP TRIGGER comment_index_removed');
      await runner.query('DROP TRIGGER comment_index_changed');
      await runner.query('DROP TABLE comment_search');
    }
    await runner.query('DROP TABLE comment_index');
  }

  private async searchOnSqlite(runner: QueryRunner): Promise<void> {
    // The words come finished, letters and digits between spaces: `ascii` keeps every other letter as it is.
    await runner.query(
      `CREATE VIRTUAL TABLE comment_search USING fts5(
         words, content='comment_index', content_rowid='id', tokenize='ascii', columnsize=0)`,
    );
    await runner.query(`INSERT INTO comment_search (comment_search, rank) VALUES ('secure-delete', 1)`);
    const add = 'INSERT INTO comment_search (rowid, words) VALUES (NEW.id, NEW.words);';
    const remove = `INSERT INTO comment_search (comment_search, rowid, words) VALUES ('delete', OLD.id, OLD.words);`;
    await runner.query(`CREATE TRIGGER comment_index_added AFTER INSERT ON comment_index BEGIN ${add} END`);
    await runner.query(
      `CREATE TRIGGER comment_index_removed AFTER DELETE ON comment_index BEGIN ${remove} END`,
    );
    await runner.query(
      `CREATE TRIGGER comment_index_changed AFTER UPDATE OF words ON comment_index BEGIN ${remove} ${add} END`,
    );
  }
}
