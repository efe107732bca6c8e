/** The form of an award: texts as typed, and the award they mean. What was left empty asks for nothing. */
import { z } from 'zod';
import type { ChangedAward, NewAward } from './award-definition';
import type { Award } from './award.store';
import type { AwardRule, Condition } from './calc/award-rule';

const typed = z.string().max(2000).default('');

export const zAwardForm = z.strictObject({
  nameEs: typed, nameEn: typed, namePt: typed, icon: typed, way: typed, period: typed, places: typed, ties: typed,
  rewardEs: typed, rewardEn: typed, rewardPt: typed, voteDays: typed, band: typed, score: typed, answers: typed,
  streak: typed, kudos: typed, kudosFrom: typed, promises: typed, promisesDue: typed,
}); // prettier-ignore
export type AwardForm = z.output<typeof zAwardForm>;

/** What an empty form shows. */
export const EMPTY_FORM: AwardForm = {
  ...zAwardForm.parse({}),
  icon: 'award',
  way: 'rule',
  period: 'quarter',
  ties: 'all',
  voteDays: '10',
  band: 'above',
};

/** Where a fault of the award stands in the form. */
export const FIELD_OF: Readonly<Record<string, keyof AwardForm>> = {
  'name.es': 'nameEs',
  'name.en': 'nameEn',
  'name.pt-BR': 'namePt',
  'reward.es': 'rewardEs',
  'reward.en': 'rewardEn',
  'reward.pt-BR': 'rewardPt',
  'rule.conditions': 'band',
};
const CONDITION_FIELDS: Readonly<Record<string, keyof AwardForm>> = {
  'score.atLeast': 'score',
  'answers.atLeast': 'answers',
  'streak.periods': 'streak',
  'kudos.atLeast': 'kudos',
  'kudos.from': 'kudosFrom',
  'promises.atLeast': 'promises',
  'promises.due': 'promisesDue',
};

/** The award the form means, as far as it can be read: what cannot is left for the check to name. */
export function awardOf(form: AwardForm): { award: NewAward; fieldOf: (path: string) => string } {
  const conditions = conditionsOf(form);
  const reward = [form.rewardEs, form.rewardEn, form.rewardPt].some((text) => text.trim() !== '');
  const common = {
    name: { es: form.nameEs, en: form.nameEn, 'pt-BR': form.namePt },
    icon: form.icon,
    period: form.period,
    ties: form.ties,
    reward: reward ? { es: form.rewardEs, en: form.rewardEn, 'pt-BR': form.rewardPt } : null,
  };
  const award =
    form.way === 'vote'
      ? { ...common, way: 'vote', places: numberIn(form.places), voteDays: numberIn(form.voteDays) }
      : {
          ...common,
          way: 'rule',
          places: form.places.trim() === '' ? null : numberIn(form.places),
          rule: { conditions },
        };
  return {
    award: award as NewAward,
    fieldOf: (path) => {
      const [, index, rest] = /^rule\.conditions\.(\d+)\.(\w+)$/.exec(path) ?? [];
      const kind = conditions[Number(index)]?.kind;
      return CONDITION_FIELDS[`${kind}.${rest}`] ?? FIELD_OF[path] ?? path;
    },
  };
}

/** The change of an award the form means. */
export function changeOf(form: AwardForm, { way, period }: Award): ChangedAward {
  const { award } = awardOf({ ...form, way, period });
  const { name, icon, ties, reward, places } = award;
  const common = { name, icon, ties, reward, places };
  return (award.way === 'rule' ? { ...common, way, rule: award.rule } : { ...common, way }) as ChangedAward;
}

/** An award as its form shows it. */
export function formOf(award: Award): AwardForm {
  const { name, reward, way, period, places, ties, icon } = award;
  return {
    ...zAwardForm.parse({}),
    ...{ nameEs: name.es, nameEn: name.en, namePt: name['pt-BR'] },
    ...{ rewardEs: reward?.es ?? '', rewardEn: reward?.en ?? '', rewardPt: reward?.['pt-BR'] ?? '' },
    ...{ way, period, ties, icon, places: places === null ? '' : String(places) },
    ...(award.way === 'rule' ? typedRule(award.rule) : {}),
  };
}

function typedRule({ conditions }: AwardRule): Partial<AwardForm> {
  return conditions.reduce<Partial<AwardForm>>((all, one) => ({ ...all, ...typedCondition(one) }), {});
}

function typedCondition(condition: Condition): Partial<AwardForm> {
  switch (condition.kind) {
    case 'band':
      return { band: condition.atLeast };
    case 'streak':
      return { streak: String(condition.periods) };
    case 'kudos':
      return { kudos: String(condition.atLeast), kudosFrom: String(condition.from) };
    case 'promises':
      return { promises: String(condition.atLeast), promisesDue: String(condition.due) };
    case 'score':
      return { score: String(condition.atLeast) };
    case 'answers':
      return { answers: String(condition.atLeast) };
  }
}

function conditionsOf(form: AwardForm): ({ kind: string } & Record<string, unknown>)[] {
  const given = (text: string): boolean => text.trim() !== '';
  return [
    ...(given(form.band) ? [{ kind: 'band', atLeast: form.band }] : []),
    ...(given(form.score) ? [{ kind: 'score', atLeast: numberIn(form.score) }] : []),
    ...(given(form.answers) ? [{ kind: 'answers', atLeast: numberIn(form.answers) }] : []),
    ...(given(form.streak) ? [{ kind: 'streak', periods: numberIn(form.streak) }] : []),
    ...(given(form.kudos) || given(form.kudosFrom)
      ? [{ kind: 'kudos', atLeast: numberIn(form.kudos), from: numberIn(form.kudosFrom) }]
      : []),
    ...(given(form.promises) || given(form.promisesDue)
      ? [{ kind: 'promises', atLeast: numberIn(form.promises), due: numberIn(form.promisesDue) }]
      : []),
  ];
}

/** A number as people write it, `85` or `85,5`; undefined for nothing, and for anything else what no check lets pass. */
function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return /^\d{1,6}([.,]\d{1,4})?$/.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
}
