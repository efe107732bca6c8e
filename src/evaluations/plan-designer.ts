/** The finished model of the designer: each field with its label, what was typed and what is wrong with it, lines with their drawing. */
import type { Locale } from '../kernel';
import type { DomainError } from '../platform/errors';
import { type I18n, problemsOf } from '../platform/i18n';
import { payoutDrawing } from './payout-drawing';
import { definitionIn, itemsOf, type TypedPlan } from './plan-form';
import { RECOVERED_RULES, zLine } from './plan-lines';
import { LINE_STARTS } from './plan-starts';
import type { PlanVersion } from './plans.service';

const LOCALES_OF_WORDS = ['es', 'en', 'pt-BR'] as const;
const LEVELS = [1, 2, 3, 4, 5] as const;

/** @param known versions of the plan there are, newest first */
export function designerModel(
  typed: TypedPlan,
  known: readonly PlanVersion[],
  i18n: I18n,
  locale: Locale,
  problem?: DomainError,
) {
  const say = (key: string, params: Record<string, string | number> = {}): string =>
    i18n.text(locale, `evaluations.plan.${key}`, params);
  const problems = problem && problemsOf(problem, i18n, locale, labelsOf(typed, say));
  const valueOf = (name: string): string => typed[name] ?? '';
  const field = (name: string, label = name) => ({
    name,
    label: say(`field_${label}`),
    value: valueOf(name),
    error: problems?.byField[name],
  });
  const choice = (name: string, values: readonly string[], label = name) => ({
    ...field(name, label),
    options: values.map((value) => ({ value, label: say(`choice_${label}_${value}`) })),
  });
  const words = (name: string, label: string) =>
    LOCALES_OF_WORDS.map((code) => ({
      ...field(`${name}.${code}`, label),
      label: `${say(`field_${label}`)} (${i18n.text(locale, `evaluations.plan.language_${code}`)})`,
      lang: code,
      required: code === 'es',
    }));
  const [newest] = known;
  const typedLines = itemsOf(typed, 'lines');
  const definition = definitionIn(typed);
  const lines = typedLines.map((line, index) => {
    const at = (name: string): string => `lines.${index}.${name}`;
    const kind = line['kind'] ?? '';
    const start = startOf(line);
    const sound = zLine.safeParse(definition.lines[index]);
    return {
      index,
      position: index + 1,
      kind,
      kindName: say(`kind_${start}`),
      title: line['name.es'] || say(`kind_${start}`),
      isFirst: index === 0,
      isLast: index === typedLines.length - 1,
      open: Object.keys(problems?.byField ?? {}).some((name) => name.startsWith(`lines.${index}`)),
      hidden: ['kind', 'key', 'measure.of'].flatMap((name) =>
        name in line ? [{ name: at(name), value: line[name] }] : [],
      ),
      names: words(at('name'), 'name'),
      weight: field(at('weightBp'), 'weight'),
      targets: ['threshold', 'target', 'maximum'].map((name) => ({ ...field(at(name), name), part: name })),
      payouts: ['thresholdPayout', 'maximumPayout'].map((name) => ({ ...field(at(name), name), part: name })),
      shape: choice(at('shape'), ['straight', 'smooth'], 'shape'),
      scale: say(`scale_${start || 'goal'}`),
      expected: kind === 'customer_opinion' && {
        name: at('useExpectedPayout'),
        checked: line['useExpectedPayout'] === 'on',
      },
      recovered: kind === 'customer_opinion' && choice(at('recovered'), RECOVERED_RULES, 'recovered'),
      relative: kind === 'customer_opinion' && {
        on: { name: at('relative.on'), checked: line['relative.on'] === 'on' },
        shift: { ...field(at('relative.shift'), 'shift'), value: line['relative.shift'] ?? '0' },
        spread: { ...field(at('relative.spread'), 'spread'), value: line['relative.spread'] ?? '1' },
      },
      direction: kind === 'goal' && choice(at('direction'), ['higher', 'lower'], 'direction'),
      units: kind === 'goal' && words(at('unit'), 'unit'),
      ownTargets: kind === 'goal' && { name: at('ownTargets'), checked: line['ownTargets'] === 'on' },
      minimumResults: 'minimumResults' in line && field(at('minimumResults'), 'minimumResults'),
      question: start === 'measure' && [
        field(at('measure.survey'), 'survey'),
        field(at('measure.question'), 'question'),
      ],
      by: start === 'promises' && choice(at('measure.by'), ['person', 'team'], 'by'),
      rubric:
        kind === 'manager_rating' &&
        LEVELS.map((level) => ({ level, words: words(at(`rubric.${level - 1}`), 'rubric') })),
      drawing: sound.success ? payoutDrawing(sound.data) : null,
    };
  });
  const typedGates = itemsOf(typed, 'gates');
  const rows = itemsOf(typed, 'merit.rows');
  const sum = typedLines.reduce(
    (total, line) => total + (Number((line['weightBp'] ?? '').replace(',', '.')) || 0),
    0,
  );
  return {
    title: newest ? say('designer_title', { name: newest.planName }) : say('new_title'),
    problems,
    /** While it is new the key can be chosen. */
    isNew: !newest,
    version: newest?.state === 'draft' ? newest.version : (newest?.version ?? 0) + 1,
    publishedVersion: known.find(({ state }) => state === 'published')?.version,
    planKey: valueOf('key'),
    key: field('key'),
    name: field('name', 'planName'),
    lines,
    kinds: LINE_STARTS.filter(
      (kind) => kind !== 'customer_opinion' || !typedLines.some((line) => line['kind'] === kind),
    ).map((kind) => ({ kind, label: say('add_line', { kind: say(`kind_${kind}`) }) })),
    sum,
    whole: Math.abs(sum - 100) < 1e-9,
    linesError: problems?.byField['lines'],
    override: field('surveyCapOverride.reason', 'override'),
    currency: field('currency'),
    legalEntity: field('legalEntity'),
    missingLine: choice('missingLine', ['reweighted', 'at_target']),
    gates: typedGates.map((gate, index) => ({
      index,
      title: gate['name.es'] || say('gate'),
      key: { name: `gates.${index}.key`, value: gate['key'] },
      names: words(`gates.${index}.name`, 'gateName'),
      scope: choice(`gates.${index}.scope`, ['person', 'organization'], 'scope'),
      effect: choice(`gates.${index}.effect`, ['at_most_target', 'pays_nothing'], 'effect'),
    })),
    limits: ['factorAtMost', 'amountAtLeast', 'amountAtMost'].map((name) => field(`limits.${name}`, name)),
    minimumDays: field('eligibility.minimumDays', 'minimumDays'),
    minimumAnswers: field('eligibility.minimumOrganizationAnswers', 'minimumAnswers'),
    leavers: choice('eligibility.leavers', ['prorated', 'left_out'], 'leavers'),
    protectedLeave: choice('proration.protectedLeave', ['counts', 'does_not_count'], 'protectedLeave'),
    unpaidLeave: choice('proration.unpaidLeave', ['does_not_count', 'counts'], 'unpaidLeave'),
    funding: choice('funding', ['pool', 'individual']),
    reserve: field('reserveBp', 'reserve'),
    nobody: choice('whenNobodyScores', ['split_by_target', 'roll_over'], 'nobody'),
    appealDays: field('appealDays'),
    merit: {
      on: { name: 'merit.on', checked: valueOf('merit.on') === 'on' },
      budget: field('merit.budgetPercent', 'budget'),
      error: problems?.byField['merit.rows'],
      rows: rows.map((_, index) => ({
        index,
        names: words(`merit.rows.${index}.name`, 'rowName'),
        numbers: ['fromFactor', 'low', 'middle', 'high'].map((name) =>
          field(`merit.rows.${index}.${name}`, name),
        ),
      })),
    },
  };
}

/** What a typed line is called: by its kind, a measure of promises by what it measures. */
function startOf(line: Readonly<Record<string, string>>): string {
  return line['measure.of'] === 'promises' ? 'promises' : (line['kind'] ?? '');
}

/** What the summary of problems calls the fields. */
function labelsOf(
  typed: TypedPlan,
  say: (key: string, params?: Record<string, string | number>) => string,
): Record<string, string> {
  const labels: Record<string, string> = { key: say('field_key'), name: say('field_planName') };
  itemsOf(typed, 'lines').forEach((line, index) => {
    const name = line['name.es'] || say(`kind_${startOf(line)}`);
    for (const part of ['weightBp', 'threshold', 'target', 'maximum', 'thresholdPayout', 'maximumPayout'])
      labels[`lines.${index}.${part}`] = `${name}: ${say(`field_${part === 'weightBp' ? 'weight' : part}`)}`;
    labels[`lines.${index}.name.es`] = `${say('line')} ${index + 1}: ${say('field_name')}`;
  });
  return labels;
}
