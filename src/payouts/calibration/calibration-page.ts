/** The finished view model of calibration: how leads rate, teams beside each other, one team's people, and every change. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import {
  type Calibration,
  Calibrations,
  type Cycle,
  CycleMembersQueries,
  cycleTabs,
  hasResult,
  managerLinesOf,
  ManagerRatings,
  type MemberRow,
  Plans,
} from '../../evaluations';
import { addDays, type Locale, pickText } from '../../kernel';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { PayoutsQueries, type ScoredMember } from '../payouts.queries';
import { SnapshotsQueries } from '../snapshots.queries';
import { levelsOf, LEVELS, meanOf, type RatedMember, raterSpreads } from './rating-spread';

/** Half steps are offered, as to leads. */
const STEPS = Array.from({ length: 9 }, (_, index) => 100 + 50 * index);
const TRAIL_SHOWN = 50;
const NO_TEAM = 0;

/** What somebody typed that could not be kept. */
export interface Rejected {
  readonly employeeId: number;
  readonly rating: string;
  readonly reason: string;
  readonly error: DomainError;
}

interface Facts {
  readonly locale: Locale;
  readonly people: readonly MemberRow[];
  readonly rated: ReadonlyMap<number, RatedMember>;
  readonly holding: ReadonlyMap<number, Calibration>;
  readonly scores: ReadonlyMap<string, ScoredMember>;
}

@Injectable()
export class CalibrationPages {
  constructor(
    private readonly plans: Plans,
    private readonly members: CycleMembersQueries,
    private readonly ratings: ManagerRatings,
    private readonly calibrations: Calibrations,
    private readonly payouts: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly i18n: I18n,
  ) {}

  /** @param asked key of the line, and the team whose people are shown */
  async page(
    cycle: Cycle,
    viewer: Viewer,
    asked: { line?: string | undefined; team?: number | undefined },
    rejected?: Rejected,
  ) {
    const { locale } = viewer;
    const { definition } = await this.plans.version(cycle.planVersionId);
    const lines = managerLinesOf(definition);
    const line = lines.find(({ key }) => key === asked.line) ?? lines[0];
    const head = {
      cycle,
      tabs: cycleTabs(this.i18n, viewer, cycle, 'calibration'),
      lastDay: addDays(cycle.period.to, -1),
      title: this.say(locale, 'title'),
    };
    if (!line) return { ...head, none: true };
    const trail = await this.calibrations.trail(cycle.id);
    const facts = await this.facts(cycle, viewer, line.key);
    const rated = [...facts.rated.values()];
    const open = cycle.state === 'calculated' || cycle.state === 'calibrated';
    const snapshot = cycle.snapshotId === null ? undefined : await this.snapshots.hashes(cycle.snapshotId);
    const waiting = trail.filter(({ decidedAt }) => snapshot && decidedAt > snapshot.createdAt).length;
    return {
      ...head,
      none: rated.length === 0,
      line: { key: line.key, name: pickText(line.name, locale), target: line.target },
      lines:
        lines.length > 1
          ? lines.map(({ key, name }) => ({
              name: pickText(name, locale),
              href: `/evaluations/${cycle.id}/calibration?line=${key}`,
              current: key === line.key,
            }))
          : null,
      open: open && viewer.scopeOf('evaluations.manage') === 'all',
      waiting: open ? waiting : 0,
      spread: this.spread(rated, locale),
      raters: this.raters(rated, line.target * 100, locale),
      teams: this.teams(cycle, facts, line.key, asked.team),
      team: this.team(facts, asked.team, viewer, rejected),
      problems:
        rejected &&
        problemsOf(rejected.error, this.i18n, locale, {
          reason: this.say(locale, 'reason'),
          ratingHundredths: this.say(locale, 'new_rating'),
        }),
      trail: this.trail(trail, facts, line.key, viewer),
      trailMore: Math.max(0, trail.filter(({ lineKey }) => lineKey === line.key).length - TRAIL_SHOWN),
    };
  }

  private async facts(cycle: Cycle, viewer: Viewer, line: string): Promise<Facts> {
    const people = await this.members.members(cycle.id, 'all');
    const latest = await this.ratings.latest(cycle.id);
    const holding = new Map(
      [...(await this.calibrations.holding(cycle.id))].flatMap(([employeeId, own]) => {
        const change = own.get(line);
        return change ? [[employeeId, change] as const] : [];
      }),
    );
    const rated = people.flatMap(({ employeeId, teamId }) => {
      const rating = latest.get(employeeId)?.get(line);
      if (!rating) return [];
      const given = rating.ratingHundredths;
      const change = holding.get(employeeId);
      const counts = change ? Math.round(Number(change.toScore) * 100) : given;
      const { ratedBy: raterId, raterName } = rating;
      return [[employeeId, { employeeId, teamId, raterId, raterName, given, counts }] as const];
    });
    return {
      locale: viewer.locale,
      people,
      rated: new Map(rated),
      holding,
      scores: hasResult(cycle) ? await this.payouts.scores(cycle) : new Map<string, never>(),
    };
  }

  /** Ratings by level, as given and as they count. */
  private spread(rated: readonly RatedMember[], locale: Locale) {
    const series = [
      {
        name: this.say(locale, 'as_given'),
        tone: 'ink-soft',
        value: levelsOf(rated.map(({ given }) => given)),
      },
      {
        name: this.say(locale, 'as_counts'),
        tone: 'accent',
        value: levelsOf(rated.map(({ counts }) => counts)),
      },
    ];
    return {
      names: series,
      rows: LEVELS.map((level, index) => ({ level, values: series.map(({ value }) => value[index] ?? 0) })),
      chart: { grouped: true, labels: LEVELS.map(String), series },
    };
  }

