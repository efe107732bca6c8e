/** Finished models of the staff's pages about responses: values in the reader's words, nothing to compute in templates. */
import { pickText, type Locale, WHOLE_SHARE } from '../kernel';
import type { MessageParams } from '../platform/i18n';
import { choicesOf, moodOf, type PublishedSurvey } from '../surveys';
import type { ListedAnswer, ListedResponse, ResponseHistory } from './responses.queries';

/** The reader's words. */
export interface Words {
  readonly locale: Locale;
  readonly text: (key: string, params?: MessageParams) => string;
  readonly day: (day: string) => string;
  readonly list: (items: readonly string[]) => string;
}

/** Reasons of contacts that have words; another one is shown as its code. */
const KNOWN_REASONS = [
  'billing', 'outage', 'complaint', 'new_service', 'repair', 'leak', 'payment', 'meter', 'visit', 'information', 'other',
]; // prettier-ignore

/** A line of the list. */
export function rowModel(response: ListedResponse, survey: PublishedSurvey, words: Words) {
  const lead = response.ratings.find(({ subject }) => subject === 'employee') ?? response.ratings[0];
  return {
    href: `/responses/${response.id}`,
    rating: lead && ratingModel(lead, survey, words),
    comment: response.texts[0]?.text ?? undefined,
    erased: response.texts[0]?.text === null,
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
  const promptOf = (key: string): string => {
    const question = survey.questions.find((one) => one.key === key);
    // Staff read what was asked in general: the names are beside it.
    const text =
      question && pickText(question.texts.promptWithoutEmployee ?? question.texts.prompt, words.locale);
    return text && !text.includes('{') ? text : words.text('responses.question_named', { key });
  };
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
    answers: response.ratings.map((rating) => ({
      prompt: promptOf(rating.key),
      forEmployee: rating.subject === 'employee',
      ...ratingModel(rating, survey, words),
    })),
    texts: response.texts.map(({ key, text }) => ({ prompt: promptOf(key), text: text ?? undefined })),
    consents: consentsOf(history, words),
    corrections: history.revisions.slice(1).map(({ receivedAt }) => ({ receivedAt })),
    attributions: history.attributions.map((entry) => ({
      name: entry.name,
      share: entry.sharePpm / WHOLE_SHARE,
      reason: words.text(
        `responses.attribution_${entry.reason === 'participation' ? 'participation' : 'other'}`,
      ),
      by: by(entry.decidedBy),
      at: entry.decidedAt,
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
    })),
  };
}

function ratingModel(rating: ListedAnswer, survey: PublishedSurvey, words: Words) {
  const question = survey.questions.find(({ key }) => key === rating.key);
  const label =
    question && choicesOf(question, words.locale).find(({ value }) => value === rating.rating)?.label;
  const min = rating.min ?? 1;
  const max = rating.max ?? 5;
  return {
    value: rating.rating,
    max,
    label,
    care: moodOf({ kind: rating.kind, rating: rating.rating, min, max }) === 'low',
  };
}

function contactOf(response: ListedResponse, words: Words): string {
  const channel = words.text(`responses.channel_${response.channel}`);
  const reason = KNOWN_REASONS.includes(response.reason)
    ? words.text(`responses.contact_${response.reason}`)
    : response.reason;
  return `${channel} · ${reason}`;
}

/** Whether the response counts, and if not, why not. */
function standingOf(response: ListedResponse, words: Words) {
  const state = response.counts ? 'counts' : response.excluded ? 'excluded' : response.verification;
  return { counts: response.counts, text: words.text(`responses.state_${state}`) };
}

function consentsOf(history: ResponseHistory, words: Words): string[] {
  const newest = history.revisions.at(-1);
  const consents: string[] = [];
  if (newest?.mayContact === 1) consents.push(words.text('responses.consent_contact'));
  if (newest?.mayQuote === 1) consents.push(words.text(`responses.consent_quote_${newest.quoteName}`));
  return consents;
}

function evidenceReasons(evidence: Record<string, unknown>, words: Words): string[] {
  const reasons = Array.isArray(evidence['reasons']) ? evidence['reasons'] : [];
  return reasons
    .filter((reason) => typeof reason === 'string')
    .map((reason) => words.text(`responses.why_${reason}`));
}
