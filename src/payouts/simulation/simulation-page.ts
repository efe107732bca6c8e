/** The finished view models of the simulation of one cycle and of scenarios side by side. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type Cycle, Cycles, cycleTabs, hasResult, isPublished, Plans } from '../../evaluations';
import { EqualityReports } from '../../equality';
import { addDays, type Locale, pickText } from '../../kernel';
import { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import type { CyclePlan, SimulatedCycle } from '../calc';
import type { SimulationChanges } from './changed-plan';
import { type MemberFacts, moves } from './comparison';
import { MemberFactsQueries } from './member-facts.queries';
import { Scenarios } from './scenarios.service';
import { LINE_NUMBERS, type TypedSimulation, typedFrom } from './simulation-form';
import { type NamedAmounts, OutcomeWords } from './simulation-outcome';
import { amountsOf, type Simulated, type SimulationBase, Simulations } from './simulations.service';

/** What is shown of one cycle. */
export interface ShownSimulation {
  /** What was typed; without it the plan, or the scenario. */
  typed?: TypedSimulation;
  scenario?: string | undefined;
  /** The changes to compute; without them the cycle as it stands. */
  changes?: SimulationChanges | undefined;
  /** What to start from, where it was found before. */
  base?: SimulationBase;
  /** Whether the people who move are listed, and which page of them. */
  people?: { page: number };
  name?: string;
  problem?: DomainError;
}

@Injectable()
export class SimulationPages {
  constructor(
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly simulations: Simulations,
    private readonly scenarios: Scenarios,
    private readonly facts: MemberFactsQueries,
    private readonly equality: EqualityReports,
    private readonly i18n: I18n,
  ) {}

  async page(cycle: Cycle, viewer: Viewer, shown: ShownSimulation) {
    const kept = await this.scenarios.of(cycle.id);
    const scenario = kept.find(({ id }) => id === shown.scenario);
    const changes = shown.changes ?? scenario?.changes;
    const base = shown.base ?? (await this.baseOf(cycle));
    if (!base) return { ...this.head(cycle, viewer), nobody: true };
    const run = shown.problem ? null : await this.simulations.run(cycle, changes ? [changes] : [], base);
    const { plan, poolMinor } = base.head;
    const typed = shown.typed ?? typedFrom(plan, poolMinor, changes);
    return {
      ...this.head(cycle, viewer),
      form: await this.form(cycle, viewer, plan, typed, shown),
      scenario,
      scenarios: kept.map((row) => ({ ...row, open: row.id === scenario?.id })),
      comparable: kept.length > 0,
      outcome: run && (await this.outcome(cycle, viewer, run, shown)),
      simulated: changes !== undefined,
    };
  }

