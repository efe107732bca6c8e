/** Going through a questionnaire page by page with nothing kept in between: what is wrong here, and what comes next. */
import { DomainError } from '../platform/errors';
import { readAnswerForm } from '../responses';
import {
  allSlots,
  type AnswerValues,
  pathThrough,
  type PublishedSurvey,
  type Question,
  type Section,
} from '../surveys';
import type { Questionnaire } from './asking.service';

/** The section a form says it is; the first one when it says nothing that can be. */
export function sectionOf(survey: PublishedSurvey, form: Readonly<Record<string, unknown>>): string {
  const step = Object.hasOwn(form, 'step') ? form['step'] : undefined;
  const known = survey.sections.find(({ key }) => key === step) ?? survey.sections[0];
  return known?.key ?? '';
}

/** What is wrong or missing on one page; undefined when it can be left. */
export function faultsHere(
  asked: Pick<Questionnaire, 'survey' | 'servers'>,
  values: AnswerValues,
  step: string | undefined,
): DomainError | undefined {
  const { survey, servers } = asked;
  const section = survey.sections.find(({ key }) => key === step);
  const here = allSlots(survey, servers).filter(
    ({ question }) => section?.questions.includes(question) ?? true,
  );
  // On the last page nothing may be wrong anywhere.
  const last = sectionBehind(survey, values, step) === undefined;
  const found = faultsIn(
    asked,
    values,
    here.map(({ key }) => key),
  );
  return found ?? (last ? faultsIn(asked, values) : undefined);
}

/**
 * What is wrong or missing in some slots; undefined for nothing.
 * @param keys of the slots; all of them when absent
 */
export function faultsIn(
  { survey, servers }: Pick<Questionnaire, 'survey' | 'servers'>,
  values: AnswerValues,
  keys?: readonly string[],
): DomainError | undefined {
  try {
    readAnswerForm(survey, servers, { answers: values });
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
    if (keys === undefined) return error;
    const places = allSlots(survey, servers)
      .filter(({ key }) => keys.includes(key))
      .map(({ field, key }) => (field.startsWith('answers[') ? `/answers/${key}` : `/${field}`));
    const faults = (error.errors ?? []).filter(({ pointer }) =>
      places.some((place) => pointer === place || pointer === `${place}.other`),
    );
    if (faults.length === 0) return undefined;
    return new DomainError(error.code, error.status, { count: faults.length }, undefined, faults);
  }
}

/** Key of the section after this one on the customer's way; undefined at its end. */
export function sectionBehind(
  survey: PublishedSurvey,
  values: AnswerValues,
  step: string | undefined,
): string | undefined {
  const way = pathThrough<Question, Section>(survey.sections, values).map(({ section }) => section.key);
  return way[way.indexOf(step ?? '') + 1];
}
