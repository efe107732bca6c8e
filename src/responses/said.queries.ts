/** What revisions of responses say, of every kind of question, as staff and programs may read it. */
import type { Database, SqlValue } from '../platform/database';
import { maskPersonalData } from './calc';

export interface ListedAnswer {
  readonly key: string;
  readonly kind: string;
  readonly subject: string;
  readonly part: '' | 'expected' | 'perceived';
  /** The one of several employees it is about: name, and what other programs call them. */
  readonly aboutName: string | null;
  readonly aboutExternalId: string | null;
  readonly rating: number;
  readonly min: number | null;
  readonly max: number | null;
}

/** What one revision says. */
export interface Said {
  /** In the order of the survey. */
  readonly ratings: readonly ListedAnswer[];
  /** With personal data masked; null where one was erased. */
  readonly texts: readonly { readonly key: string; readonly kind: string; readonly text: string | null }[];
  readonly choices: readonly { readonly key: string; readonly choice: string }[];
}

/**
 * What revisions say.
 * @param revisions a query with the columns `response_id` and `revision`
 */
export async function saidIn(
  database: Database,
  revisions: string,
  params: readonly SqlValue[],
): Promise<(responseId: string, revision: number) => Said> {
  type Of<T> = T & { responseId: string; revision: number };
  const ratings = await database.all<Of<ListedAnswer>>(
    `SELECT a.response_id AS "responseId", a.revision AS "revision", q.key AS "key", q.kind AS "kind",
       q.subject AS "subject", q.part AS "part", e.name AS "aboutName", e.external_id AS "aboutExternalId", a.rating AS "rating",
       q.scale_min AS "min", q.scale_max AS "max"
     FROM (${revisions}) v
     JOIN answer a ON a.response_id = v.response_id AND a.revision = v.revision AND a.rating IS NOT NULL
     JOIN question q ON q.id = a.question_id
     LEFT JOIN employee e ON e.id = a.about_employee_id
     ORDER BY q.position, a.about_employee_id`,
    params,
  );
  const texts = await database.all<Of<Said['texts'][number]>>(
    `SELECT t.response_id AS "responseId", t.revision AS "revision", q.key AS "key", q.kind AS "kind", t.text AS "text"
     FROM (${revisions}) v
     JOIN answer_text t ON t.response_id = v.response_id AND t.revision = v.revision
     JOIN question q ON q.id = t.question_id ORDER BY q.position`,
    params,
  );
  const choices = await database.all<Of<Said['choices'][number]>>(
    `SELECT o.response_id AS "responseId", o.revision AS "revision", q.key AS "key", o.choice AS "choice"
     FROM (${revisions}) v
     JOIN answer_choice o ON o.response_id = v.response_id AND o.revision = v.revision
     JOIN question q ON q.id = o.question_id ORDER BY q.position, o.choice`,
    params,
  );
  const ratingsOf = grouped(ratings);
  const textsOf = grouped(
    texts.map((row) => ({ ...row, text: row.text === null ? null : maskPersonalData(row.text) })),
  );
  const choicesOf = grouped(choices);
  return (responseId, revision) => {
    const key = `${responseId} ${revision}`;
    return {
      ratings: ratingsOf.get(key) ?? [],
      texts: textsOf.get(key) ?? [],
      choices: choicesOf.get(key) ?? [],
    };
  };
}

function grouped<T extends { responseId: string; revision: number }>(
  rows: readonly T[],
): Map<string, Omit<T, 'responseId' | 'revision'>[]> {
  const groups = new Map<string, Omit<T, 'responseId' | 'revision'>[]>();
  for (const { responseId, revision, ...rest } of rows) {
    const key = `${responseId} ${revision}`;
    const group = groups.get(key);
    if (group) group.push(rest);
    else groups.set(key, [rest]);
  }
  return groups;
}
