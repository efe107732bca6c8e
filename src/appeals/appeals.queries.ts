/** Which appeals somebody sees: their own; reviewers and those who check see all but those of their own reporting line. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { Cycles } from '../evaluations';
import type { AppealState } from './appeal-states';
import { type Appeal, AppealStore } from './appeal.store';
import { appealErrors } from './appeals.errors';
import { type Concern, Independence } from './independence';

/** An appeal with why the viewer may not decide it; null when they may. */
export interface SeenAppeal extends Appeal {
  concern: Concern | null;
}

const SHOWN = 200;

@Injectable()
export class AppealsQueries {
  constructor(
    private readonly store: AppealStore,
    private readonly cycles: Cycles,
    private readonly independence: Independence,
  ) {}

  /** One's own, what waits first. */
  own(viewer: Viewer): Promise<Appeal[]> {
    if (viewer.employeeId === null) return Promise.resolve([]);
    return this.store.list('a.employee_id = ?', [viewer.employeeId], SHOWN);
  }

  /** Other people's, as far as the viewer may see them. @param open what waits, else what is settled */
  async others(viewer: Viewer, open: boolean): Promise<SeenAppeal[]> {
    if (viewer.scopeOf('appeals.view') !== 'all') return [];
    const rows = await this.store.list(
      `a.state ${open ? 'IN' : 'NOT IN'} ('submitted', 'under_review')`,
      [],
      SHOWN,
    );
    const seen: SeenAppeal[] = [];
    for (const appeal of rows) {
      const concern = await this.concern(viewer, appeal);
      if (concern !== 'self' && concern !== 'line') seen.push({ ...appeal, concern });
    }
    return seen;
  }

  /** Undefined alike for an appeal that does not exist and for one the viewer may not see. */
  async one(viewer: Viewer, id: string): Promise<SeenAppeal | undefined> {
    const appeal = await this.store.one(id);
    if (!appeal) return undefined;
    if (viewer.employeeId === appeal.employeeId) return { ...appeal, concern: 'self' };
    if (viewer.scopeOf('appeals.view') !== 'all') return undefined;
    const concern = await this.concern(viewer, appeal);
    return concern === 'line' ? undefined : { ...appeal, concern };
  }

  /** How many wait for this viewer's decision. */
  async waiting(viewer: Viewer): Promise<number> {
    if (viewer.scopeOf('appeals.decide') !== 'all') return 0;
    const open = await this.others(viewer, true);
    return open.filter(
      ({ concern, reviewerId }) => concern === null && (reviewerId === null || reviewerId === viewer.userId),
    ).length;
  }

  /** @throws DomainError `appeals_undecided` while an appeal of the cycle waits */
  async requireNoneOpen(cycleId: number): Promise<void> {
    const open = await this.store.list(
      `a.cycle_id = ? AND a.state IN ('submitted', 'under_review')`,
      [cycleId],
      SHOWN,
    );
    if (open.length > 0) throw appealErrors.appeals_undecided({ count: open.length });
  }

  /** For programs, in the order of their ids. */
  page(
    cursor: string,
    limit: number,
    filters: { state?: AppealState | undefined; cycleId?: number | undefined },
  ): Promise<Appeal[]> {
    const parts = [
      ...(filters.state === undefined ? [] : ['a.state = ?']),
      ...(filters.cycleId === undefined ? [] : ['a.cycle_id = ?']),
    ];
    const params = [filters.state, filters.cycleId].flatMap((value) => value ?? []);
    return this.store.after(cursor, parts.join(' AND ') || '1 = 1', params, limit);
  }

  private async concern(viewer: Viewer, { cycleId, employeeId }: Appeal): Promise<Concern | null> {
    return this.independence.concern(viewer, await this.cycles.byId(cycleId), employeeId);
  }
}
