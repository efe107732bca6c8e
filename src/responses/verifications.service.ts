/** A person's decision whether a response is human. It is added to what was found before and overrides it. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseInput, zText } from '../platform/errors';
import { type Decider, Deciding } from './deciding';
import { responseErrors } from './responses.errors';
import { ResponseStore, type Revision, type StandingResponse } from './response.store';

/** What a person can decide: provisional is what a response is before somebody does. */
const DECIDABLE = ['confirmed', 'rejected'] as const;

const zDecision = z.strictObject({
  status: z.enum(DECIDABLE),
  note: z.union([z.literal('').transform(() => null), zText(1000), z.null()]).optional(),
  revision: z.int().min(1).nullish(),
});

@Injectable()
export class Verifications {
  constructor(
    private readonly deciding: Deciding,
    private readonly store: ResponseStore,
  ) {}

  /**
   * @param status `confirmed` or `rejected`; a rejected response can be reinstated by confirming it
   * @param revision the one that is the customer's, when several differ; only with `confirmed`
   * @throws DomainError `validation_failed`, `not_found`, `own_response_undecidable`, `verification_unchanged`,
   *   `revision_unknown`
   */
  async decide(
    responseId: string,
    status: string,
    note: string | null,
    decider: Decider,
    revision: number | null = null,
  ): Promise<void> {
    const input = parseInput(zDecision, { status, note, revision });
    await this.deciding.about(responseId, decider, async (standing, at) => {
      const chosen = await this.chosen(standing, input.status === 'confirmed' ? revision : null);
      if (standing.verification === input.status && !chosen) throw responseErrors.verification_unchanged();
      this.store.addVerification(responseId, {
        status: input.status,
        evidence: { revision: (chosen ?? standing).revision, note: input.note ?? null },
        actor: decider.actor,
        at,
      });
      return {
        ...(chosen && { revision: chosen }),
        verification: input.status,
        change: 'verification_decided',
        action: 'response.verification_decided',
        details: {
          from: standing.verification,
          to: input.status,
          ...(chosen && { fromRevision: standing.revision, toRevision: chosen.revision }),
        },
      };
    });
  }

  /**
   * Puts an answer that counts back among those in doubt, where it waits for a decision: of a person who reviews, never of
   * a rule by itself.
   * @throws DomainError `validation_failed`, `not_found`, `own_response_undecidable`, `decider_in_reporting_line`,
   *   `verification_unchanged` when it does not count as a person's anyway
   */
  async hold(responseId: string, note: string, decider: Decider): Promise<void> {
    const reason = parseInput(zText(1000), note);
    await this.deciding.about(responseId, decider, (standing, at) => {
      if (standing.verification !== 'confirmed') throw responseErrors.verification_unchanged();
      this.store.addVerification(responseId, {
        status: 'provisional',
        evidence: { revision: standing.revision, note: reason, reasons: ['held_for_review'] },
        actor: decider.actor,
        at,
      });
      return Promise.resolve({
        verification: 'provisional',
        change: 'verification_decided',
        action: 'response.verification_decided',
        details: { from: 'confirmed', to: 'provisional' },
      });
    });
  }

  /** The revision that takes the place of the one that held; undefined when it is the same. */
  private async chosen(standing: StandingResponse, revision: number | null): Promise<Revision | undefined> {
    if (revision === null || revision === standing.revision) return undefined;
    const chosen = await this.store.revision(standing.responseId, revision);
    if (!chosen) throw responseErrors.revision_unknown({}, '/revision');
    return chosen;
  }
}
