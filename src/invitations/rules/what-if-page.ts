/** What rules would have done with the last month, in numbers and words: how far the trying has come, then what came of it. */
import type { Locale } from '../../kernel';
import type { I18n } from '../../platform/i18n';
import { RuleWords } from './rule-words';
import { type WhatIf, WHAT_IF_DAYS, type WhatIfResult } from './what-if';
import type { WhatIfRun } from './what-if-runs';

const MINUTE = 60;

/** One that was tried before, as a line that leads to it. */
export function triedLine(run: WhatIfRun, actors: ReadonlyMap<string, string>, words: RuleWords) {
  return {
    href: `/invitations/rules/what-ifs/${run.id}`,
    at: run.askedAt,
    who: actors.get(run.askedBy) ?? words.text('rules_by_system'),
    text: run.result ? sentenceOf(run.result, words) : words.text(`what_if_${run.state}`),
  };
}

export function whatIfPage(run: WhatIfRun, who: string, words: RuleWords, i18n: I18n, locale: Locale) {
  const { id, state, askedAt, done, total, result } = run;
  const goingOn = state === 'waiting' || state === 'running';
  return {
    id,
    state,
    goingOn,
    askedAt,
    who,
    done,
    remaining: Math.max(0, (total ?? 0) - done),
    percent: total ? Math.floor((100 * done) / total) : 0,
    started: total !== null,
    left: goingOn ? leftIn(run.secondsLeft, words) : undefined,
    lead: result ? sentenceOf(result, words) : words.text(`what_if_${state}`),
    changes: words.changes(run.rules, run.draft),
    whatIf: result && result.contacts > 0 ? resultOf(result, run, words, i18n, locale) : undefined,
  };
}

function leftIn(seconds: number | null, words: RuleWords): string {
  if (seconds === null) return words.text('what_if_left_unknown');
  return seconds < MINUTE
    ? words.text('what_if_left_seconds', { count: Math.max(1, seconds) })
    : words.text('what_if_left_minutes', { count: Math.ceil(seconds / MINUTE) });
}

/** "With these rules 4,210 of 9,804 would have been sent." */
function sentenceOf({ contacts, results }: WhatIf, words: RuleWords): string {
  if (contacts === 0) return words.text('what_if_empty', { days: WHAT_IF_DAYS });
  const sent = results[1]?.sent ?? 0;
  return words.text('rules_whatif_sentence', {
    sent: words.number(sent),
    contacts: words.number(contacts),
    share: words.share(sent, contacts),
  });
}

function resultOf(found: WhatIf, { draft }: WhatIfRun, words: RuleWords, i18n: I18n, locale: Locale) {
  const [now, then] = found.results as [WhatIfResult, WhatIfResult];
  const countsOf = (result: WhatIfResult) =>
    new Map(result.reasons.map(({ outcome, count }) => [outcome, count]));
  const waysOf = (result: WhatIfResult) => new Map(result.ways.map(({ way, sent }) => [way, sent]));
  const beside = <K extends string>(
    before: ReadonlyMap<K, number>,
    after: ReadonlyMap<K, number>,
    prefix: string,
  ) =>
    [...new Set([...after.keys(), ...before.keys()])]
      .map((key) => ({
        label: i18n.text(locale, `invitations.${prefix}_${key}`),
        now: before.get(key) ?? 0,
        then: after.get(key) ?? 0,
      }))
      .sort((a, b) => b.then - a.then || b.now - a.now);
  const told = (result: WhatIfResult) => ({
    sent: result.sent,
    share: words.share(result.sent, found.contacts),
    spread: result.spread,
  });
  return {
    from: found.from,
    to: found.to,
    contacts: found.contacts,
    now: told(now),
    then: told(then),
    difference: then.sent - now.sent,
    reasons: beside(countsOf(now), countsOf(then), 'reason'),
    ways: beside(waysOf(now), waysOf(then), 'way'),
    rules: then.rules.map(({ position, contacts, sent }) => {
      const rule = draft.rules[position - 1];
      return { name: rule ? `${position}. ${rule.name}` : words.text('rules_otherwise'), contacts, sent };
    }),
    unused: draft.rules
      .filter((_, index) => !then.rules.some(({ position }) => position === index + 1))
      .map((rule) => rule.name),
  };
}
