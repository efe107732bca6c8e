/**
 * Where a customer stands in a survey: which page, which of its questions, and whether more follow. What depends on
 * answers that are only being given on the page itself is left open: the page shows or hides it as they are chosen.
 */
import {
  type AnswerValues,
  type Condition,
  holds,
  type Logic,
  pathThrough,
  type PublishedSurvey,
  type Question,
  type Section,
  shuffled,
} from '../surveys';

/** A question of the page. */
export interface Asked {
  readonly question: Question;
  /**
   * Why it is there: `always`; `decided`, its condition was met on earlier pages; `here`, what is chosen on this very
   * page decides.
   */
  readonly shown: 'always' | 'decided' | 'here';
}

export interface Step {
  readonly section: Section;
  readonly asked: readonly Asked[];
  /** From 1. */
  readonly number: number;
  /** How many there are; undefined while that depends on answers still to be given. */
  readonly of: number | undefined;
  /** Key of the page before it. */
  readonly back: string | undefined;
  /** Whether nothing can follow. */
  readonly last: boolean;
  /** Whether it may be the last: what is asked at the end is asked here too. */
  readonly mayEnd: boolean;
}

/**
 * @param values answers so far, by slot key
 * @param key of the page wanted; the first one when it is not on the customer's way
 * @param seed what random orders are drawn from: the same for the same customer
 */
export function stepOf(
  survey: PublishedSurvey,
  values: AnswerValues,
  key: string | undefined,
  seed: string,
): Step {
  const path = pathThrough<Question, Section>(survey.sections, values);
  const at = Math.max(
    0,
    path.findIndex((part) => part.section.key === key),
  );
  const section = path[at]?.section ?? survey.sections[0];
  if (!section) throw new Error(`Version ${survey.versionId} of the survey ${survey.key} asks nothing.`);
  const place = survey.sections.indexOf(section);
  const known = lengthKnown(survey.sections, place);
  const of = known ? path.length : undefined;
  const last = known ? at === path.length - 1 : place === survey.sections.length - 1;
  return {
    section,
    asked: askedIn(section, onlyBefore(survey, place, values), seed),
    number: at + 1,
    of,
    back: path[at - 1]?.section.key,
    last,
    mayEnd: last || (!known && endIsNear(survey.sections, place)),
  };
}

/**
 * Whether the question's condition looks at the same page.
 * @param section the page the question stands on
 */
export function conditionsHere(section: Section, question: Question): Condition[] {
  return (question.showIf?.conditions ?? []).filter((condition) =>
    section.questions.some(({ key }) => key === condition.question),
  );
}

/** The questions of a page in the order they are asked, without those that earlier pages rule out. */
function askedIn(section: Section, earlier: AnswerValues, seed: string): Asked[] {
  const shown = section.questions.flatMap((question): Asked[] => {
    const { showIf } = question;
    if (!showIf) return [{ question, shown: 'always' }];
    const here = conditionsHere(section, question);
    const rest = showIf.conditions.filter((condition) => !here.includes(condition));
    const decided = rest.map((condition) => holds({ match: 'all', conditions: [condition] }, earlier));
    if (here.length === 0) return holds(showIf, earlier) ? [{ question, shown: 'decided' }] : [];
    if (showIf.match === 'all') return decided.every(Boolean) ? [{ question, shown: 'here' }] : [];
    return [{ question, shown: decided.some(Boolean) ? 'decided' : 'here' }];
  });
  return section.shuffle ? mixed(shown, `${seed} ${section.key}`) : shown;
}

/** In another order for every customer: the first one stays, and what follows from a question stays behind it. */
function mixed(asked: readonly Asked[], seed: string): Asked[] {
  const groups: Asked[][] = [];
  for (const one of asked) {
    const group = groups.at(-1);
    if (one.question.showIf && group) group.push(one);
    else groups.push([one]);
  }
  const [first, ...rest] = groups;
  return [...(first ?? []), ...shuffled(rest, seed).flat()];
}

const belongsTo = (slot: string, question: string): boolean =>
  slot === question || slot.startsWith(`${question}.`);

function onlyBefore(survey: PublishedSurvey, place: number, values: AnswerValues): AnswerValues {
  const kept = pathThrough<Question, Section>(survey.sections, values)
    .filter(({ section }) => survey.sections.indexOf(section) < place)
    .flatMap(({ questions }) => questions);
  return Object.fromEntries(
    Object.entries(values).filter(([slot]) => kept.some(({ key }) => belongsTo(slot, key))),
  );
}

/** Whether no page from here on depends on what is still to be answered, so that their number is known. */
function lengthKnown(sections: readonly Section[], place: number): boolean {
  const open = new Set(sections.slice(place).flatMap(({ questions }) => questions.map(({ key }) => key)));
  const isOpen = (logic: Logic | undefined) =>
    logic?.conditions.some(({ question }) => open.has(question)) ?? false;
  return sections
    .slice(place)
    .every(
      (section, index) =>
        section.then.every(({ when }) => !isOpen(when)) &&
        (index === 0 || (!isOpen(section.showIf) && section.questions.some(({ showIf }) => !isOpen(showIf)))),
    );
}

/** Whether the survey may be over after this page: by a jump to its end, or because all that follows is conditional. */
function endIsNear(sections: readonly Section[], place: number): boolean {
  const certain = ({ showIf, questions }: Section) =>
    !showIf && questions.some((question) => !question.showIf);
  const starts = [
    place + 1,
    ...(sections[place]?.then ?? []).map(({ goTo }) =>
      goTo === 'end' ? sections.length : sections.findIndex(({ key }) => key === goTo),
    ),
  ];
  return starts.some((start) => !sections.slice(start).some(certain));
}
