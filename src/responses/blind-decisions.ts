/**
 * Deciding whether an answer counts, and whose it is, without its rating: who served, when, where and how it came, but
 * neither what the customer rated nor, unless asked for, what they wrote.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database';
import { DomainError } from '../platform/errors';
import type { PublishedSurvey } from '../surveys';
import { type Decider, Deciding } from './deciding';
import { type ListedResponse, ResponseQueries } from './responses.queries';
import { detailModel, signsOf } from './responses-page';
import type { Words } from './words';

@Injectable()
export class BlindDecisions {
  constructor(
    private readonly database: Database,
    private readonly queries: ResponseQueries,
    private readonly deciding: Deciding,
  ) {}

  /** @param read the reader wants to read the customer's words, and then does not decide blind */
  async model(response: ListedResponse, survey: PublishedSurvey, words: Words, read: boolean) {
    const history = await this.queries.history(response.id);
    const names = await this.queries.namesOf(
      [...history.verifications, ...history.exclusions, ...history.attributions].map(
        (entry) => entry.decidedBy,
      ),
    );
    const facts = detailModel(response, history, survey, names, words);
    const texts = response.texts.flatMap(({ text }) => text ?? []);
    const contact = await this.database.get<{ occurredAt: number; touchpoint: string }>(
      `SELECT i.occurred_at AS "occurredAt", t.names AS "touchpoint"
       FROM interaction i JOIN touchpoint t ON t.id = i.touchpoint_id WHERE i.id = ?`,
      [response.interactionId],
    );
    return {
      id: facts.id,
      contact: facts.contact,
      source: facts.source,
      externalId: facts.externalId,
      receivedAt: facts.receivedAt,
      customerSource: facts.customerSource,
      enteredBy: facts.enteredBy,
      standing: facts.standing,
      excluded: facts.excluded,
      attributions: facts.attributions.filter(({ current }) => current),
      exclusions: facts.exclusions,
      title: words.text('blind.title'),
      occurredAt: contact?.occurredAt ?? response.receivedAt,
      touchpoint: words.pick(contact?.touchpoint),
      sendings: history.revisions.map(({ revision, receivedAt, evidence }) => ({
        title: words.text('responses.revision_number', { number: revision }),
        receivedAt,
        signs: signsOf(evidence, words),
      })),
      hasWords: texts.length > 0,
      texts: read ? texts : [],
    };
  }

  /** Why the person decides nothing about this answer, as the error that a decision would end with; null when they may. */
  async refusal(response: ListedResponse, decider: Decider): Promise<DomainError | null> {
    const shares = response.employees.map(({ id, sharePpm }) => ({ employeeId: id, sharePpm }));
    try {
      await this.deciding.refuseConcerned(shares, decider);
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}
