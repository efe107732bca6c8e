/** A person's decision whether a response is human. It is added to what was found before and overrides it. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { parseInput, zText } from '../platform/errors';
import { type Decider, Deciding } from './deciding';
import { responseErrors } from './responses.errors';
import { ResponseStore } from './response.store';

/** What a person can decide: provisional is what a response is before somebody does. */
const DECIDABLE = ['confirmed', 'rejected'] as const;

const zDecision = z.strictObject({
  status: z.enum(DECIDABLE),
  note: z.union([z.literal('').transform(() => null), zText(1000), z.null()]).optional(),
});

@Injectable()
export class Verifications {
  constructor(
    private readonly deciding: Deciding,
    private readonly store: ResponseStore,
  ) {}

  /**
   * @param status `confirmed` or `rejected`; a rejected response can be reinstated by confirming it
   * @throws DomainError `validation_failed`, `not_found`, `own_response_undecidable`, `verification_unchanged`
   */
  async decide(responseId: string, status: string, note: string | null, decider: Decider): Promise<void> {
    const input = parseInput(zDecision, { status, note });
    await this.deciding.about(responseId, decider, async (standing, at) => {
      if (standing.verification === input.status) throw responseErrors.verification_unchanged();
      await this.store.addVerification(responseId, {
        status: input.status,
        evidence: { note: input.note ?? null },
        actor: decider.actor,
        at,
      });
      return {
        verification: input.status,
        change: 'verification_decided',
        action: 'response.verification_decided',
        details: { from: standing.verification, to: input.status },
      };
    });
  }
}
