/**
 * The pages most customers see, told apart into what many of them share and what is one customer's own: names, the
 * token, the stamp. The shared part is rendered once (`Pages.spliced`).
 */
import type { Speech } from '../platform/i18n';
import type { Slots, SplicedPage } from '../platform/views';
import { coreQuestion, type PublishedSurvey } from '../surveys';
import { type AnswerPage, answerModel, quotesFor, readersOf } from './answer-page';

/**
 * The form as it is opened for the first time.
 * @returns undefined for a page that is one customer's alone: refused, being corrected, half filled in, or in an order
 *   drawn for them
 */
export function splicedForm(page: AnswerPage, i18n: Speech): SplicedPage | undefined {
  const { survey, fields, servers, names, human } = page;
  if (page.error || page.changeableUntil !== undefined || isDrawn(survey) || !isFresh(page)) return undefined;
  const readers = readersOf(page, i18n);
  const quotes = quotesFor(page.customerName);
  const slots: Record<string, string | undefined> = {
    action: page.action,
    wrongHref: page.wrongHref,
    trapHref: page.trapHref,
    callHref: page.callHref,
    stamp: page.stamp,
    contact: page.contactSentence,
    employee: names.employee,
    name: names.name,
    people: readers?.people,
  };
  servers.forEach(({ firstName }, index) => (slots[`server${index}`] = firstName));
  quotes.forEach(({ name }, index) => (slots[`quote${index}`] = name ?? undefined));
  const pageWith = (shown: Slots): AnswerPage => ({
    ...page,
    action: shown['action'] ?? '',
    wrongHref: shown['wrongHref'],
    trapHref: shown['trapHref'],
    callHref: shown['callHref'],
    stamp: shown['stamp'],
    contactSentence: shown['contact'],
    names: {
      ...names,
      ...(shown['employee'] !== undefined && { employee: shown['employee'] }),
      ...(shown['name'] !== undefined && { name: shown['name'] }),
    },
    servers: servers.map((server, index) => ({ ...server, firstName: shown[`server${index}`] ?? '' })),
    readers: readers && { people: shown['people'] ?? '', count: readers.count },
    quotes: quotes.map(({ value }, index) => ({ value, name: shown[`quote${index}`] ?? null })),
  });
  return {
    variant: JSON.stringify([
      survey.versionId, page.ownLocale, page.step, fields, human, page.mailed, names.organization, readers?.count,
      quotes.map(({ value }) => value),
    ]), // prettier-ignore
    slots,
    model: (shown) => answerModel(pageWith(shown), i18n),
    title: (shown) => answerModel(pageWith(shown), i18n).title,
  };
}

/** Nothing stands in it but what was chosen in the mail. */
function isFresh({ survey, fields }: AnswerPage): boolean {
  const { key } = coreQuestion(survey);
  const rated = Object.entries(fields.values).every(
    ([name, value]) => name === key && String(value).length <= 3,
  );
  return rated && !fields.mayContact && !fields.mayQuote;
}

const drawn = new WeakMap<PublishedSurvey, boolean>();

/** Whether something of the survey is asked in an order of each customer's own. */
function isDrawn(survey: PublishedSurvey): boolean {
  const known = drawn.get(survey);
  if (known !== undefined) return known;
  const found = survey.sections.some(
    ({ shuffle, questions }) => shuffle || questions.some((question) => question.shuffle),
  );
  drawn.set(survey, found);
  return found;
}
