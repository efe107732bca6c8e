/** Evaluations on the first page: the step each cycle needs, ratings still to give, results to read, records signed. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import {
  type Cycle,
  CycleMembersQueries,
  Cycles,
  isSealed,
  managerLinesOf,
  ManagerRatings,
  Plans,
} from '../evaluations';
import { type OwnStatement, PayoutsQueries, SnapshotsQueries } from '../payouts';
import type { HomePart, HomeReader, HomeSource, Line, Listing, Waiting } from './home-part';

/** Older cycles are found in the list of evaluations. */
const SHOWN = 4;

@Injectable()
export class EvaluationSteps implements HomeSource {
  constructor(
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly members: CycleMembersQueries,
    private readonly ratings: ManagerRatings,
    private readonly payouts: PayoutsQueries,
    private readonly snapshots: SnapshotsQueries,
  ) {}

  isFor(viewer: Viewer): boolean {
    return viewer.can('evaluations.view');
  }

  async read(reader: HomeReader): Promise<HomePart> {
    const { viewer, say } = reader;
    const cycles = await this.cycles.all();
    const waiting: Waiting[] = [];
    const listings: Listing[] = [];
    if (viewer.hasRole('employee')) {
      const statements = await this.statements(reader);
      waiting.push(...statements.appealable);
      if (statements.lines.length > 0)
        listings.push({ about: 'state', title: say('home.statements_title'), lines: statements.lines });
    }
    if (viewer.hasRole('lead')) waiting.push(...(await this.ratingsToGive(reader, cycles)));
    if (viewer.can('evaluations.manage')) {
      waiting.push(
        ...cycles.filter((cycle) => needsStep(cycle, reader.today)).map((cycle) => stepOf(cycle, reader)),
      );
    }
    if (viewer.hasRole('auditor')) {
      const sealed = cycles.filter((cycle) => isSealed(cycle.state)).slice(0, SHOWN);
      const lines = await Promise.all(sealed.map((cycle) => this.sealedLine(cycle, reader)));
      listings.push({
        about: 'state',
        title: say('home.sealed_title'),
        lines,
        empty: say('home.sealed_empty'),
      });
    }
    return { waiting, listings };
  }

  /** One's own published results; those that can still be appealed ask to be read. */
  private async statements({ viewer, today, say, formats }: HomeReader) {
    const published = viewer.employeeId === null ? [] : await this.payouts.own(viewer.employeeId);
    const href = ({ cycleId, revision }: OwnStatement) =>
      `/evaluations/${cycleId}/statements/${viewer.employeeId}${revision === null ? '' : `?revision=${revision}`}`;
    const appealable: Waiting[] = published.flatMap((statement) => {
      const { cycleName, appealsUntil } = statement;
      return appealsUntil !== null && appealsUntil >= today
        ? [
            {
              text: say('home.statement_ready', { cycle: cycleName, until: formats.day(appealsUntil) }),
              href: href(statement),
            },
          ]
        : [];
    });
    const lines: Line[] = published.slice(0, SHOWN).map((statement) => ({
      text: statement.cycleName,
      href: href(statement),
      note: formats.money({ minor: statement.amountMinor, currency: statement.currency }),
    }));
    return { appealable, lines };
  }

  private async sealedLine(cycle: Cycle, { say, formats }: HomeReader): Promise<Line> {
    const signed = (await this.snapshots.signOffs(cycle.id)).at(-1);
    return {
      text: cycle.name,
      href: `/evaluations/${cycle.id}`,
      note:
        signed && say('home.signed_by', { name: signed.signerName, at: formats.instant(signed.signedAt) }),
    };
  }

  /** Cycles that collect ratings, with how many the lead has not given yet; nobody rates themselves. */
  private async ratingsToGive({ viewer, say }: HomeReader, cycles: readonly Cycle[]): Promise<Waiting[]> {
    const waiting: Waiting[] = [];
    for (const cycle of cycles.filter(({ state }) => state === 'collecting')) {
      const lines = managerLinesOf((await this.plans.version(cycle.planVersionId)).definition);
      if (lines.length === 0) continue;
      const reached = await this.members.members(cycle.id, await this.ratings.reach(cycle, viewer));
      const given = await this.ratings.latest(cycle.id);
      const missing = reached.filter(
        ({ employeeId }) =>
          employeeId !== viewer.employeeId && lines.some(({ key }) => !given.get(employeeId)?.has(key)),
      ).length;
      if (missing === 0) continue;
      waiting.push({
        text: say('home.ratings_missing', { count: missing, cycle: cycle.name }),
        href: `/evaluations/${cycle.id}/ratings`,
      });
    }
    return waiting;
  }
}

/** Whether somebody has to lead the cycle on today (`YYYY-MM-DD`): while its period runs, it waits by itself. */
function needsStep({ state, period, appealsUntil }: Cycle, today: string): boolean {
  if (state === 'paid' || state === 'cancelled') return false;
  if (state === 'draft') return period.from <= today;
  if (state === 'open' || state === 'shadow') return period.to <= today;
  if (state === 'published' || state === 'appeals') return appealsUntil !== null && appealsUntil < today;
  return true;
}

function stepOf(cycle: Cycle, { say }: HomeReader): Waiting {
  return { text: say(`home.step.${cycle.state}`, { cycle: cycle.name }), href: `/evaluations/${cycle.id}` };
}
