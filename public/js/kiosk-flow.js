/**
 * The way through a questionnaire, walked on the device: which question comes next after these answers. It says what
 * src/surveys/calc/logic.ts says; a test walks both with the same answers.
 */

const isEmpty = (given) => given === undefined || given === '' || (Array.isArray(given) && given.length === 0);

function meets(condition, values) {
  const given = values[condition.question] ?? values[`${condition.question}.perceived`];
  const empty = isEmpty(given);
  switch (condition.test) {
    case 'answered':
      return !empty;
    case 'not_answered':
      return empty;
    case 'at_least':
      return !empty && Number(given) >= (condition.value ?? Infinity);
    case 'at_most':
      return !empty && Number(given) <= (condition.value ?? -Infinity);
    default: {
      const keys = empty ? [] : Array.isArray(given) ? given : [String(given)];
      const hit = keys.some((key) => condition.values?.includes(key));
      return condition.test === 'is_any' ? hit : !hit;
    }
  }
}

function holds(logic, values) {
  if (!logic) return true;
  const met = (condition) => meets(condition, values);
  return logic.match === 'all' ? logic.conditions.every(met) : logic.conditions.some(met);
}

const belongsTo = (slot, question) => slot === question || slot.startsWith(`${question}.`);

function onlyOf(values, questions) {
  return Object.fromEntries(
    Object.entries(values).filter(([slot]) => questions.some(({ key }) => belongsTo(slot, key))),
  );
}

function shownQuestions(section, values) {
  let seen = values;
  return section.questions.filter((question) => {
    const shown = holds(question.showIf, seen);
    if (!shown) {
      seen = Object.fromEntries(Object.entries(seen).filter(([slot]) => !belongsTo(slot, question.key)));
    }
    return shown;
  });
}

function sectionAfter(sections, key, values) {
  const place = key === undefined ? -1 : sections.findIndex((section) => section.key === key);
  const jump = sections[place]?.then?.find(({ when }) => holds(when, values));
  if (jump?.goTo === 'end') return null;
  const from = jump ? sections.findIndex((section) => section.key === jump.goTo) : place + 1;
  for (const section of from <= place ? [] : sections.slice(from)) {
    if (holds(section.showIf, values) && shownQuestions(section, values).length > 0) return section;
  }
  return null;
}

/** Keys of the slots on the way of somebody with these answers, in order. */
export function slotsOnWay({ sections }, values) {
  const way = [];
  let kept = {};
  let section = sectionAfter(sections, undefined, kept);
  while (section) {
    const questions = shownQuestions(section, { ...kept, ...onlyOf(values, section.questions) });
    way.push(...questions.flatMap(({ slots }) => slots));
    kept = { ...kept, ...onlyOf(values, questions) };
    section = sectionAfter(sections, section.key, kept);
  }
  return way;
}

/** The slot after this one (the first for undefined); undefined at the end. */
export function slotAfter(flow, values, key) {
  const way = slotsOnWay(flow, values);
  return way[key === undefined ? 0 : way.indexOf(key) + 1];
}

/** Whether everything that is needed on the way is answered, so that it can be sent as it is. */
export function isEnough(flow, values) {
  const way = slotsOnWay(flow, values);
  return (
    way.some((slot) => !isEmpty(values[slot])) &&
    way.every((slot) => !flow.required.includes(slot) || !isEmpty(values[slot]))
  );
}
