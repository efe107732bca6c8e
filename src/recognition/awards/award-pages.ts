/** The pages about awards: those that are given, one with who has it, and the form of one. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { addDays, type Locale, type Period, pickText, previousPeriods } from '../../kernel';
import { Calendar } from '../../organization';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { shownNameOf } from '../kudos/shown-people';
import { KudosQueries } from '../kudos/kudos.queries';
import { type AwardForm, awardOf, EMPTY_FORM, formOf } from './award-form';
import { AWARD_ICON_NAMES, AWARD_ICONS } from './award-icons';
import { AwardRules, type Earner } from './award-rules.service';
import { AwardQueries, type Grant } from './award.queries';
import { type Award, AwardStore, type RuleAward, type VoteAward } from './award.store';
import { AwardVotes, LEAST_VOTES, type Nominee } from './award-votes.service';
import { AwardWords } from './award-words';
import { AWARD_PERIODS, periodOf } from './calc/award-periods';

const NEWEST = 24;
const OF_ONE = 60;
/** Periods the dry run offers, the running one included. */
const TRIED = 4;

export interface TypedVote {
  employeeId?: string | undefined;
  reason?: string | undefined;
}

@Injectable()
export class AwardPages {
  constructor(
    private readonly calendar: Calendar,
    private readonly i18n: I18n,
    private readonly store: AwardStore,
    private readonly queries: AwardQueries,
    private readonly rules: AwardRules,
    private readonly votes: AwardVotes,
    private readonly kudos: KudosQueries,
    private readonly words: AwardWords,
  ) {}

  /** The model of `views/recognition/awards.hbs`. */
  async list(viewer: Viewer) {
    const manages = viewer.can('recognition.manage');
    const awards = (await this.store.all()).filter(({ retired }) => manages || !retired);
    return {
      title: this.words.say(viewer.locale, 'title'),
      manages,
      awards: await Promise.all(awards.map((award) => this.line(award, viewer))),
      grants: (await this.queries.grants(viewer, null, NEWEST)).map((grant) => this.grant(grant, viewer)),
    };
  }

  /** The model of `views/recognition/award.hbs`. @param tried the first day of the period the dry run is about */
  async one(
    award: Award,
    viewer: Viewer,
    tried: string | undefined,
    typed: TypedVote = {},
    problem?: DomainError,
  ) {
    const { locale } = viewer;
    const manages = viewer.can('recognition.manage');
    const labels = {
      employeeId: this.words.say(locale, 'nominee'),
      reason: this.words.say(locale, 'nominee_reason'),
    };
    return {
      ...(await this.line(award, viewer)),
      title: this.words.name(award, locale),
      manages,
      problems: problem && problemsOf(problem, this.i18n, locale, labels),
      labels,
      typed: { employeeId: typed.employeeId ?? '', reason: typed.reason ?? '' },
      conditions:
        award.way === 'rule' ? award.rule.conditions.map((one) => this.words.condition(one, locale)) : [],
      vote: award.way === 'vote' ? await this.voteModel(award, viewer) : null,
      dryRun: award.way === 'rule' && manages ? await this.dryRun(award, locale, tried) : null,
      grants: byPeriod(
        (await this.queries.grants(viewer, award.id, OF_ONE)).map((grant) => this.grant(grant, viewer)),
      ),
    };
  }

  /** The form of an award there is. @param tried what is typed, as an award: who would get it is looked at */
  async changing(award: Award, locale: Locale, typed?: AwardForm, problem?: DomainError, tried?: Award) {
    return {
      ...this.form(locale, typed ?? formOf(award), problem),
      title: this.words.say(locale, 'change_title', { award: this.words.name(award, locale) }),
      award: { id: award.id, name: this.words.name(award, locale), byRule: award.way === 'rule' },
      facts: [this.words.say(locale, `period_${award.period}`), this.words.say(locale, `way_${award.way}`)],
      dryRun: tried?.way === 'rule' ? await this.dryRun(tried, locale, undefined) : null,
    };
  }

  /** The model of `views/recognition/award-form.hbs`. */
  form(locale: Locale, typed: AwardForm = EMPTY_FORM, problem?: DomainError) {
    const say = (key: string) => this.words.say(locale, key);
    const choice = (name: keyof AwardForm, values: readonly string[], key: string) =>
      values.map((value) => ({ value, label: say(`${key}_${value}`), checked: typed[name] === value }));
    const labels = Object.fromEntries(
      Object.keys(EMPTY_FORM).map((name) => [name, say(`field_${name}`)]),
    ) as Record<string, string>;
    return {
      title: say('new_title'),
      typed,
      labels,
      problems: problem && this.problems(problem, typed, labels, locale),
      icons: AWARD_ICON_NAMES.map((value) => ({
        value,
        path: AWARD_ICONS[value],
        label: say(`icon_${value}`),
        checked: typed.icon === value,
      })),
      ways: choice('way', ['rule', 'vote'], 'way'),
      periods: choice('period', AWARD_PERIODS, 'period'),
      ties: choice('ties', ['all', 'alphabetical'], 'ties'),
      bands: [
        { value: '', label: say('band_none') },
        { value: 'above', label: say('band_above') },
        { value: 'consistent', label: say('band_consistent') },
      ],
    };
  }

