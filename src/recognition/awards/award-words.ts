/** Awards in words: what a rule asks for, why somebody got one, which period it was. */
import { Injectable } from '@nestjs/common';
import { addDays, type Locale, pickText } from '../../kernel';
import { I18n } from '../../platform/i18n';
import type { Award } from './award.store';
import type { Condition, Reason } from './calc/award-rule';

@Injectable()
export class AwardWords {
  constructor(private readonly i18n: I18n) {}

  say(locale: Locale, key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(locale, `awards.${key}`, params);
  }

  name(award: Pick<Award, 'name'>, locale: Locale): string {
    return pickText(award.name, locale);
  }

  /** `octubre de 2026`, `julio–septiembre de 2026`, `2026`. */
  period({ from, to }: { from: string; to: string }, locale: Locale): string {
    const formats = this.i18n.formatsFor(locale);
    const last = addDays(to, -1);
    if (from.slice(5) === '01-01' && last.slice(5) === '12-31') return from.slice(0, 4);
    if (from.slice(0, 7) === last.slice(0, 7)) return formats.day(from.slice(0, 7), 'month');
    return formats.dayRange(from, last, 'month');
  }

  /** What has to hold, one sentence. */
  condition(condition: Condition, locale: Locale): string {
    const number = (value: number) => this.i18n.formatsFor(locale).number(value);
    switch (condition.kind) {
      case 'band':
        return this.say(locale, `condition_band_${condition.atLeast}`);
      case 'score':
        return this.say(locale, 'condition_score', { value: number(condition.atLeast) });
      case 'answers':
        return this.say(locale, 'condition_answers', { count: condition.atLeast });
      case 'streak':
        return this.say(locale, 'condition_streak', { count: condition.periods });
      case 'kudos':
        return this.say(locale, 'condition_kudos', { count: condition.atLeast, from: condition.from });
      case 'promises':
        return this.say(locale, 'condition_promises', {
          share: number(condition.atLeast),
          due: condition.due,
        });
    }
  }

  /** Why somebody got it, with the figure that met the condition. */
  reason({ kind, value, of, band }: Reason, locale: Locale): string {
    const formats = this.i18n.formatsFor(locale);
    switch (kind) {
      case 'band':
        return this.say(locale, band === 'above' ? 'reason_band_above' : 'reason_band_consistent');
      case 'score':
        return this.say(locale, 'reason_score', { value: formats.number(value, 0) });
      case 'answers':
        return this.say(locale, 'reason_answers', { count: value });
      case 'streak':
        return this.say(locale, 'reason_streak', { count: value });
      case 'kudos':
        return this.say(locale, 'reason_kudos', { count: value, from: of ?? 0 });
      case 'promises':
        return this.say(locale, 'reason_promises', { kept: value, due: of ?? 0 });
      case 'vote':
        return this.say(locale, 'reason_vote', { count: value, all: of ?? 0 });
    }
  }

  reasons(reasons: readonly Reason[], locale: Locale): string[] {
    return reasons.map((reason) => this.reason(reason, locale));
  }

  places(award: Award, locale: Locale): string {
    return award.places === null
      ? this.say(locale, 'places_all', { count: 0 })
      : this.say(locale, `places_${award.ties}`, { count: award.places });
  }
}
