/** What the later modules hear of an answer: ratings as they are, words with personal data masked. */
import { type Answer, commentsOf, hasLowRating, ratingsOf } from './answers';
import { maskPersonalData } from './calc';
import type { ResponsePlace } from './responses.events';
import type { Revision, StandingResponse } from './response.store';

/** What stays the same about a response, whatever is answered. */
export interface Told {
  readonly invitationId: string | null;
  readonly surveyVersionId: number;
  readonly locale: string;
  readonly source: string;
}

/** What one revision says. */
export function told(
  { invitationId, surveyVersionId, locale, source }: Told,
  { revision, receivedAt, mayQuote, mayContact, quoteName }: Revision,
  answers: readonly Answer[],
) {
  return {
    invitationId,
    surveyVersionId,
    locale,
    source,
    revision,
    receivedAt,
    mayQuote,
    mayContact,
    quoteName,
    ratings: ratingsOf(answers),
    lowRating: hasLowRating(answers),
    ...maskedComments(answers),
  };
}

/** What was written, as it may be shown. */
export function maskedComments(answers: readonly Answer[]) {
  const comments = commentsOf(answers).map(maskPersonalData);
  return { comments, commentText: comments[0] ?? null };
}

/** Where it counts. */
export function placeOfStanding(standing: StandingResponse): ResponsePlace {
  const { responseId, countingDay, interactionId, customerId, touchpointId, cellId } = standing;
  return { responseId, countingDay, interactionId, customerId, touchpointId, cellId };
}
