/** The finished view models of the list of cycles and of one cycle: where it stands, what happens next, who is in it. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import {
  allows,
  type Cycle,
  CycleMembersQueries,
  cycleTabs,
  Cycles,
  type CycleState,
  hasResult,
  isPublished,
  managerLinesOf,
  ManagerRatings,
  PLAIN_ACTIONS,
  Plans,
} from '../evaluations';
import { addDays } from '../kernel';
import { Visibility } from '../organization';
import type { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { numberedPage } from '../platform/views';
import { ApprovalPages } from './approval/approval-page';
import { ResultSignOffs } from './approval/result-sign-offs.service';
import { PayoutsQueries } from './payouts.queries';
import { shortSeal } from './sealing';
import { SnapshotsQueries } from './snapshots.queries';
import { StatementReadings } from './statement-readings';

/** The way a cycle usually takes; the other states are stops within one of these. */
const WAY = [
  'draft',
  'open',
  'collecting',
  'calculated',
  'signed_off',
  'published',
  'final',
  'paid',
] as const;
const STOP_OF: Partial<Record<CycleState, (typeof WAY)[number]>> = {
  shadow: 'draft',
  calibrated: 'calculated',
  appeals: 'published',
};
/** The step that usually comes next, shown as the main button. */
const MAIN = ['open', 'collect', 'finalise', 'pay'];

@Injectable()
export class CyclePages {
  constructor(
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly members: CycleMembersQueries,
    private readonly ratings: ManagerRatings,
    private readonly payouts: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
    private readonly visibility: Visibility,
    private readonly approvals: ApprovalPages,
    private readonly resultSignOffs: ResultSignOffs,
    private readonly readings: StatementReadings,
    private readonly i18n: I18n,
  ) {}

  /** Cycles for those who run or lead one, and one's own statements. */
  async list(viewer: Viewer) {
    const scope = viewer.scopeOf('evaluations.view');
    const shown =
      scope === 'all'
        ? await this.cycles.all()
        : scope === 'team'
          ? (await this.cycles.all()).filter(({ state }) => state !== 'draft' && state !== 'cancelled')
          : [];
    const cycles = await Promise.all(
      shown.map(async (cycle) => ({
        ...cycle,
        lastDay: addDays(cycle.period.to, -1),
        people: await this.members.count(cycle.id),
        pool:
          viewer.scopeOf('pay.view') === 'all' ? { minor: cycle.poolMinor, currency: cycle.currency } : null,
        canRate: viewer.can('evaluations.rate') && cycle.state === 'collecting',
      })),
    );
    const own =
      viewer.employeeId !== null && viewer.can('pay.view') ? await this.payouts.own(viewer.employeeId) : [];
    return {
      cycles,
      runs: scope === 'all' || scope === 'team',
      draws: viewer.scopeOf('evaluations.manage') === 'all',
      seesPools: viewer.scopeOf('pay.view') === 'all',
      employeeId: viewer.employeeId,
      own: own.map((row) => ({
        ...row,
        lastDay: addDays(row.toDay, -1),
        amount: { minor: row.amountMinor, currency: row.currency },
        added: row.revision === null ? null : { minor: row.addedMinor, currency: row.currency },
      })),
    };
  }

