/** The page of the rules: the draft in its fields, what was tried before, and what was changed. */
import { SEGMENTS } from '../../customers';
import { CHANNELS } from '../../interactions';
import type { LocaleText } from '../../kernel';
import type { DomainError } from '../../platform/errors';
import { type I18n, type Problems, problemsOf } from '../../platform/i18n';
import { weekdayName, RuleWords } from './rule-words';
import { GENERAL_FIELDS, RULE_FIELDS, RULE_LISTS, type TypedRule, type TypedRules } from './rules-form';
import type { RulesChange } from './rules.service';
import { triedLine } from './what-if-page';
import type { WhatIfRun } from './what-if-runs';

type Say = (key: string, params?: Record<string, string | number>) => string;

export interface RulesPageState {
  readonly typed: TypedRules;
  /** Fingerprint of the rules the form was made from. */
  readonly seen: string;
  readonly mayManage: boolean;
  readonly problem?: DomainError | undefined;
  /** What was tried on the past lately, newest first. */
  readonly tries: readonly WhatIfRun[];
  readonly history: readonly RulesChange[];
  readonly actors: ReadonlyMap<string, string>;
  readonly touchpoints: readonly { code: string; names: LocaleText }[];
  readonly knownReasons: readonly string[];
  readonly countries: readonly string[];
  readonly states: Readonly<Record<string, string>>;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const PRIORITIES = [25, 50, 75, 100];

export function rulesModel(
  state: RulesPageState,
  words: RuleWords,
  i18n: I18n,
  locale: 'es' | 'en' | 'pt-BR',
) {
  const say: Say = (key, params) => i18n.text(locale, `invitations.${key}`, params);
  const { typed } = state;
  const labels: Record<string, string> = Object.fromEntries(
    GENERAL_FIELDS.map((name) => [name, say(`rules_field_${name}`)]),
  );
  labels['weekdays'] = say('rules_field_weekdays');
  typed.rules.forEach((rule, index) => {
    for (const name of [...RULE_FIELDS, ...RULE_LISTS]) {
      if (name === 'key') continue;
      const place = rule.name.trim() || say('rules_unnamed', { position: index + 1 });
      labels[`rules.${index}.${name}`] = `${place}: ${say(`rules_field_${name}`)}`;
    }
  });
  const problems = state.problem && problemsOf(state.problem, i18n, locale, labels);
  const fields = new Fields(typed, problems, say);
  const countries = new Intl.DisplayNames([locale], { type: 'region' });
  const tag = i18n.formatsFor(locale).tag;
  return {
    seen: state.seen,
    mayManage: state.mayManage,
    problems,
    isConflict: state.problem?.code === 'rules_changed_meanwhile',
    typed,
    label: labels,
    quiet: typed.quiet === 'on',
    observe: typed.observe === 'on',
    hours: HOURS.map((hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` })),
    periods: fields.periods,
    priorities: fields.priorities(typed.priority),
    evenly: typed.quotaEvenly === 'on',
    weekdays: HOURS.slice(1, 8).map((day) => ({
      value: String(day),
      label: weekdayName(day, tag),
      checked: typed.weekdays.includes(String(day)),
    })),
    countries: [
      { value: '', label: say('rules_own_country') },
      ...state.countries
        .map((value) => ({ value, label: countries.of(value) ?? value }))
        .sort((a, b) => a.label.localeCompare(b.label, locale)),
    ],
    states: [
      { value: '', label: say('rules_whole_country') },
      ...Object.entries(state.states).map(([value, label]) => ({ value, label })),
    ],
    reminderChoices: ['0', '1', '2'].map((value) => ({
      value,
      label: say('rules_reminder_choice', { count: Number(value) }),
    })),
    laterChoices: ['reopened', 'any'].map((value) => ({ value, label: say(`rules_later_${value}`) })),
    rules: typed.rules.map((rule, index) => fields.rule(rule, index, words, state.touchpoints)),
    knownReasons: state.knownReasons.join(', '),
    tries: state.tries.map((run) => triedLine(run, state.actors, words)),
    history: state.history.map(({ at, actor, from, to }) => ({
      at,
      who: state.actors.get(actor) ?? say('rules_by_system'),
      lines: words.changes(from, to),
    })),
  };
}

/** The fields of each rule, with their names, faults and choices. */
class Fields {
  readonly periods: readonly { value: string; label: string }[];

  constructor(
    private readonly typed: TypedRules,
    private readonly problems: Problems | undefined,
    private readonly say: Say,
  ) {
    this.periods = ['week', 'month'].map((value) => ({ value, label: say(`rules_per_${value}`) }));
  }

  priorities(chosen: string) {
    const values = PRIORITIES.map(String);
    const all = values.includes(chosen) || chosen === '' ? values : [...values, chosen];
    return all.map((value) => ({
      value,
      label: values.includes(value) ? this.say(`rules_priority_${value}`) : value,
    }));
  }

  rule(rule: TypedRule, index: number, words: RuleWords, touchpoints: RulesPageState['touchpoints']) {
    const prefix = `rules.${index}.`;
    const wrong = Object.keys(this.problems?.byField ?? {}).some((field) => field.startsWith(prefix));
    const boxes = (
      list: (typeof RULE_LISTS)[number],
      codes: readonly string[],
      label: (code: string) => string,
    ) => ({
      name: `${prefix}${list}`,
      legend: this.say(`rules_field_${list}`),
      boxes: codes.map((value) => ({ value, label: label(value), checked: rule[list].includes(value) })),
    });
    const known = touchpoints.map(({ code }) => code);
    const kept = rule.touchpoints.filter((code) => !known.includes(code));
    return {
      ...rule,
      index,
      position: index + 1,
      isFirst: index === 0,
      isLast: index === this.typed.rules.length - 1,
      open: wrong || rule.name === '',
      title: rule.name || this.say('rules_unnamed', { position: index + 1 }),
      scope: words.scope({
        ...rule,
        reasons: rule.reasons
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      }),
      share: rule.probability,
      evenly: rule.quotaEvenly === 'on',
      priorities: this.priorities(rule.priority),
      lists: [
        boxes('touchpoints', [...known, ...kept], (code) => words.touchpoint(code)),
        boxes('channels', CHANNELS, (code) => words.channel(code)),
        boxes('segments', SEGMENTS, (code) => words.segment(code)),
      ],
      names: Object.fromEntries(RULE_FIELDS.map((name) => [name, `${prefix}${name}`])),
      errors: Object.fromEntries(
        RULE_FIELDS.map((name) => [name, this.problems?.byField[`${prefix}${name}`]]),
      ),
    };
  }
}
