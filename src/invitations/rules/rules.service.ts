/** Reads and replaces the rules of asking. Every change leaves an audit entry that says what was what. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { canonicalJson } from '../../kernel';
import { Audit, type AuditEntry } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database, placeholders } from '../../platform/database';
import { parseInput } from '../../platform/errors';
import { SettingsStore } from '../../platform/views';
import {
  DEFAULT_INVITATION_RULES,
  type InvitationRules,
  invitationRules,
  InvitationRulesSchema,
} from '../invitation-rules';
import { RuleSets } from '../rule-sets';
import { rulesErrors } from './rules.errors';
import { rulesOf, type TypedRules, zRulesForm } from './rules-form';

const SUBJECT = `setting:${invitationRules.name}`;

/** A change of the rules, newest first. */
export interface RulesChange {
  readonly at: number;
  readonly actor: string;
  readonly from: Partial<InvitationRules>;
  readonly to: Partial<InvitationRules>;
}

@Injectable()
export class RulesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly ruleSets: RuleSets,
    private readonly audit: Audit,
  ) {}

  current(): Promise<InvitationRules> {
    return this.settings.get(invitationRules);
  }

  /** The fingerprint of the rules in force: whoever saves says which ones were looked at. */
  async fingerprint(): Promise<string> {
    return this.ruleSets.fingerprint(await this.current());
  }

  /**
   * What the form means.
   * @throws DomainError `validation_failed` naming every field that is wrong
   */
  async meaning(typed: TypedRules): Promise<InvitationRules> {
    const form = parseInput(zRulesForm, typed);
    const { sampling } = await this.current();
    const draws = [form.probability, ...form.rules.map((rule) => rule.probability)];
    const foreseeable = sampling.salt === DEFAULT_INVITATION_RULES.sampling.salt;
    // Without a draw the salt is idle. With the first one it has to be one that nobody knows.
    const needed = foreseeable && draws.some((probability) => probability > 0 && probability < 1);
    return rulesOf(form, needed ? randomBytes(16).toString('hex') : sampling.salt);
  }

  /**
   * Replaces the rules.
   * @param seen fingerprint of the rules the form was made from
   * @returns whether anything changed
   * @throws DomainError `rules_changed_meanwhile`; nothing is changed then
   */
  async save(rules: InvitationRules, seen: string, viewer: Viewer): Promise<boolean> {
    return this.database.transaction(async () => {
      const before = await this.held();
      if (seen !== this.ruleSets.fingerprint(before)) throw rulesErrors.rules_changed_meanwhile();
      const changed = (Object.keys(rules) as (keyof InvitationRules)[]).filter(
        (key) => canonicalJson(before[key]) !== canonicalJson(rules[key]),
      );
      if (changed.length === 0) return false;
      await this.settings.set(invitationRules, rules);
      await this.ruleSets.keep(rules, this.clock.now());
      const part = (of: InvitationRules) => Object.fromEntries(changed.map((key) => [key, told(of)[key]]));
      await this.audit.record({
        actor: viewer.actor,
        action: 'setting.changed',
        subject: SUBJECT,
        details: { changed, from: part(before), to: part(rules) },
      });
      return true;
    });
  }

  /** The rules in force, held until the transaction ends: never what was remembered a moment ago. */
  private async held(): Promise<InvitationRules> {
    const row = await this.database.get<{ value: string }>(
      `UPDATE setting SET updated_at = updated_at WHERE name = ? RETURNING value AS "value"`,
      [invitationRules.name],
    );
    return row ? InvitationRulesSchema.parse(JSON.parse(row.value)) : DEFAULT_INVITATION_RULES;
  }

  /** What people are called, by how the audit names them. Programs have no name here. */
  async namesOf(actors: readonly string[]): Promise<Map<string, string>> {
    const ids = [...new Set(actors)].flatMap((actor) => /^user:(\d+)$/.exec(actor)?.[1] ?? []).map(Number);
    if (ids.length === 0) return new Map();
    const rows = await this.database.all<{ id: number; name: string }>(
      `SELECT id AS "id", name AS "name" FROM user_account WHERE id IN (${placeholders(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ id, name }) => [`user:${id}`, name]));
  }

  /** The newest changes, by whomever and on whatever page. */
  async history(limit: number): Promise<RulesChange[]> {
    const entries = await this.audit.about(SUBJECT, limit);
    return entries.map(changeIn);
  }
}

/** The salt of the draw stays unknown to those who read the log. */
function told(rules: InvitationRules): InvitationRules {
  return { ...rules, sampling: { ...rules.sampling, salt: '…' } };
}

function changeIn({ at, actor, details }: AuditEntry): RulesChange {
  const { from = {}, to = {} } = JSON.parse(details) as Partial<RulesChange>;
  return { at, actor, from, to };
}
