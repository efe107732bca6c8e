/**
 * Corrections of who is credited for a response: the wrong person was named, several served, or one of several did not.
 * Each is a further entry of the ledger with its reason; the first is never edited, and the rollups move with it.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { interactionErrors } from '../interactions';
import { DomainError as KernelError, equalShares, normaliseShares } from '../kernel';
import { Employees, organizationErrors } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { errors, parseInput, zExternalId, zText } from '../platform/errors';
import { EventBus } from '../platform/events';
import { type Decider, Deciding, seenBy, seenColumn } from './deciding';
import { ResponseStore } from './response.store';
import { responseErrors } from './responses.errors';
import { type AttributionShare, ResponseAttributionChanged } from './responses.events';
import { placeOfStanding } from './telling';

/** What may move a credit: who served, never what the customer said. */
export const CORRECTION_REASONS = ['wrong_person', 'split', 'merge'] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

/** Somebody who served, and their part of the credit from 0 to 1; without parts all get the same. */
export interface CreditedEmployee {
  /** External id. */
  readonly employee: string;
  readonly share?: number | undefined;
}

const MOST_CREDITED = 10;
const zCorrection = z.strictObject({
  reason: z.enum(CORRECTION_REASONS),
  note: zText(1000),
  credited: z
    .array(z.strictObject({ employee: zExternalId, share: z.number().gt(0).lte(1).optional() }))
    .min(1)
    .max(MOST_CREDITED),
});

@Injectable()
export class Attributions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly events: EventBus,
    private readonly employees: Employees,
    private readonly store: ResponseStore,
    private readonly deciding: Deciding,
  ) {}

  /**
   * @param correction `reason`, `note` and `credited`, unchecked
   * @throws DomainError `validation_failed`, `not_found`, `employee_unknown`, `participant_repeated`,
   *   `shares_incomplete`, `shares_wrong_sum`, `own_response_undecidable`, `decider_in_reporting_line`, `attribution_unchanged`
   */
  async correct(responseId: string, correction: unknown, decider: Decider): Promise<void> {
    const { reason, note, credited } = parseInput(zCorrection, correction);
    await this.database.transaction(async () => {
      const standing = await this.store.lock(responseId);
      if (!standing) throw errors.not_found();
      const before = await this.store.shares(responseId, standing.attributionEntry);
      const after = await this.shares(credited);
      await this.deciding.refuseConcerned([...before, ...after], decider);
      if (sameShares(before, after)) throw responseErrors.attribution_unchanged();
      const at = this.clock.now();
      const entry = standing.attributionEntry + 1;
      const seen = seenColumn(decider);
      this.store.addAttribution(standing, {
        entry,
        shares: after,
        reason,
        actor: decider.actor,
        at,
        note,
        seen,
      });
      await this.store.creditBy(responseId, entry, at);
      await this.audit.record({
        actor: decider.actor,
        action: 'response.attribution_corrected',
        subject: `response:${responseId}`,
        details: { reason, entry, ...seenBy(decider), from: plain(before), to: plain(after) },
      });
      await this.events.publish(
        new ResponseAttributionChanged({
          ...placeOfStanding(standing),
          counts: standing.counts,
          ratings: await this.store.ratings(responseId, standing.revision),
          before,
          after,
        }),
      );
    });
  }

  /** The parts of the credit, the largest first. */
  private async shares(credited: readonly CreditedEmployee[]): Promise<AttributionShare[]> {
    const known = await this.employees.byExternalIds(credited.map(({ employee }) => employee));
    const ids = credited.map(({ employee }, index) => {
      const found = known.get(employee);
      if (!found) throw organizationErrors.employee_unknown({ employee }, `/credited/${index}/employee`);
      return found.id;
    });
    const twice = ids.findIndex((id, index) => ids.indexOf(id) !== index);
    if (twice >= 0) {
      const { employee } = credited[twice] ?? { employee: '' };
      throw interactionErrors.participant_repeated({ employee }, `/credited/${twice}/employee`);
    }
    const given = credited.flatMap(({ share }) => share ?? []);
    if (given.length > 0 && given.length < credited.length) {
      const counts = { given: given.length, participants: credited.length };
      throw interactionErrors.shares_incomplete(counts, '/credited');
    }
    const parts = given.length === 0 ? equalShares(credited.length) : checkedShares(given);
    return ids
      .map((employeeId, index) => ({ employeeId, sharePpm: parts[index] ?? 0 }))
      .sort((a, b) => b.sharePpm - a.sharePpm || a.employeeId - b.employeeId);
  }
}

function checkedShares(given: readonly number[]): number[] {
  try {
    return normaliseShares(given);
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const sum = given.reduce((all, share) => all + share, 0);
    throw interactionErrors.shares_wrong_sum({ sum }, '/credited');
  }
}

/** For the audit log, which holds plain objects only. */
function plain(shares: readonly AttributionShare[]): AttributionShare[] {
  return shares.map(({ employeeId, sharePpm }) => ({ employeeId, sharePpm }));
}

function sameShares(before: readonly AttributionShare[], after: readonly AttributionShare[]): boolean {
  const of = (shares: readonly AttributionShare[]) =>
    shares
      .map(({ employeeId, sharePpm }) => `${employeeId} ${sharePpm}`)
      .sort()
      .join();
  return of(before) === of(after);
}
