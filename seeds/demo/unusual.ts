/**
 * Two things that somebody should look at. In the last weeks customers with complaints lose their address right before
 * the invitation to one agent's contacts; and one evening seven answers about another agent come from one device.
 */
import type { Device } from '../../src/access';
import type { RecordedAnswer } from '../../src/responses';
import { createRandom } from './random';
import type { DemoInteraction } from './year';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Who serves the customers whose addresses go. */
const EDITED = { employee: 'E-18', lastDays: 75, share: 0.3, shareOfUnhappy: 0.65 } as const;
/** About whom the pile of answers is. */
const PILE = { employee: 'E-49', daysAgo: 9, answers: 7, every: 80_000 } as const;
/** A telephone in a network of nobody's (RFC 5737). */
export const PILE_FROM = ['203.0.113.40', 'Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile'] as const;

/** Whether the customer's address is taken away before the contact is reported. */
export function losesAddress(
  { externalId, occurredAt, participants, answered }: DemoInteraction,
  until: number,
): boolean {
  if (Date.parse(occurredAt) < until - EDITED.lastDays * DAY) return false;
  if (participants[0]?.employee !== EDITED.employee) return false;
  const unhappy = answered !== null && answered.ratings.employee <= 3;
  return createRandom(`edited ${externalId}`).chance(unhappy ? EDITED.shareOfUnhappy : EDITED.share);
}

type Asked = Pick<RecordedAnswer, 'interactionId' | 'surveyVersionId'> & { invitationId: string };

/** Gathers contacts that were asked about and not answered, and answers the last of them from one device. */
export class Pile {
  private readonly asked: (Asked & { locale: string })[] = [];

  constructor(private readonly until: number) {}

  /** When the answers come, UTC milliseconds. */
  get at(): number {
    const midnight = this.until - PILE.daysAgo * DAY;
    // Three in the morning in Mexico City: nobody else answers then.
    return midnight - (midnight % DAY) + 9 * 60 * MINUTE;
  }

  add({ occurredAt, participants, answered, customer }: DemoInteraction, asked: Asked): void {
    const at = Date.parse(occurredAt);
    if (answered || at > this.at - DAY) return;
    if (participants.length === 1 && participants[0]?.employee === PILE.employee)
      this.asked.push({ ...asked, locale: customer.locale });
  }

  answers(device: Device | null): RecordedAnswer[] {
    return this.asked.slice(-PILE.answers).map((asked, index) => ({
      ...asked,
      source: 'email',
      answeredAt: this.at + index * PILE.every,
      answers: { rating: 5 },
      ...(device && { device }),
    }));
  }
}
