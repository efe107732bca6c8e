/**
 * Some customers sit behind a mail gateway that opens every link of a mail and presses the buttons it finds. Its
 * answers of the last weeks wait for somebody to decide about them.
 */
import type { RecordedAnswer } from '../../src/responses';
import { createRandom } from './random';
import type { DemoInteraction } from './year';

const DAY = 86_400_000;
/** So many days of answers wait. */
const LAST_DAYS = 35;
const SHARE = 0.012;

/**
 * What the gateway answers in the place of a customer who does not, seconds after the mail arrived; null for nearly
 * everybody.
 * @param sentAt when the mail left, UTC milliseconds
 * @param until the last contact of the story
 */
export function gatewayAnswer(
  { externalId, answered, customer }: DemoInteraction,
  sentAt: number,
  until: number,
): Pick<RecordedAnswer, 'source' | 'locale' | 'answeredAt' | 'answers' | 'doubts'> | null {
  if (answered || sentAt < until - LAST_DAYS * DAY || sentAt > until) return null;
  const random = createRandom(`gateway ${externalId}`);
  if (!random.chance(SHARE)) return null;
  return {
    source: 'email',
    locale: customer.locale,
    answeredAt: sentAt + random.int(900, 3600),
    // Whatever stands first on the page, or last.
    answers: { rating: random.pick([1, 1, 5]) },
    doubts: random.pick([
      ['implausibly_soon', 'no_human_interval'],
      ['implausibly_soon', 'scanner_agent'],
      ['implausibly_soon', 'many_links_fetched'],
    ]),
  };
}
