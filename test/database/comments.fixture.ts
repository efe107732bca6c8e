/** Comments in the real application: answers with words, searches, and what the index holds. */
import { interactionInput, Interactions, Touchpoints } from '../../src/interactions';
import { Employees, Teams } from '../../src/organization';
import { Responses } from '../../src/responses';
import { readSearch } from '../../src/scoring/comments/search-words';
import { CommentQueries } from '../../src/scoring/comments/comments.queries';
import type { CommentFilters, Visible } from '../../src/scoring/comments/comment-filters';
import { Surveys } from '../../src/surveys';
import { bootApp, type BootOptions, type DatabaseKind } from '../support';

export type CommentsWorld = Awaited<ReturnType<typeof commentsWorld>>;

interface Given {
  readonly comment?: string;
  readonly rating?: number;
  readonly locale?: 'es' | 'en' | 'pt-BR';
  readonly employee?: string;
  readonly touchpoint?: string;
  readonly reason?: string;
  readonly customer?: string;
  readonly answeredAt?: number;
}

export async function commentsWorld(kind: DatabaseKind, options: BootOptions = {}) {
  const test = await bootApp(kind, options);
  const { database, clock } = test;
  for (const team of ['T-TEL', 'T-CHAT']) await test.get(Teams).upsert(team, { name: team }, 'test');
  for (const channel of ['phone', 'chat'] as const)
    await test.get(Touchpoints).upsert(channel, { name: channel, channel }, 'test');
  const employees: Record<string, number> = {};
  for (const [externalId, name, team] of [
    ['E-12', 'Ana Beltrán', 'T-TEL'],
    ['E-07', 'Hugo Salas', 'T-CHAT'],
  ] as const) {
    const facts = { name, team, hiredOn: '2024-01-01' };
    employees[externalId] = (await test.get(Employees).upsert(externalId, facts, 'test')).id;
  }
  const { versionId } = await test.get(Surveys).publishedFor(null);
  let made = 0;

  /** An answer as it comes in. @returns the response's id */
  async function answer(given: Given): Promise<string> {
    made += 1;
    const now = given.answeredAt ?? clock.now();
    const contact = await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `C-${made}`,
        touchpoint: given.touchpoint ?? 'phone',
        reason: given.reason ?? 'billing',
        occurredAt: new Date(now - 3_600_000).toISOString(),
        participants: [{ employee: given.employee ?? 'E-12' }],
        ...(given.customer && { customer: { externalId: given.customer, name: 'Marta Ruiz' } }),
      }),
    );
    const recorded = await test.get(Responses).record({
      interactionId: contact.id,
      surveyVersionId: versionId,
      source: 'operator',
      locale: given.locale ?? 'es',
      answeredAt: now,
      answers: { rating: given.rating ?? 4, ...(given.comment !== undefined && { comment: given.comment }) },
    });
    return recorded.responseId;
  }

  /** The ids of the responses that a search finds, oldest first. */
  async function found(typed: string, filters: CommentFilters = {}, visible: Visible = 'all') {
    const wanted = readSearch(typed, filters.language ? [filters.language] : undefined);
    const rows = await test
      .get(CommentQueries)
      .newest(visible, { ...filters, ...(wanted && { wanted }) }, null, 10_000);
    return rows.map(({ responseId }) => responseId).reverse();
  }

  /** Every row of every table that holds words, also what the full-text index keeps for itself, as one text. */
  async function everythingIndexed(): Promise<string> {
    if (database.dialect === 'postgres')
      return JSON.stringify(await database.all('SELECT id, words::text AS words FROM comment_index'));
    const rows = await database.all<{ block: Buffer }>('SELECT block FROM comment_search_data');
    const own = await database.all('SELECT * FROM comment_index');
    return JSON.stringify(own) + rows.map(({ block }) => block.toString('latin1')).join('\n');
  }

  return { test, database, clock, employees, answer, found, everythingIndexed, close: () => test.close() };
}
