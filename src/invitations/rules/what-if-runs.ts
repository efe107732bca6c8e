/**
 * Rules that somebody tries on the past: asked for on a page, worked out in the background, kept with what came of it.
 * How far it has come stands in the database, so that it is seen after a reload, and after a restart, which begins it
 * anew.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { canonicalJson } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Database, newId } from '../../platform/database';
import { type JobContext, type JobOutcome, Jobs } from '../../platform/jobs';
import { SettingsStore } from '../../platform/views';
import { type InvitationRules, invitationRules, InvitationRulesSchema } from '../invitation-rules';
import { tryRules } from '../invitations.jobs';
import { type WhatIf, WhatIfs } from './what-if';

const MINUTE = 60_000;
/** Older ones are forgotten. */
const KEPT = 50;
/** Whoever has not moved for so long is not going to: all attempts have ended without a word. */
const STILL_MS = 5 * MINUTE;
/** Before this share of the whole, nobody can tell how long the rest will take. */
const ENOUGH_FOR_A_PACE = 0.05;

export type WhatIfState = 'waiting' | 'running' | 'done' | 'cancelled' | 'failed';

export interface WhatIfRun {
  readonly id: string;
  readonly state: WhatIfState;
  /** UTC milliseconds. */
  readonly askedAt: number;
  /** As in the audit: `user:17`. */
  readonly askedBy: string;
  /** Fingerprint of the rules the draft was made from. */
  readonly seen: string;
  /** The rules that were in force. */
  readonly rules: InvitationRules;
  readonly draft: InvitationRules;
  /** Contacts looked at. */
  readonly done: number;
  /** Contacts to look at; null before it has begun. */
  readonly total: number | null;
  /** Seconds until the end at the pace so far; null when nobody can tell. */
  readonly secondsLeft: number | null;
  /** The first result is of the rules in force, the second of the draft; null unless it is done. */
  readonly result: WhatIf | null;
}

interface Row {
  id: string;
  state: WhatIfState;
  askedAt: number;
  askedBy: string;
  seen: string;
  rules: string;
  draft: string;
  done: number;
  total: number | null;
  startedAt: number | null;
  movedAt: number | null;
  result: string | null;
}

const SELECT = `SELECT id AS "id", state AS "state", asked_at AS "askedAt", asked_by AS "askedBy", seen AS "seen",
    rules AS "rules", draft AS "draft", done AS "done", total AS "total", started_at AS "startedAt",
    moved_at AS "movedAt", result AS "result"
  FROM what_if`;
const GOING_ON = `state IN ('waiting', 'running')`;

/** Somebody cancelled it, or asked for another one. */
class NobodyWaits extends Error {}

@Injectable()
export class WhatIfRuns {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly settings: SettingsStore,
    private readonly whatIfs: WhatIfs,
  ) {}

  /**
   * Asks what a draft would have done. An earlier question of the same person that is still open is given up.
   * @param seen fingerprint of the rules the draft was made from
   * @returns its id
   */
  async start(draft: InvitationRules, seen: string, viewer: Viewer): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    const rules = await this.settings.get(invitationRules);
    await this.database.transaction(async () => {
      await this.database.run(
        `UPDATE what_if SET state = 'cancelled', finished_at = ? WHERE asked_by = ? AND ${GOING_ON}`,
        [now, viewer.actor],
      );
      await this.database.run(
        `INSERT INTO what_if (id, asked_at, asked_by, state, seen, rules, draft, done) VALUES (?, ?, ?, 'waiting', ?, ?, ?, 0)`,
        [id, now, viewer.actor, seen, canonicalJson(rules), canonicalJson(draft)],
      );
      await this.database.run(
        `DELETE FROM what_if WHERE id NOT IN (SELECT id FROM what_if ORDER BY asked_at DESC, id DESC LIMIT ?)`,
        [KEPT],
      );
      await this.jobs.enqueue(tryRules, { whatIfId: id }, { uniqueKey: id });
    });
    return id;
  }

  async find(id: string): Promise<WhatIfRun | undefined> {
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ?`, [id]);
    return row && this.shown(row);
  }

  /** The newest ones, whoever asked. */
  async newest(limit: number): Promise<WhatIfRun[]> {
    const rows = await this.database.all<Row>(`${SELECT} ORDER BY asked_at DESC, id DESC LIMIT ?`, [limit]);
    return rows.map((row) => this.shown(row));
  }

  /** @returns false when it had ended before, or is not there */
  async cancel(id: string): Promise<boolean> {
    const { changes } = await this.database.run(
      `UPDATE what_if SET state = 'cancelled', finished_at = ? WHERE id = ? AND ${GOING_ON}`,
      [this.clock.now(), id],
    );
    return changes > 0;
  }

  /** Handles `invitations.try_rules`. Running it again begins anew: nothing but its own row is written. */
  async run(id: string, { attempt, signal }: Pick<JobContext, 'attempt' | 'signal'>): Promise<JobOutcome> {
    const row = await this.database.get<Row>(`${SELECT} WHERE id = ? AND ${GOING_ON}`, [id]);
    if (!row) return 'skipped';
    const { rules, draft } = this.shown(row);
    const begun = this.clock.now();
    try {
      const result = await this.whatIfs.ask([rules, draft], (done, total) => {
        signal.throwIfAborted();
        return this.note(id, done, total, begun);
      });
      await this.end(id, 'done', JSON.stringify(result));
      return 'success';
    } catch (error) {
      if (error instanceof NobodyWaits) return 'skipped';
      if (!signal.aborted && attempt >= tryRules.maxAttempts) await this.end(id, 'failed', null);
      throw error;
    }
  }

  /** @throws NobodyWaits */
  private async note(id: string, done: number, total: number, begun: number): Promise<void> {
    const { changes } = await this.database.run(
      `UPDATE what_if SET state = 'running', done = ?, total = ?, started_at = ?, moved_at = ? WHERE id = ? AND ${GOING_ON}`,
      [done, total, begun, this.clock.now(), id],
    );
    if (changes === 0) throw new NobodyWaits();
  }

  private async end(id: string, state: 'done' | 'failed', result: string | null): Promise<void> {
    await this.database.run(
      `UPDATE what_if SET state = ?, result = ?, finished_at = ? WHERE id = ? AND ${GOING_ON}`,
      [state, result, this.clock.now(), id],
    );
  }

  private shown({ startedAt, movedAt, ...row }: Row): WhatIfRun {
    const now = this.clock.now();
    const { done, total } = row;
    const spent = (movedAt ?? now) - (startedAt ?? now);
    const enough = total !== null && done >= total * ENOUGH_FOR_A_PACE;
    const left = enough && done > 0 ? Math.ceil((spent * (total - done)) / done / 1000) : null;
    const still = row.state === 'running' && now - (movedAt ?? row.askedAt) > STILL_MS;
    return {
      ...row,
      state: still ? 'failed' : row.state,
      rules: InvitationRulesSchema.parse(JSON.parse(row.rules)),
      draft: InvitationRulesSchema.parse(JSON.parse(row.draft)),
      secondsLeft: row.state === 'running' && !still ? left : null,
      result: row.result === null ? null : (JSON.parse(row.result) as WhatIf),
    };
  }
}
