/** The finished view models of who takes part in a cycle and why, how far ratings are, and of results and conditions. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { addDays, pickText } from '../kernel';
import type { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { numberedPage } from '../platform/views';
import { CycleMembersQueries } from './cycle-members.queries';
import { isSealed } from './cycle-states';
import { cycleTabs } from './cycle-tabs';
import type { Cycle } from './cycles.service';
import { Gates } from './gates.service';
import { LineResults } from './line-results.service';
import { Plans } from './plans.service';
import { Population } from './population';
import { reasonWords } from './population-words';
import { RaterReminders } from './rater-progress';

/** Results listed for a line. */
const LISTED = 50;
/** Left out by a rule of the plan or by name: a name can say otherwise. Without a target nobody can be paid one. */
const DECIDABLE = ['decided', 'too_few_days', 'left', 'no_days'];

/** What was refused on a page, with what was typed. */
export interface RefusedForm {
  readonly error: DomainError;
  /** Which form: an employee's id, or a name. */
  readonly form: string;
  readonly typed: Readonly<Record<string, string>>;
}

@Injectable()
export class PeoplePages {
  constructor(
    private readonly i18n: I18n,
    private readonly plans: Plans,
    private readonly members: CycleMembersQueries,
    private readonly population: Population,
    private readonly raters: RaterReminders,
    private readonly results: LineResults,
    private readonly gates: Gates,
  ) {}

  /** Who is in, who is out, who decided otherwise, and how far each rater is. */
  async people(cycle: Cycle, viewer: Viewer, page: number, refused?: RefusedForm) {
    const { locale } = viewer;
    const plan = await this.plans.version(cycle.planVersionId);
    const [members, out, decisions, raters] = [
      await this.members.members(cycle.id, 'all'),
      await this.members.leftOut(cycle.id),
      new Map((await this.population.decisions(cycle.id)).map((row) => [row.employeeId, row])),
      await this.raters.progress(cycle),
    ];
    const manages = viewer.scopeOf('evaluations.manage') === 'all';
    const open = !isSealed(cycle.state) && cycle.state !== 'cancelled';
    const { shown, paged, pager } = numberedPage(members, page, `/evaluations/${cycle.id}/people`);
    const row = <T extends { employeeId: number; reason: string }>(person: T) => {
      const decision = decisions.get(person.employeeId);
      return {
        ...person,
        why: reasonWords(this.i18n, locale, person.reason),
        decision: decision?.decision === 'by_rule' ? undefined : decision,
        decides: manages && open && person.employeeId !== viewer.employeeId && decidable(person),
        refused: refused?.form === String(person.employeeId) ? refused.typed.reason : undefined,
      };
    };
    const rated = raters.reduce((sum, rater) => sum + rater.rated, 0);
    return {
      cycle,
      plan,
      lastDay: addDays(cycle.period.to, -1),
      tabs: cycleTabs(this.i18n, viewer, cycle, 'people'),
      counts: { in: members.length, out: out.length },
      drawnLater: cycle.state === 'calculated' || cycle.state === 'calibrated',
      people: shown.map(row),
      paged,
      pager,
      out: out.map(row),
      raters: raters.map((rater) => ({
        ...rater,
        done: rater.rated === rater.people,
        percent: Math.floor((100 * rater.rated) / rater.people),
      })),
      rated,
      percent: members.length === 0 ? 0 : Math.floor((100 * rated) / members.length),
      reminds:
        manages &&
        cycle.state === 'collecting' &&
        raters.some(({ userId, rated: of, people }) => userId !== null && of < people),
      problems:
        refused &&
        problemsOf(refused.error, this.i18n, locale, { reason: this.i18n.text(locale, 'population.why') }),
    };
  }

  /** Lines that take results, with how many have one; and the plan's conditions with who they are closed to. */
  async inputs(cycle: Cycle, viewer: Viewer, refused?: RefusedForm) {
    const { locale } = viewer;
    const plan = await this.plans.version(cycle.planVersionId);
    const { lines, gates } = plan.definition;
    const members = await this.members.members(cycle.id, 'all');
    const byId = new Map(members.map((member) => [member.employeeId, member]));
    const found = await this.results.found(cycle.id, cycle.period, lines);
    const closed = await this.gates.closed(cycle.id);
    const manages = viewer.scopeOf('evaluations.manage') === 'all';
    const sealed = isSealed(cycle.state) || cycle.state === 'cancelled';
    const typed = refused?.typed ?? {};
    return {
      cycle,
      plan,
      lastDay: addDays(cycle.period.to, -1),
      tabs: cycleTabs(this.i18n, viewer, cycle, 'inputs'),
      lines: lines
        .filter(({ kind }) => kind === 'goal' || kind === 'observation')
        .map((line) => {
          const own = members.flatMap((member) => {
            const result = found.get(member.employeeId)?.get(line.key);
            return result ? [{ ...result, name: member.name, score: Number(result.score) }] : [];
          });
          return {
            key: line.key,
            name: pickText(line.name, locale),
            weight: line.weightBp / 10_000,
            observed: line.kind === 'observation',
            people: members.length,
            withResult: own.length,
            missing: members.length - own.length,
            results: own.slice(0, LISTED),
            more: Math.max(0, own.length - LISTED),
            typed: refused?.form === line.key ? typed.results : '',
            refused: refused?.form === line.key,
          };
        }),
      gates: gates.map((gate) => ({
        key: gate.key,
        name: pickText(gate.name, locale),
        person: gate.scope === 'person',
        effect: gate.effect,
        closed:
          gate.scope === 'person'
            ? [...closed.byEmployee].flatMap(([id, shut]) =>
                shut
                  .filter(({ key }) => key === gate.key)
                  .map(({ reason }) => ({
                    employee: byId.get(id)?.externalId,
                    name: byId.get(id)?.name ?? '–',
                    reason,
                  })),
              )
            : closed.all.filter(({ key }) => key === gate.key).map(({ reason }) => ({ reason })),
        typed: refused?.form === `gate ${gate.key}` ? typed : {},
      })),
      takesResults: manages && ['draft', 'shadow', 'open', 'collecting'].includes(cycle.state),
      takesDecisions: manages && !sealed,
      problems: refused && problemsOf(refused.error, this.i18n, locale),
    };
  }
}

/** Whoever is in can be left out; whoever is out can be taken in, unless there is nothing to pay. */
function decidable(person: { reason: string; eligibleDays?: number }): boolean {
  return person.eligibleDays !== undefined || DECIDABLE.includes(person.reason.split(':')[0] ?? '');
}
