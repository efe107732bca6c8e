/**
 * Why troubles come up: a tree that the organization edits. A cause that is used no more is retired and never deleted, so
 * that what was closed with it keeps its reason. A cause may name the standard it calls into question.
 */
import { Injectable } from '@nestjs/common';
import { type Locale, type LocaleText, pickText } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { tellStory } from '../case-diary';
import { closingErrors } from './closing.errors';

export interface RootCause {
  id: number;
  parentId: number | null;
  names: LocaleText;
  /** The standard it calls into question, in the organization's words; null for none. */
  standard: string | null;
  retiredAt: number | null;
  /** How many cases were closed with it. */
  cases: number;
}

/** A cause at its place in the tree. */
export interface PlacedCause extends RootCause {
  depth: number;
  name: string;
  /** With the names above it: `Trato › Tono`. */
  path: string;
}

export interface NewCause {
  readonly names: LocaleText;
  readonly parentId: number | null;
  readonly standard: string | null;
}

/** Deeper than that nobody finds anything. */
const DEEPEST = 4;

@Injectable()
export class RootCauses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Every cause, each below its parent, by name. */
  async tree(locale: Locale): Promise<PlacedCause[]> {
    const rows = await this.database.all<Omit<RootCause, 'names'> & { names: string }>(
      `SELECT r.id AS "id", r.parent_id AS "parentId", r.names AS "names", r.standard AS "standard",
              r.retired_at AS "retiredAt",
              (SELECT CAST(COUNT(*) AS bigint) FROM recovery_case k WHERE k.root_cause_id = r.id) AS "cases"
       FROM root_cause r ORDER BY r.id`,
    );
    const causes = rows.map((row) => ({ ...row, names: JSON.parse(row.names) as LocaleText }));
    const placed: PlacedCause[] = [];
    const place = (parentId: number | null, depth: number, above: string): void => {
      const here = causes
        .filter((one) => one.parentId === parentId)
        .map((one) => ({ ...one, name: pickText(one.names, locale) }))
        .sort((one, other) => one.name.localeCompare(other.name, locale));
      for (const cause of here) {
        const path = above === '' ? cause.name : `${above} › ${cause.name}`;
        placed.push({ ...cause, depth, path });
        place(cause.id, depth + 1, path);
      }
    };
    place(null, 0, '');
    return placed;
  }

  /** @returns its id @throws root_cause_unknown for a parent that is none */
  async add({ names, parentId, standard }: NewCause, actor: string): Promise<number> {
    return this.database.transaction(async () => {
      if (parentId !== null) {
        const parent = (await this.tree('es')).find(({ id }) => id === parentId);
        if (!parent || parent.retiredAt !== null || parent.depth >= DEEPEST - 1)
          throw closingErrors.root_cause_unknown({}, '/parent');
      }
      const row = await this.database.get<{ id: number }>(
        'INSERT INTO root_cause (parent_id, names, standard, created_at) VALUES (?, ?, ?, ?) RETURNING id AS "id"',
        [parentId, JSON.stringify(names), standard, this.clock.now()],
      );
      const id = row?.id ?? 0;
      await this.told(id, 'added', actor, { ...names });
      return id;
    });
  }

  /** @throws not_found */
  async change(id: number, names: LocaleText, standard: string | null, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run('UPDATE root_cause SET names = ?, standard = ? WHERE id = ?', [
        JSON.stringify(names), standard, id,
      ]); // prettier-ignore
      if (changes === 0) throw errors.not_found();
      await this.told(id, 'changed', actor, { ...names, standard: standard ?? '' });
    });
  }

  /** Takes a cause, with all below it, out of what cases can be closed with, or back into it. @throws not_found */
  async retire(id: number, isRetired: boolean, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(
        `WITH RECURSIVE below (id) AS (
           SELECT id FROM root_cause WHERE id = ?
           UNION SELECT r.id FROM root_cause r JOIN below b ON r.parent_id = b.id)
         UPDATE root_cause SET retired_at = ? WHERE id IN (SELECT id FROM below)`,
        [id, isRetired ? this.clock.now() : null],
      );
      if (changes === 0) throw errors.not_found();
      await this.told(id, isRetired ? 'retired' : 'restored', actor, {});
    });
  }

  /** Says why the trouble of a case came up. Inside the caller's checks. @throws root_cause_unknown */
  async assign(caseId: string, causeId: number, actor: string, locale: Locale = 'es'): Promise<void> {
    await this.database.transaction(async () => {
      const cause = (await this.tree(locale)).find(({ id }) => id === causeId);
      if (!cause || cause.retiredAt !== null) throw closingErrors.root_cause_unknown({}, '/cause');
      const at = this.clock.now();
      const { changes } = await this.database.run(
        'UPDATE recovery_case SET root_cause_id = ?, updated_at = ? WHERE id = ? AND COALESCE(root_cause_id, 0) <> ?',
        [causeId, at, caseId, causeId],
      );
      if (changes === 0) return;
      await tellStory(this.database, { caseId, at, author: actor, kind: 'cause', text: cause.path });
      await this.audit.record({
        actor,
        action: 'recovery_case.cause_named',
        subject: `recovery_case:${caseId}`,
        details: { cause: causeId },
      });
    });
  }

  /** The cause a case has; null while it has none. */
  async of(caseId: string): Promise<number | null> {
    const row = await this.database.get<{ id: number | null }>(
      'SELECT root_cause_id AS "id" FROM recovery_case WHERE id = ?',
      [caseId],
    );
    return row?.id ?? null;
  }

  private async told(
    id: number,
    what: string,
    actor: string,
    details: Record<string, string>,
  ): Promise<void> {
    await this.audit.record({ actor, action: `root_cause.${what}`, subject: `root_cause:${id}`, details });
  }
}