  private raters(rated: readonly RatedMember[], target: number, locale: Locale) {
    const { share, raters } = raterSpreads(rated, target);
    const formats = this.i18n.formatsFor(locale);
    const judged = raters.filter(({ state }) => state !== 'few');
    const outside = judged.filter(({ state }) => state !== 'within');
    return {
      sentence:
        judged.length === 0
          ? this.say(locale, 'raters_none')
          : this.i18n.text(locale, 'calibration.raters_sentence', {
              share: formats.percent(share),
              names: formats.list(outside.map(({ name }) => name)),
              count: outside.length,
            }),
      rows: raters.map((row) => ({
        ...row,
        mean: row.mean / 100,
        range: row.expected && `${formats.percent(row.expected.low)} – ${formats.percent(row.expected.high)}`,
        word: this.say(locale, `rater_${row.state}`),
        outside: row.state === 'lenient' || row.state === 'strict',
      })),
      chart:
        judged.length === 0
          ? null
          : {
              target: share,
              points: judged.map(({ people, share: own, name, state }) => ({
                n: people,
                share: Math.round(own * 1000) / 1000,
                label: name,
                state: state === 'lenient' ? 'above' : state === 'strict' ? 'below' : 'within',
              })),
              max: 100,
              names: { size: this.say(locale, 'ratings'), share: this.say(locale, 'on_target') },
              unit: '%',
            },
    };
  }

  /** Teams beside each other: ratings before and after, and what their results came to. */
  private teams(cycle: Cycle, facts: Facts, line: string, chosen: number | undefined) {
    const teams = new Map<number, { name: string | null; people: MemberRow[] }>();
    for (const person of facts.people) {
      const id = person.teamId ?? NO_TEAM;
      const team = teams.get(id) ?? { name: person.teamName, people: [] };
      teams.set(id, team);
      team.people.push(person);
    }
    return [...teams].map(([id, { name, people }]) => {
      const rated = people.flatMap(({ employeeId }) => facts.rated.get(employeeId) ?? []);
      const factors = people.flatMap(({ externalId }) => {
        const scored = facts.scores.get(externalId);
        return scored ? [Number(scored.totalFactor)] : [];
      });
      const levels = levelsOf(rated.map(({ counts }) => counts));
      const most = Math.max(1, ...levels);
      const mean = (values: readonly number[]): number | null => {
        const found = meanOf(values);
        return found === null ? null : found / 100;
      };
      return {
        name: name ?? this.say(facts.locale, 'no_team'),
        href: `/evaluations/${cycle.id}/calibration?line=${line}&team=${id}#people`,
        current: id === chosen,
        people: people.length,
        rated: rated.length,
        bars: levels.map((count, index) => {
          const height = Math.round((20 * count) / most);
          return { x: 2 + index * 12, y: 22 - height, height, level: index + 1, count };
        }),
        given: mean(rated.map(({ given }) => given)),
        counts: mean(rated.map(({ counts }) => counts)),
        factor: meanOf(factors),
        onTarget:
          factors.length === 0 ? null : factors.filter((factor) => factor >= 1).length / factors.length,
      };
    });
  }

  /** The people of one team, without the viewer: nobody calibrates themselves. */
  private team(facts: Facts, chosen: number | undefined, viewer: Viewer, rejected?: Rejected) {
    if (chosen === undefined) return null;
    const people = facts.people.filter(
      ({ teamId, employeeId }) => (teamId ?? NO_TEAM) === chosen && employeeId !== viewer.employeeId,
    );
    if (people.length === 0) return null;
    const formats = this.i18n.formatsFor(facts.locale);
    return {
      id: chosen,
      name: people[0]?.teamName ?? this.say(facts.locale, 'no_team'),
      people: people.map((person) => {
        const rating = facts.rated.get(person.employeeId);
        const change = facts.holding.get(person.employeeId);
        const scored = facts.scores.get(person.externalId);
        const refused = rejected?.employeeId === person.employeeId ? rejected : undefined;
        const chosenRating = refused ? Number(refused.rating) : rating?.counts;
        const options = [...new Set([...STEPS, ...(rating ? [rating.given, rating.counts] : [])])];
        return {
          ...person,
          rater: rating?.raterName,
          given: rating && rating.given / 100,
          counts: rating && rating.counts / 100,
          changed: change,
          score: scored?.customerOpinion ? Number(scored.customerOpinion.score) : null,
          factor: scored ? Number(scored.totalFactor) : null,
          open: refused !== undefined,
          reason: refused?.reason ?? '',
          options: options
            .sort((a, b) => a - b)
            .map((value) => ({
              value,
              label: formats.number(value / 100, value % 10 === 0 ? 1 : 2),
              selected: value === chosenRating,
            })),
        };
      }),
    };
  }

  /** Newest first; the viewer's own is left out. */
  private trail(trail: readonly Calibration[], facts: Facts, line: string, viewer: Viewer) {
    const names = new Map(facts.people.map(({ employeeId, name }) => [employeeId, name]));
    return trail
      .filter(({ lineKey, employeeId }) => lineKey === line && employeeId !== viewer.employeeId)
      .reverse()
      .slice(0, TRAIL_SHOWN)
      .map((change) => {
        const held = facts.holding.get(change.employeeId);
        return {
          ...change,
          name: names.get(change.employeeId) ?? '–',
          from: Number(change.fromScore),
          to: Number(change.toScore),
          holds: held !== undefined && held.decidedAt === change.decidedAt && held.toScore === change.toScore,
        };
      });
  }

  private say(locale: Locale, key: string): string {
    return this.i18n.text(locale, `calibration.${key}`);
  }
}
