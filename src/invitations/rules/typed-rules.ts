/** The texts in the fields of the rules' form: from what is on record, from what somebody sent, and moved about. */
import { randomBytes } from 'node:crypto';
import type { Quota, SamplingRule } from '../calc';
import { type InvitationRules, MOST_RULES } from '../invitation-rules';
import { GENERAL_FIELDS, RULE_FIELDS, RULE_LISTS, type TypedRule, type TypedRules } from './rules-form';

/** Hours proposed to somebody who turns quiet hours on. */
const USUAL_QUIET = { from: 21, until: 8 };
const percent = (probability: number): string => String(Math.round(probability * 1e8) / 1e6);
const maybe = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);
const tick = (on: boolean): string => (on ? 'on' : '');

function typedQuota(quota: Quota | null) {
  return {
    quotaMost: maybe(quota?.most),
    quotaPer: quota?.per ?? 'week',
    quotaEvenly: tick(quota?.evenly ?? true),
  };
}

function typedRule(rule: SamplingRule): TypedRule {
  return {
    key: rule.key,
    name: rule.name,
    touchpoints: [...rule.touchpoints],
    channels: [...rule.channels],
    segments: [...rule.segments],
    reasons: rule.reasons.join(', '),
    probability: percent(rule.probability),
    ...typedQuota(rule.quota),
    priority: String(rule.priority),
    delayMinutes: maybe(rule.delayMinutes),
    maxAgeDays: maybe(rule.maxAgeDays),
  };
}

/** The fields of rules that are on record. */
export function typedFrom(rules: InvitationRules): TypedRules {
  const { sampling, holidays, frequency, excluded } = rules;
  const quiet = rules.quietHours ?? USUAL_QUIET;
  return {
    probability: percent(sampling.probability),
    ...typedQuota(sampling.quota),
    priority: String(sampling.priority),
    delayMinutes: String(rules.delayMinutes),
    maxAgeDays: String(rules.maxAgeDays),
    quiet: tick(rules.quietHours !== null),
    quietFrom: String(quiet.from),
    quietUntil: String(quiet.until),
    weekdays: rules.quietWeekdays.map(String),
    observe: tick(holidays.observe),
    country: holidays.country ?? '',
    state: holidays.state ?? '',
    extra: holidays.extra.join('\n'),
    customerMost: String(frequency.customerMost),
    askAgainDays: String(rules.askAgainDays),
    touchpointMost: maybe(frequency.touchpoint?.most),
    touchpointDays: maybe(frequency.touchpoint?.days),
    accountMost: maybe(frequency.account?.most),
    accountDays: maybe(frequency.account?.days),
    reminderMost: String(rules.reminders.most),
    reminderDays: String(rules.reminders.afterDays),
    openDays: String(rules.openDays),
    retryHours: String(rules.retryHours),
    laterContact: rules.laterContact,
    excludedReasons: excluded.reasons.join(', '),
    internal: excluded.internal.join('\n'),
    machines: excluded.machines.join(', '),
    marks: excluded.marks.join(', '),
    rules: rules.rules.map(typedRule),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );

function each<N extends string, T>(names: readonly N[], value: (name: N) => T): Record<N, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<N, T>;
}

/** The fields somebody sent, right or wrong; what belongs to no field is left out. */
export function typedIn(body: unknown): TypedRules {
  const sent = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const rules: TypedRule[] = [];
  for (let index = 0; index <= MOST_RULES && Object.hasOwn(sent, `rules.${index}.key`); index += 1) {
    const field = (name: string) => sent[`rules.${index}.${name}`];
    rules.push({
      ...each(RULE_FIELDS, (name) => text(field(name))),
      ...each(RULE_LISTS, (name) => list(field(name))),
    });
  }
  const general = each(GENERAL_FIELDS, (name) => text(sent[name]));
  return { ...general, weekdays: list(sent['weekdays']), rules };
}

const blankRule = (): TypedRule =>
  typedRule({
    key: `r-${randomBytes(4).toString('hex')}`,
    name: '',
    touchpoints: [],
    channels: [],
    reasons: [],
    segments: [],
    probability: 1,
    quota: null,
    priority: 50,
    delayMinutes: null,
    maxAgeDays: null,
  });

/**
 * What a button of the form does to the draft: `add`, `remove.2`, `up.2`, `down.2`.
 * @returns undefined for any other action
 */
export function rearranged(typed: TypedRules, action: string): TypedRules | undefined {
  const rules = [...typed.rules];
  if (action === 'add') {
    return rules.length < MOST_RULES ? { ...typed, rules: [...rules, blankRule()] } : typed;
  }
  const [, verb, position] = /^(remove|up|down)\.(\d{1,2})$/.exec(action) ?? [];
  const index = Number(position);
  const rule = rules[index];
  if (verb === undefined || !rule) return undefined;
  rules.splice(index, 1);
  if (verb !== 'remove') rules.splice(Math.max(0, verb === 'up' ? index - 1 : index + 1), 0, rule);
  return { ...typed, rules };
}
