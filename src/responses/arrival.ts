/** An answer as it arrives, what it becomes as a revision, and how it is judged beside those before it. */
import type { Device } from '../access';
import type { PublishedSurvey, Slot } from '../surveys';
import type { AnswerForm, Before } from './answer-form';
import { LINK_SIGNS } from './calc';
import { type Judged, judgedOtherwise, judgedPassage, type Passage, type Seen } from './evidence';
import type { AttributionShare } from './responses.events';
import type { InteractionPlace, JudgedRevision, Revision } from './response.store';

export interface Arrival {
  readonly interactionId: string;
  readonly invitationId: string | null;
  /** What is known of the interaction; read when it is not given. */
  readonly place?: InteractionPlace;
  /** Who took part, as the interaction was recorded; read when it is not given. */
  readonly shares?: readonly AttributionShare[];
  readonly survey: PublishedSurvey;
  /** The way the answer came: the invitation's channel, `kiosk`, `operator`, `import`… */
  readonly source: string;
  readonly collectorId: number | null;
  readonly enteredBy: number | null;
  readonly locale: string;
  readonly receivedAt: number;
  /** What can be filled in about this contact. */
  readonly slots: (this: void) => readonly Slot[];
  /** The section that was sent; undefined for a whole form. */
  readonly step: string | undefined;
  /** What was sent, added to what a step builds on. @throws DomainError `validation_failed` */
  readonly read: (before: Before) => AnswerForm;
  /** How it came through a link, to be judged; or what somebody who took it holds against it. */
  readonly passage: Passage | { readonly doubts: readonly string[]; readonly device: Device | null };
}

const NO_CONSENT = { mayContact: false, contactWhen: null, mayQuote: false, quoteName: null } as const;

export function revisionOf(
  revision: number,
  arrival: Arrival,
  form: AnswerForm,
  carried: Pick<Revision, 'mayContact' | 'contactWhen' | 'mayQuote' | 'quoteName'> | null,
): Revision {
  const { mayContact, contactWhen, mayQuote, quoteName } = form.consents ?? carried ?? NO_CONSENT;
  return {
    revision,
    receivedAt: arrival.receivedAt,
    state: form.complete ? 'complete' : 'partial',
    step: form.step,
    mayContact,
    contactWhen: mayContact ? contactWhen : null,
    mayQuote,
    quoteName: mayQuote ? (quoteName ?? 'initial') : 'anonymous',
  };
}

/** Apart from the answers. */
export function sameRevision(standing: Revision, next: Revision): boolean {
  return (
    standing.state === next.state &&
    standing.mayContact === next.mayContact &&
    standing.contactWhen === next.contactWhen &&
    standing.mayQuote === next.mayQuote &&
    standing.quoteName === next.quoteName
  );
}

/** Whether it allows nothing that was not allowed before: taking a consent back is believed whoever presses. */
export function allowsNoMore(standing: Revision, next: Revision): boolean {
  return (
    (!next.mayContact || (standing.mayContact && next.contactWhen === standing.contactWhen)) &&
    (!next.mayQuote || (standing.mayQuote && next.quoteName === standing.quoteName))
  );
}

export const toldOf = ({ invitationId, survey, locale, source }: Arrival) => ({
  invitationId,
  surveyVersionId: survey.versionId,
  locale,
  source,
});

/** @param another it says something else than what was said to the same question before */
export function judgedArrival(
  { passage, receivedAt }: Arrival,
  { honeypotFilled }: AnswerForm,
  { machineSign }: InteractionPlace,
  earlier: readonly JudgedRevision[],
  another: boolean,
): Judged {
  if ('doubts' in passage) return judgedOtherwise(passage.doubts, passage.device);
  const noted = notedIn(machineSign);
  return judgedPassage(passage, { receivedAt, honeypotFilled, another, noted }, earlier);
}

function notedIn(machineSign: string | null): Seen | null {
  const [at, name] = machineSign?.split(' ') ?? [];
  const sign = LINK_SIGNS.find((known) => known === name);
  return sign ? { sign, at: Number(at) } : null;
}
