/** The finished view models of approval: the gates before money, the list of results to approve, and one result's approval. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import {
  allows,
  type Cycle,
  CycleMembersQueries,
  cycleTabs,
  hasResult,
  type MemberRow,
} from '../../evaluations';
import { addDays } from '../../kernel';
import { errors } from '../../platform/errors';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { numberedPage } from '../../platform/views';
import { PayoutsQueries } from '../payouts.queries';
import type { ApprovalGate } from '../calc';
import { isOpen, Readiness } from './readiness.service';
import { ResultSignOffs } from './result-sign-offs.service';

/** Gates whose value is a share; the others count. */
const SHARES: readonly ApprovalGate[] = ['response_rate', 'coverage'];

@Injectable()
export class ApprovalPages {
  constructor(
    private readonly readiness: Readiness,
    private readonly signOffs: ResultSignOffs,
    private readonly members: CycleMembersQueries,
    private readonly payouts: PayoutsQueries,
    private readonly i18n: I18n,
  ) {}

  /** The gates of the cycle's current result; undefined without one, or for a plan that needs none. */
  async gates(cycle: Cycle, viewer: Viewer) {
    const gates = hasResult(cycle) ? await this.readiness.of(cycle) : [];
    if (gates.length === 0) return undefined;
    const formats = this.i18n.formatsFor(viewer.locale);
    const show = (gate: ApprovalGate, value: number): string => {
      if (gate === 'adverse_impact')
        return this.i18n.text(viewer.locale, value > 0 ? 'approvals.opened' : 'approvals.unopened');
      if (SHARES.includes(gate)) return formats.percent(value);
      return formats.number(value, gate === 'reliability' ? 2 : 0);
    };
    const passes =
      viewer.scopeOf('evaluations.sign_off') === 'all' &&
      (allows(cycle.state, 'sign_off') || cycle.state === 'shadow');
    const rows = gates.map((gate) => ({
      ...gate,
      open: isOpen(gate),
      name: this.i18n.text(viewer.locale, `approvals.gate.${gate.gate}`),
      meaning: this.i18n.text(viewer.locale, `approvals.gate_meaning.${gate.gate}`),
      shown: gate.value === null ? null : show(gate.gate, gate.value),
      asked: gate.gate === 'adverse_impact' ? null : show(gate.gate, gate.needed),
      href: gate.gate === 'adverse_impact' ? `/evaluations/${cycle.id}/equality` : undefined,
      passable: passes && !isOpen(gate),
    }));
    return { rows, closed: rows.filter(({ open }) => !open).length };
  }

  /** Everybody whose result the viewer may approve. @throws DomainError `not_found` without a result */
  async list(cycle: Cycle, viewer: Viewer, page: number) {
    if (!hasResult(cycle) || cycle.state === 'shadow') throw errors.not_found();
    const people = await this.inReach(cycle, viewer);
    const [holding, progress] = [await this.signOffs.holding(cycle), await this.signOffs.progress(cycle)];
    const { shown, paged, pager } = numberedPage(people, page, `/evaluations/${cycle.id}/approvals`);
    const [amounts, scores] = [
      new Map(
        (await this.payouts.amounts(cycle, await this.signOffs.reach(cycle, viewer))).map(
          (row) => [row.employeeId, row.amountMinor] as const,
        ),
      ),
      await this.payouts.scores(
        cycle,
        shown.map(({ employeeId }) => employeeId),
      ),
    ];
    const next = people.find(({ employeeId }) => !holding.has(employeeId));
    return {
      cycle,
      lastDay: addDays(cycle.period.to, -1),
      tabs: cycleTabs(this.i18n, viewer, cycle, 'approvals'),
      open: allows(cycle.state, 'sign_off'),
      ...progress,
      missing: progress.total - progress.signed,
      percent: progress.total === 0 ? 0 : Math.floor((100 * progress.signed) / progress.total),
      next: next && allows(cycle.state, 'sign_off') ? statementHref(cycle, next) : undefined,
      people: shown.map((member) => ({
        ...member,
        href: statementHref(cycle, member),
        whole: member.reason === 'whole_period',
        factor: Number(scores.get(member.externalId)?.totalFactor ?? 0),
        gated: (scores.get(member.externalId)?.factorSteps?.gates?.length ?? 0) > 0,
        amount: { minor: amounts.get(member.employeeId) ?? 0, currency: cycle.currency },
        signOff: holding.get(member.employeeId),
      })),
      paged,
      pager,
      seen: shown.length,
    };
  }

  /** What stands under a statement: who approved it, or the form for whoever may. Undefined for everybody else. */
  async one(cycle: Cycle, employeeId: number, viewer: Viewer, problem?: DomainError, reason = '') {
    if (viewer.employeeId === employeeId || !viewer.can('evaluations.sign_off')) return undefined;
    if (!allows(cycle.state, 'sign_off')) return undefined;
    const people = await this.inReach(cycle, viewer);
    if (!people.some((person) => person.employeeId === employeeId)) return undefined;
    const holding = await this.signOffs.holding(cycle);
    const own = holding.get(employeeId);
    const waiting = people.filter((person) => !holding.has(person.employeeId));
    return {
      action: `/evaluations/${cycle.id}/approvals/${employeeId}`,
      listHref: `/evaluations/${cycle.id}/approvals`,
      ...(await this.signOffs.progress(cycle)),
      signOff: own,
      evaluation: own ? undefined : await this.signOffs.evaluationHash(cycle, employeeId),
      last: waiting.length === 1 && !own,
      reason,
      problems:
        problem &&
        problemsOf(problem, this.i18n, viewer.locale, {
          reason: this.i18n.text(viewer.locale, 'payouts.reason'),
        }),
    };
  }

  /** Where the one after this is to be approved: the next in the list who waits, from the top again; the list when nobody does. */
  async after(cycle: Cycle, employeeId: number, viewer: Viewer): Promise<string> {
    const people = await this.inReach(cycle, viewer);
    const holding = await this.signOffs.holding(cycle);
    const place = people.findIndex((person) => person.employeeId === employeeId);
    const next = [...people.slice(place + 1), ...people.slice(0, Math.max(0, place))].find(
      (person) => !holding.has(person.employeeId),
    );
    return next ? statementHref(cycle, next) : `/evaluations/${cycle.id}/approvals`;
  }

  private async inReach(cycle: Cycle, viewer: Viewer): Promise<MemberRow[]> {
    const people = await this.members.members(cycle.id, await this.signOffs.reach(cycle, viewer));
    return people.filter(({ employeeId }) => employeeId !== viewer.employeeId);
  }
}

const statementHref = (cycle: Cycle, { employeeId }: Pick<MemberRow, 'employeeId'>): string =>
  `/evaluations/${cycle.id}/statements/${employeeId}`;
