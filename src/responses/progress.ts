/** How far a customer has come in a questionnaire of several sections, and since when the answer is complete. */
import type { PublishedSurvey } from '../surveys';
import type { Before } from './answer-form';
import type { Answer } from './answers';
import type { JudgedRevision, StandingResponse } from './response.store';

export const NOTHING_BEFORE: Before = { answers: [], posted: new Set() };

/** The sections that were sent. What a machine sent is no progress of the person who answers after it. */
export function postedSections(
  survey: PublishedSurvey,
  revisions: readonly JudgedRevision[],
  standing: Pick<StandingResponse, 'revision' | 'byMachine'>,
): ReadonlySet<string> {
  const posted = new Set<string>();
  for (const { revision, step, evidence } of revisions) {
    const machines = evidence.status === 'provisional' && !standing.byMachine;
    if (machines && revision !== standing.revision) continue;
    if (step === null) for (const { key } of survey.sections) posted.add(key);
    else posted.add(step);
  }
  return posted;
}

/** What a step adds to. Who begins at the first section does not go on where a machine stopped. */
export function whatCameBefore(
  survey: PublishedSurvey,
  step: string | undefined,
  standing: StandingResponse,
  revisions: readonly JudgedRevision[],
  current: readonly Answer[],
): Before {
  const beginsAnew = standing.byMachine && step === survey.sections[0]?.key;
  return beginsAnew
    ? NOTHING_BEFORE
    : { answers: current, posted: postedSections(survey, revisions, standing) };
}

/**
 * Since when a person's answer is complete: the time to correct it runs from there.
 * @param confirmedAt when it was first found to be a person's; null when it never was
 */
export function completeSince(
  standing: Pick<StandingResponse, 'firstReceivedAt'>,
  revisions: readonly JudgedRevision[],
  confirmedAt: number | null,
): number {
  if (confirmedAt === null) return standing.firstReceivedAt;
  const complete = revisions.find((one) => one.state === 'complete' && one.receivedAt >= confirmedAt);
  return complete?.receivedAt ?? confirmedAt;
}