  /** @param problem what was refused, to be shown above */
  async cycle(cycle: Cycle, viewer: Viewer, page: number, problem?: DomainError, reason = '') {
    const plan = await this.plans.version(cycle.planVersionId);
    const day = await this.cycles.referenceDay(cycle);
    const visible = await this.visibility.employeeIds(viewer, 'evaluations.view', day);
    const reach = await this.payouts.reach(cycle, viewer);
    const people = (await this.members.members(cycle.id, visible)).filter(
      // One's own evaluation is shown with the statement, when it is published.
      ({ employeeId }) => visible === 'all' || employeeId !== viewer.employeeId,
    );
    const { shown, paged, pager } = numberedPage(people, page, `/evaluations/${cycle.id}`);
    // A rehearsal is looked at by those who run it, and by nobody whom it is about.
    const shownResult = hasResult(cycle) && (cycle.state !== 'shadow' || visible === 'all');
    const [amounts, scores, ratings, signOffs, snapshot] = await Promise.all([
      this.payouts.amounts(cycle, reach),
      shownResult
        ? this.payouts.scores(
            cycle,
            shown.map(({ employeeId }) => employeeId),
          )
        : new Map<string, never>(),
      this.ratings.latest(cycle.id),
      this.snapshots.signOffs(cycle.id),
      cycle.snapshotId === null ? undefined : this.snapshots.hashes(cycle.snapshotId),
    ]);
    const amountOf = new Map(shownResult ? amounts.map((row) => [row.employeeId, row.amountMinor]) : []);
    const rated = managerLinesOf(plan.definition);
    const say = (key: string) => this.i18n.text(viewer.locale, key);
    const seesAll = visible === 'all';
    const stop = STOP_OF[cycle.state] ?? cycle.state;
    const place = WAY.findIndex((state) => state === stop);
    const manages = viewer.scopeOf('evaluations.manage') === 'all';
    const signs = viewer.scopeOf('evaluations.sign_off') === 'all' && allows(cycle.state, 'sign_off');
    const approval = shownResult ? await this.resultSignOffs.progress(cycle) : { signed: 0, total: 0 };
    const gates = shownResult && seesAll ? await this.approvals.gates(cycle, viewer) : undefined;
    const ready = approval.signed === approval.total && !gates?.closed;
    const member = viewer.employeeId !== null && (await this.members.isMember(cycle.id, viewer.employeeId));
    return {
      cycle,
      lastDay: addDays(cycle.period.to, -1),
      plan,
      cancelled: cycle.state === 'cancelled',
      stateName: say(`payouts.state.${cycle.state}`),
      next: say(`payouts.next.${cycle.state}`),
      way: WAY.map((state, index) => ({ name: say(`payouts.state.${state}`), current: index === place })),
      position: place + 1,
      steps: WAY.length,
      seesAll,
      paySeen: shown.filter(({ employeeId }) => amountOf.has(employeeId)).length,
      seesPay: shown.some(({ employeeId }) => amountOf.has(employeeId)),
      calculated: shownResult,
      rates: rated.length > 0,
      ratedCount: people.filter(({ employeeId }) =>
        rated.every(({ key }) => ratings.get(employeeId)?.has(key)),
      ).length,
      people: people.length,
      pool:
        viewer.scopeOf('pay.view') === 'all' ? { minor: cycle.poolMinor, currency: cycle.currency } : null,
      seal: shownResult && snapshot && { short: shortSeal(snapshot.resultHash), ...snapshot },
      signOffs,
      tabs: cycleTabs(this.i18n, viewer, cycle, 'overview'),
      readings: seesAll && isPublished(cycle.state) ? await this.readBy(cycle, viewer) : null,
      canRate:
        viewer.can('evaluations.rate') &&
        (cycle.state === 'collecting' || cycle.state === 'shadow') &&
        rated.length > 0,
      canCalculate: manages && (allows(cycle.state, 'calculate') || allows(cycle.state, 'try_out')),
      recalculates: hasResult(cycle),
      rehearsed: cycle.state === 'shadow' && hasResult(cycle),
      canCancel: manages && allows(cycle.state, 'cancel'),
      canPublish: manages && allows(cycle.state, 'publish'),
      gates,
      approved: viewer.can('evaluations.sign_off') && approval.signed > 0 ? approval : undefined,
      approves:
        viewer.can('evaluations.sign_off') &&
        allows(cycle.state, 'sign_off') &&
        approval.signed < approval.total
          ? approval
          : undefined,
      signs: signs && !member && ready,
      signsButMember: signs && member,
      plainActions: manages
        ? PLAIN_ACTIONS.filter((action) => action !== 'cancel' && allows(cycle.state, action)).map(
            (action) => ({
              action,
              main: MAIN.includes(action),
              name: say(`payouts.action.${action}`),
            }),
          )
        : [],
      reason,
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, { reason: say('payouts.reason') }),
      members: shown.map((row) => {
        const scored = scores.get(row.externalId);
        const given = ratings.get(row.employeeId);
        const rating = rated.length === 1 ? given?.get(rated[0]?.key ?? '') : undefined;
        const amountMinor = amountOf.get(row.employeeId);
        const hidden = scored?.customerOpinion?.display === 'hidden' && !seesAll;
        return {
          ...row,
          whole: row.reason === 'whole_period',
          score: scored?.customerOpinion && !hidden ? Number(scored.customerOpinion.score) : null,
          rating: rating ? rating.ratingHundredths / 100 : null,
          factor: scored ? Number(scored.totalFactor) : null,
          amount: amountMinor === undefined ? null : { minor: amountMinor, currency: cycle.currency },
        };
      }),
      pager,
      paged,
    };
  }

  /** How many have read their statement, and who has not. */
  private async readBy(cycle: Cycle, viewer: Viewer) {
    const { read, people, missing } = await this.readings.summary(cycle.id);
    return { count: this.i18n.text(viewer.locale, 'payouts.readings_count', { read, people }), missing };
  }
}
