/** Finished models of the staff's pages about responses: values in the reader's words, nothing to compute in templates. */
import { WHOLE_SHARE } from '../kernel';
import type { PublishedSurvey } from '../surveys';
import type { ListedResponse, ResponseHistory } from './responses.queries';
import { leadRating, saidModel } from './said-page';
import type { Words } from './words';

/** Reasons of contacts that have words; another one is shown as its code. */
const KNOWN_REASONS = [
  'billing', 'outage', 'complaint', 'new_service', 'repair', 'leak', 'payment', 'meter', 'visit', 'information', 'other',
]; // prettier-ignore

const ATTRIBUTION_REASONS = ['participation', 'wrong_person', 'split', 'merge'];

/** A line of the list. */
export function rowModel(response: ListedResponse, survey: PublishedSurvey, words: Words) {
  const said = response.texts.find(({ kind }) => kind === 'text') ?? response.texts[0];
  return {
    href: `/responses/${response.id}`,
    rating: leadRating(response, survey, words),
    comment: said?.text ?? undefined,
    erased: said?.text === null,
    employees: words.list(response.employees.map(({ name }) => name)),
    contact: contactOf(response, words),
    day: response.countingDay,
    standing: standingOf(response, words),
  };
}

export function detailModel(
  response: ListedResponse,
  history: ResponseHistory,
  survey: PublishedSurvey,
  names: ReadonlyMap<string, string>,
  words: Words,
) {
  const by = (actor: string): string =>
    names.get(actor) ?? words.text(`responses.by_${actor === 'system' || actor === 'cli' ? actor : 'other'}`);
  return {
    id: response.id,
    title: words.text('responses.detail_title', { day: words.day(response.countingDay) }),
    contact: contactOf(response, words),
    source: response.interactionSource,
    externalId: response.interactionExternalId,
    receivedAt: response.receivedAt,
    standing: standingOf(response, words),
    excluded: response.excluded,
    verification: response.verification,
    canConfirm: response.verification !== 'confirmed',
    canReject: response.verification !== 'rejected',
    said: saidModel(response, survey, words),
    customerSource: sourceOf(response, words),
    enteredBy: response.enteredBy ?? undefined,
    settledAt: response.complete ? undefined : (response.settledAt ?? undefined),
    consents: consentsOf(response, history, words),
    revisions:
      history.revisions.length > 1
        ? history.revisions.map((revision) => revisionModel(revision, response, survey, words))
        : undefined,
    corrected: history.attributions.some(({ entry }) => entry > 1),
    attributions: history.attributions.map((entry) => ({
      name: entry.name,
      current: entry.entry === history.attributions.at(-1)?.entry,
      note: entry.note ?? undefined,
      share: entry.sharePpm / WHOLE_SHARE,
      reason: words.text(
        `responses.attribution_${ATTRIBUTION_REASONS.includes(entry.reason) ? entry.reason : 'other'}`,
      ),
      by: by(entry.decidedBy),
      at: entry.decidedAt,
      seen: seenText(entry.ratingSeen, words),
    })),
    verifications: history.verifications.map((entry) => ({
      text: words.text(`responses.verification_${entry.status}`),
      reasons: evidenceReasons(entry.evidence, words),
      note: typeof entry.evidence['note'] === 'string' ? entry.evidence['note'] : undefined,
      by: by(entry.decidedBy),
      at: entry.decidedAt,
    })),
    exclusions: history.exclusions.map((entry) => ({
      text: words.text(entry.liftsId === null ? 'responses.entry_excluded' : 'responses.entry_lifted', {
        reason: words.text(`responses.reason_for_${entry.reason}`),
      }),
      note: entry.note ?? undefined,
      by: by(entry.decidedBy),
      at: entry.decidedAt,
      seen: seenText(entry.ratingSeen, words),
    })),
  };
}

/** Whether a decision was made without knowing the rating; undefined where nobody asked. */
function seenText(seen: 0 | 1 | null, words: Words): string | undefined {
  return seen === null ? undefined : words.text(seen === 1 ? 'blind.was_seen' : 'blind.was_blind');
}

/** One sending, with what was found about it. */
export function revisionModel(
  { revision, receivedAt, state, evidence, said }: ResponseHistory['revisions'][number],
  response: Pick<ListedResponse, 'revision'>,
  survey: PublishedSurvey,
  words: Words,
) {
  return {
    revision,
    title: words.text('responses.revision_number', { number: revision }),
    receivedAt,
    effective: revision === response.revision,
    machine: evidence.status === 'provisional',
    partial: state === 'partial',
    rating: leadRating(said, survey, words),
    said: saidModel(said, survey, words),
    signs: signsOf(evidence, words),
  };
}

/** What speaks for a machine in plain words, with the times that are known. */
export function signsOf(evidence: Record<string, unknown>, words: Words): string[] {
  const seconds = (name: string, key: string) =>
    typeof evidence[name] === 'number' ? [words.text(key, { seconds: evidence[name] })] : [];
  return evidence['status'] === 'provisional'
    ? [
        ...evidenceReasons(evidence, words),
        ...seconds('secondsSinceSent', 'responses.doubt_after_mail'),
        ...seconds('secondsOnPage', 'responses.doubt_on_page'),
      ]
    : [];
}

export function contactOf(response: { channel: string; reason: string }, words: Words): string {
  const channel = words.text(`responses.channel_${response.channel}`);
  const reason = KNOWN_REASONS.includes(response.reason)
    ? words.text(`responses.contact_${response.reason}`)
    : response.reason;
  return `${channel} · ${reason}`;
}

/** Whether the response counts, and if not, why not. */
function standingOf(response: ListedResponse, words: Words) {
  const unfinished = !response.complete && response.settledAt === null;
  const held = response.excluded ? 'excluded' : response.verification;
  const state = response.counts ? 'counts' : unfinished && held === 'confirmed' ? 'partial' : held;
  return { counts: response.counts, text: words.text(`responses.state_${state}`) };
}

const SOURCES = ['email', 'sms', 'whatsapp', 'chat', 'kiosk', 'qr', 'link', 'operator', 'import'];

/** Which way the answer came; a program's own name for itself stays as it is. */
function sourceOf({ source, collectorName }: ListedResponse, words: Words): string {
  const way = SOURCES.includes(source) ? words.text(`responses.source_${source}`) : source;
  return words.text('responses.source', {
    source: collectorName === null ? way : `${way} · ${collectorName}`,
  });
}

function consentsOf(response: ListedResponse, history: ResponseHistory, words: Words): string[] {
  const holds = history.revisions.find(({ revision }) => revision === response.revision);
  const consents: string[] = [];
  if (holds?.mayContact) {
    const when = holds.contactWhen && words.text(`responses.contact_when_${holds.contactWhen}`);
    consents.push(
      when ? words.text('responses.consent_contact_when', { when }) : words.text('responses.consent_contact'),
    );
  }
  if (holds?.mayQuote) consents.push(words.text(`responses.consent_quote_${holds.quoteName}`));
  return consents;
}

function evidenceReasons(evidence: Record<string, unknown>, words: Words): string[] {
  const reasons = Array.isArray(evidence['reasons']) ? evidence['reasons'] : [];
  return reasons
    .filter((reason) => typeof reason === 'string')
    .map((reason) => words.text(`responses.why_${reason}`));
}