  /** The fields of the form stand where the faults of the award do. */
  private problems(problem: DomainError, typed: AwardForm, labels: Record<string, string>, locale: Locale) {
    const { fieldOf } = awardOf(typed);
    const byPath = new Proxy(labels, {
      get: (known, path: string) => known[fieldOf(path)],
      has: () => true,
    });
    const found = problemsOf(problem, this.i18n, locale, byPath);
    const list = found.list.map((one) => ({
      ...one,
      field: fieldOf(one.field),
      href: `#field-${fieldOf(one.field)}`,
    }));
    return { ...found, list, byField: Object.fromEntries(list.map(({ field, text }) => [field, text])) };
  }

  private async line(award: Award, viewer: Viewer) {
    const { locale } = viewer;
    const open = award.way === 'vote' ? await this.votes.open(award) : null;
    return {
      id: award.id,
      name: this.words.name(award, locale),
      icon: AWARD_ICONS[award.icon],
      way: award.way,
      retired: award.retired,
      facts: [
        this.words.say(locale, `period_${award.period}`),
        this.words.say(locale, `way_${award.way}`),
        this.words.places(award, locale),
      ],
      reward: award.reward && pickText(award.reward, locale),
      voting: open?.voting
        ? this.words.say(locale, 'voting_until', {
            day: this.i18n.formatsFor(locale).day(addDays(open.closesOn, -1), 'short'),
          })
        : null,
    };
  }

  private grant(grant: Grant, viewer: Viewer) {
    const { locale } = viewer;
    const own = grant.employeeId === viewer.employeeId;
    const manages = viewer.can('recognition.manage');
    return {
      id: grant.id,
      awardId: grant.awardId,
      award: pickText(grant.awardName, locale),
      icon: AWARD_ICONS[grant.icon],
      person: grant.person,
      period: this.words.period(grant, locale),
      // Figures are for whoever they are about, and for those who answer for the award.
      reasons: own || manages ? this.words.reasons(grant.reasons, locale) : [],
      hidden: !grant.shown && grant.revokedAt === null,
      revoked: grant.revokedAt !== null,
      revokedReason: grant.revokedReason,
      certificate:
        (own || manages) && grant.revokedAt === null
          ? `/recognition/awards/grants/${grant.id}/certificate.pdf`
          : null,
      mayRevoke: manages && grant.revokedAt === null,
    };
  }

  private async voteModel(award: VoteAward, viewer: Viewer) {
    const { locale, employeeId } = viewer;
    const { nominating, voting, closesOn } = await this.votes.open(award);
    const takesPart = employeeId !== null && viewer.can('recognition.give');
    const shown = (nominees: readonly Nominee[]) =>
      nominees.map((one) => ({
        employeeId: String(one.employeeId),
        name: shownNameOf(one),
        reasons: one.reasons,
        own: one.employeeId === employeeId,
      }));
    return {
      least: LEAST_VOTES,
      nominating: nominating && {
        text: this.words.say(locale, 'nominating_for', { period: this.words.period(nominating, locale) }),
        nominees: shown(await this.votes.nominees(award.id, nominating)),
        colleagues: takesPart
          ? [
              { value: '', label: this.words.say(locale, 'choose_nominee') },
              ...(await this.kudos.colleagues(employeeId)).map(({ id, name }) => ({
                value: String(id),
                label: name,
              })),
            ]
          : null,
      },
      voting: voting && {
        text: this.words.say(locale, 'voting_for', {
          period: this.words.period(voting, locale),
          day: this.i18n.formatsFor(locale).day(addDays(closesOn, -1), 'short'),
        }),
        nominees: shown(await this.votes.nominees(award.id, voting)),
        voted: takesPart && (await this.votes.hasVoted(award.id, voting, employeeId)),
        mayVote: takesPart,
      },
    };
  }

  private async dryRun(award: RuleAward, locale: Locale, tried: string | undefined) {
    const today = await this.calendar.today();
    const running = periodOf(award.period, today);
    const periods: Period[] = [running, ...previousPeriods(running, TRIED - 1)];
    const chosen = periods.find(({ from }) => from === tried) ?? periods[1] ?? running;
    const look = await this.rules.look(award, chosen);
    const shown = (one: Earner) => ({
      name: one.name,
      reasons: this.words.reasons(one.reasons, locale),
      optedOut: one.publicName === 'hidden',
    });
    return {
      periods: periods.map((period) => ({
        value: period.from,
        label: this.words.period(period, locale),
        selected: period === chosen,
      })),
      lead: this.words.say(locale, 'dry_lead', {
        count: look.given.length,
        people: look.people,
        period: this.words.period(chosen, locale),
      }),
      open: !look.closed || chosen.to > today,
      given: look.given.map(shown),
      short: look.short.map(shown),
    };
  }
}

/** Those of the same period together, in the order they come. */
function byPeriod<T extends { period: string }>(grants: readonly T[]): { period: string; grants: T[] }[] {
  const groups: { period: string; grants: T[] }[] = [];
  for (const grant of grants) {
    const last = groups.at(-1);
    if (last?.period === grant.period) last.grants.push(grant);
    else groups.push({ period: grant.period, grants: [grant] });
  }
  return groups;
}