  /** Nothing while nobody is in the cycle. */
  private async baseOf(cycle: Cycle): Promise<SimulationBase | undefined> {
    try {
      return await this.simulations.base(cycle);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'cycle_without_members') return undefined;
      throw error;
    }
  }

  /** Up to three scenarios beside the cycle as it stands. */
  async comparison(cycle: Cycle, viewer: Viewer, ids: readonly string[]) {
    // Nobody chosen: those that were kept first.
    const kept = (await this.scenarios.of(cycle.id))
      .filter(({ id }) => ids.length === 0 || ids.includes(id))
      .slice(0, 3);
    const run = await this.simulations.run(
      cycle,
      kept.map(({ changes }) => changes),
    );
    const facts = await this.facts.of(cycle);
    const words = this.words(cycle, viewer);
    const results: NamedAmounts[] = [
      this.asItStands(run, facts, viewer.locale),
      ...run.after.map(({ result }, index) => ({
        name: kept[index]?.name ?? '',
        amounts: amountsOf(result),
        facts,
        poolMinor: result.poolMinor,
      })),
    ];
    const [first, ...others] = results;
    const before = first?.amounts ?? new Map<string, number>();
    return {
      ...this.head(cycle, viewer),
      costs: words.costs(results),
      moved: others.map(({ name, amounts }) => ({ name, ...counted(moves(facts, before, amounts)) })),
      spread: words.spread(results),
      groups: others.map(({ name, amounts }) => ({ name, tables: words.groups(facts, before, amounts) })),
    };
  }

  private head(cycle: Cycle, viewer: Viewer) {
    return {
      cycle,
      tabs: cycleTabs(this.i18n, viewer, cycle, 'simulation'),
      lastDay: addDays(cycle.period.to, -1),
      title: this.say(viewer.locale, 'title'),
      runs: viewer.scopeOf('evaluations.manage') === 'all',
    };
  }

  private async outcome(cycle: Cycle, viewer: Viewer, run: Simulated, { people }: ShownSimulation) {
    const facts = await this.facts.of(cycle);
    const stands = this.asItStands(run, facts, viewer.locale);
    const [changed] = run.after;
    const now: NamedAmounts[] = changed
      ? [
          stands,
          {
            name: this.say(viewer.locale, 'simulated'),
            amounts: amountsOf(changed.result),
            facts,
            poolMinor: changed.result.poolMinor,
          },
        ]
      : [stands];
    const last = await this.lastCycle(cycle);
    const words = this.words(cycle, viewer);
    const after = now.at(-1)?.amounts ?? stands.amounts;
    const own = isPublished(cycle.state) ? null : viewer.employeeId;
    const moved = moves(facts, stands.amounts, after);
    const listed = moved.people.filter(({ employeeId }) => employeeId !== own);
    return {
      costs: words.costs([...now, ...(last ? [last] : [])]),
      moved: changed ? counted(moved) : null,
      unallocated:
        changed && changed.result.unallocatedMinor > 0 ? words.money(changed.result.unallocatedMinor) : null,
      spread: words.spread([...now, ...(last ? [last] : [])]),
      groups: words.groups(facts, stands.amounts, after),
      equality: people && changed ? await this.equalityOf(facts, run.before, changed.result, viewer) : null,
      people: people && changed ? words.people({ ...moved, people: listed }, people.page) : null,
    };
  }

  /** Groups of people as the report on equal treatment may tell of them; null for whoever may not see it. */
  private async equalityOf(
    facts: readonly MemberFacts[],
    before: SimulatedCycle,
    after: SimulatedCycle,
    viewer: Viewer,
  ) {
    if (viewer.scopeOf('equality.view') !== 'all' || !(await this.equality.hasAnswers())) return null;
    const earlier = new Map(before.members.map((member) => [member.key, member]));
    const later = new Map(after.members.map((member) => [member.key, member]));
    const outcomes = facts.flatMap(({ key, entitledMinor }) => {
      const [was, is] = [earlier.get(key), later.get(key)];
      if (!was || !is) return [];
      const share = (amount: number): number | null => (entitledMinor > 0 ? amount / entitledMinor : null);
      return [
        {
          employee: key,
          before: share(was.amountMinor),
          after: share(is.amountMinor),
          onTargetBefore: Number(was.totalFactor) >= 1,
          onTargetAfter: Number(is.totalFactor) >= 1,
        },
      ];
    });
    const attributes = await this.equality.effects(outcomes, viewer);
    return { tooFew: attributes === null, attributes: attributes ?? [] };
  }

  private asItStands(run: Simulated, facts: NamedAmounts['facts'], locale: Locale): NamedAmounts {
    return {
      name: this.say(locale, 'as_it_stands'),
      amounts: amountsOf(run.before),
      facts,
      poolMinor: run.before.poolMinor,
    };
  }

  /** The cycle before this one in the same currency, of the same plan if there is one. */
  private async lastCycle(cycle: Cycle): Promise<NamedAmounts | null> {
    const { planKey } = await this.plans.version(cycle.planVersionId);
    const earlier = (await this.cycles.all()).filter(
      (other) =>
        other.period.to <= cycle.period.from &&
        other.currency === cycle.currency &&
        other.state !== 'shadow' &&
        hasResult(other),
    );
    let last = earlier[0];
    for (const other of earlier) {
      if ((await this.plans.version(other.planVersionId)).planKey !== planKey) continue;
      last = other;
      break;
    }
    if (!last || last.snapshotId === null) return null;
    return {
      name: last.name,
      amounts: await this.facts.paid(last.snapshotId),
      facts: await this.facts.of(last),
      poolMinor: last.poolMinor,
    };
  }

  private async form(
    cycle: Cycle,
    viewer: Viewer,
    plan: CyclePlan,
    typed: TypedSimulation,
    { problem, name = '' }: ShownSimulation,
  ) {
    const { locale } = viewer;
    const { definition } = await this.plans.version(cycle.planVersionId);
    const nameOf = (key: string): string => {
      const line = definition.lines.find((candidate) => candidate.key === key);
      return line ? pickText(line.name, locale) : key;
    };
    const labels: Record<string, string> = {
      poolMinor: this.say(locale, 'field_pool'),
      name: this.say(locale, 'field_name'),
    };
    plan.lines.forEach((line, index) => {
      for (const field of ['weightBp', ...LINE_NUMBERS, 'shape'])
        labels[`lines.${index}.${field}`] = `${nameOf(line.key)}: ${this.say(locale, `field_${field}`)}`;
    });
    for (const field of ['factorAtMost', 'amountAtLeast', 'amountAtMost'])
      labels[`limits.${field}`] = this.say(locale, `field_${field}`);
    const problems = problem && problemsOf(problem, this.i18n, locale, labels);
    const field = (id: string, label: string) => ({
      name: id,
      label: this.say(locale, `field_${label}`),
      value: typed[id] ?? '',
      error: problems?.byField[id],
    });
    const choice = (id: string, label: string, values: readonly string[]) => ({
      ...field(id, label),
      options: values.map((value) => ({ value, label: this.say(locale, `choice_${label}_${value}`) })),
    });
    return {
      problems,
      linesError: problems?.byField['lines'],
      pool: field('poolMinor', 'pool'),
      currency: plan.currency,
      funding: choice('funding', 'funding', ['pool', 'individual']),
      missing: choice('missingLine', 'missingLine', ['reweighted', 'at_target']),
      limits: ['factorAtMost', 'amountAtLeast', 'amountAtMost'].map((id) => field(`limits.${id}`, id)),
      name: { ...field('name', 'name'), value: name },
      lines: plan.lines.map((line, index) => ({
        index,
        name: nameOf(line.key),
        weight: field(`lines.${index}.weightBp`, 'weightBp'),
        targets: ['threshold', 'target', 'maximum'].map((id) => field(`lines.${index}.${id}`, id)),
        payouts: ['thresholdPayout', 'maximumPayout'].map((id) => field(`lines.${index}.${id}`, id)),
        shape: choice(`lines.${index}.shape`, 'shape', ['straight', 'smooth']),
        expected: line.kind === 'customer_opinion' && {
          name: `lines.${index}.useExpectedPayout`,
          checked: typed[`lines.${index}.useExpectedPayout`] === 'on',
        },
        open: Object.keys(problems?.byField ?? {}).some((id) => id.startsWith(`lines.${index}.`)),
      })),
    };
  }

  private words({ currency }: Cycle, { locale }: Viewer): OutcomeWords {
    return new OutcomeWords(this.i18n, locale, currency);
  }

  private say(locale: Locale, key: string): string {
    return this.i18n.text(locale, `simulation.${key}`);
  }
}

function counted({ up, down, same }: { up: number; down: number; same: number }) {
  return { up, down, same };
}
