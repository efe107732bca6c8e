/**
 * Keeps what was written so that it can be found: one row per response, in the transaction of the answer, its
 * correction, or the decision whether it counts. An answer without words costs nothing; one with words, one statement.
 */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isLocale, type Locale } from '../../kernel';
import { arraysOf, Database, type RowStatement } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { type RatingFact, ResponseCountingChanged, ResponseRecorded } from '../../responses';
import { indexText } from './matching';
import { wordsOf } from './words';

/** What a row is made of. */
export interface WrittenComments {
  readonly responseId: string;
  readonly countingDay: string;
  readonly locale: string;
  readonly touchpointId: number;
  readonly cellId: number;
  readonly counts: boolean;
  /** In the order of the survey. */
  readonly ratings: readonly Pick<
    RatingFact,
    'questionId' | 'subject' | 'part' | 'aboutEmployeeId' | 'rating'
  >[];
  /** With personal data masked. */
  readonly comments: readonly string[];
}

const COLUMNS = {
  response_id: 'varchar', counting_day: 'varchar', language: 'varchar', touchpoint_id: 'integer', cell_id: 'integer',
  question_id: 'integer', about_employee_id: 'integer', rating: 'integer', counts: 'integer', words: 'text',
} as const; // prettier-ignore
const NAMES = Object.keys(COLUMNS).join(', ');
const KEPT = 'question_id about_employee_id rating counts words'.split(' ');
const REPLACED = `ON CONFLICT (response_id) DO UPDATE SET ${KEPT.map((name) => `${name} = excluded.${name}`).join(', ')}`;
const GIVEN = Object.keys(COLUMNS).map((name) =>
  name === 'words' ? 'CAST(g.words AS tsvector)' : `g.${name}`,
);

/** Comments stand where their response stands in lists: by the instant of the first answer. */
const ADD: RowStatement = {
  sqlite: (run, row) =>
    run(
      `INSERT INTO comment_index (${NAMES}, received_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT received_at FROM response WHERE id = ?)) ${REPLACED}`,
      [...row, row[0] ?? null],
    ),
  postgres: `INSERT INTO comment_index (${NAMES}, received_at)
    SELECT ${GIVEN.join(', ')}, r.received_at
    FROM (SELECT DISTINCT ON (response_id) * FROM ${arraysOf(COLUMNS)} ORDER BY response_id) g
    JOIN response r ON r.id = g.response_id ORDER BY g.response_id ${REPLACED}`,
};

const REMOVE: RowStatement = {
  sqlite: (run, row) => run('DELETE FROM comment_index WHERE response_id = ?', row),
  postgres: `DELETE FROM comment_index USING ${arraysOf({ response_id: 'varchar' })}
    WHERE comment_index.response_id = given.response_id`,
};

@Injectable()
export class CommentIndex implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
  ) {}

  onModuleInit(): void {
    this.events.on(ResponseRecorded, (event) => {
      if (event.comments.length > 0) this.put(event);
      // A correction may take back what was written; a first answer has nothing to take back.
      else if (event.previous) this.database.write(REMOVE, [event.responseId]);
    });
    this.events.on(ResponseCountingChanged, async ({ responseId, counts }) => {
      await this.database.run('UPDATE comment_index SET counts = ? WHERE response_id = ?', [
        counts ? 1 : 0,
        responseId,
      ]);
    });
  }

  /** Writes the row of a response, or replaces it; joins the caller's transaction. */
  put(written: WrittenComments): void {
    const language = languageOf(written.locale);
    const lead = leadRating(written.ratings);
    const words = written.comments.map((text) => wordsOf(text, language).map(({ stem }) => stem));
    this.database.write(ADD, [
      written.responseId,
      written.countingDay,
      language,
      written.touchpointId,
      written.cellId,
      lead?.questionId ?? null,
      lead?.aboutEmployeeId ?? 0,
      lead?.rating ?? null,
      written.counts ? 1 : 0,
      indexText(words, language, this.database.dialect),
    ]);
  }

  /** Takes the row of a response away. */
  remove(responseId: string): void {
    this.database.write(REMOVE, [responseId]);
  }
}

/** The rating that a comment goes with: the first about the employee, of the first of several by number. */
function leadRating<R extends WrittenComments['ratings'][number]>(ratings: readonly R[]): R | undefined {
  const about = ratings.filter(({ subject, part }) => subject === 'employee' && part !== 'expected');
  return about
    .filter(({ questionId }) => questionId === about[0]?.questionId)
    .sort((one, other) => one.aboutEmployeeId - other.aboutEmployeeId)[0];
}

/** The language of the page that was answered; Spanish for one that is not spoken here any more. */
export function languageOf(locale: string): Locale {
  return isLocale(locale) ? locale : 'es';
}
