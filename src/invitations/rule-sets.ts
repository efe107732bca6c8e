/**
 * Every set of rules that ever decided about an invitation, by its fingerprint: a decision names the set it was made
 * by, so that it can be checked against what held then, whatever the rules say today.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel';
import { Database } from '../platform/database';
import { type InvitationRules, InvitationRulesSchema } from './invitation-rules';

/** Characters of SHA-256 that are kept: enough to tell any number of sets apart. */
const LENGTH = 16;

@Injectable()
export class RuleSets {
  /** Sets that are on record for good. */
  private readonly kept = new Set<string>();
  /** The fingerprint of the set asked for last: settings are one object for seconds at a time. */
  private newest: { rules: InvitationRules; hash: string; text: string } | undefined;

  constructor(private readonly database: Database) {}

  /** What the set is called; the same rules have the same name. */
  fingerprint(rules: InvitationRules): string {
    return this.read(rules).hash;
  }

  /** The set's fingerprint; it is put on record when it is new. Joins the ambient transaction. */
  async keep(rules: InvitationRules, now: number): Promise<string> {
    const { hash, text } = this.read(rules);
    if (this.kept.has(hash)) return hash;
    await this.database.run(
      `INSERT INTO invitation_rule_set (hash, rules, first_used_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING`,
      [hash, text, now],
    );
    this.database.afterCommit(() => this.kept.add(hash));
    return hash;
  }

  private read(rules: InvitationRules): { hash: string; text: string } {
    if (this.newest?.rules === rules) return this.newest;
    const text = canonicalJson(rules);
    const hash = createHash('sha256').update(text).digest('hex').slice(0, LENGTH);
    this.newest = { rules, hash, text };
    return this.newest;
  }

  /** The set with this fingerprint. */
  async byHash(hash: string): Promise<InvitationRules | undefined> {
    const row = await this.database.get<{ rules: string }>(
      `SELECT rules AS "rules" FROM invitation_rule_set WHERE hash = ?`,
      [hash],
    );
    return row && InvitationRulesSchema.parse(JSON.parse(row.rules));
  }
}
