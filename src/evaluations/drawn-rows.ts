/** A population drawn anew beside the one that was drawn before: of a hundred thousand people only those who changed are written. */

interface LeftOut {
  readonly employeeId: number;
  readonly teamId: number | null;
  readonly reason: string;
}

interface Drawn extends LeftOut {
  readonly targetBonusMinor: number;
  readonly eligibleDays: number;
  readonly periodDays: number;
  /** JSON; null where one target held all the time. */
  readonly segments: string | null;
}

/** A row of somebody who takes part, or of somebody who does not. */
export type DrawnRow = Drawn | LeftOut;

export const isMember = (row: DrawnRow): row is Drawn => 'targetBonusMinor' in row;

export class DrawnRows {
  members = 0;
  private readonly before: Map<number, DrawnRow>;
  private readonly fresh: DrawnRow[] = [];
  private readonly changed: DrawnRow[] = [];

  constructor(before: readonly DrawnRow[]) {
    this.before = new Map(before.map((row) => [row.employeeId, row]));
  }

  add(row: DrawnRow): void {
    if (isMember(row)) this.members += 1;
    const was = this.before.get(row.employeeId);
    this.before.delete(row.employeeId);
    if (was && isSame(was, row)) return;
    if (was) this.changed.push(was);
    this.fresh.push(row);
  }

  /** Rows of before that no longer hold, once everybody was added. */
  gone(): DrawnRow[] {
    return [...this.changed, ...this.before.values()];
  }

  /** Rows that were not there, or not so. */
  added(): readonly DrawnRow[] {
    return this.fresh;
  }
}

function isSame(left: DrawnRow, right: DrawnRow): boolean {
  if (left.teamId !== right.teamId || left.reason !== right.reason) return false;
  if (!isMember(left) || !isMember(right)) return isMember(left) === isMember(right);
  return (
    left.targetBonusMinor === right.targetBonusMinor &&
    left.eligibleDays === right.eligibleDays &&
    left.periodDays === right.periodDays &&
    left.segments === right.segments
  );
}
