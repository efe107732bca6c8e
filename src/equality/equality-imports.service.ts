/** Takes in what people said about themselves, voluntarily: by file or from a program, whole or not at all. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Employees, organizationErrors } from '../organization';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { parseInput, zExternalId, zText } from '../platform/errors';
import { shownGroups } from '../scoring/calc';
import { cellsOf, LEAST_GROUP } from './calc';
import { EqualityAnswers } from './equality-answers';
import { equalityErrors } from './equality.errors';

/** More different answers than this are no groups. */
const MOST_GROUPS = 15;
export const LARGEST_FILE = 8 * 1024 * 1024;

const zAnswer = z.strictObject({
  employee: zExternalId,
  attribute: zText(60).describe('What the group is one of, as people are to read it: `Género`.'),
  group: zText(60).nullable().describe('As it was said; null withdraws it.'),
});
export const zEqualityAnswers = z.strictObject({ answers: z.array(zAnswer).min(1).max(10_000) });
const zMany = z.strictObject({ answers: z.array(zAnswer).max(500_000) });
export type EqualityAnswerInput = z.input<typeof zAnswer>;

export interface EqualityImport {
  answers: number;
  withdrawn: number;
  /** A person's name, or the key of a program. */
  importedBy: string;
  importedAt: number;
}

/** What the store holds, as far as it may be shown. */
export interface KeptAttribute {
  attribute: string;
  groups: { group: string; people: number }[];
  /** Groups not shown. */
  hidden: number;
}

@Injectable()
export class EqualityImports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly employees: Employees,
    private readonly answers: EqualityAnswers,
  ) {}

  /**
   * @param by whom the list of imports names: a person, or a program's key
   * @throws DomainError `validation_failed`, `employee_unknown`, `equality_too_many_groups`
   */
  async record(
    given: readonly EqualityAnswerInput[],
    actor: string,
    by: string,
  ): Promise<{ answers: number; withdrawn: number }> {
    const { answers } = parseInput(zMany, { answers: given });
    const known = await this.employees.byExternalIds([...new Set(answers.map(({ employee }) => employee))]);
    const stranger = answers.findIndex(({ employee }) => !known.has(employee));
    if (stranger >= 0)
      throw organizationErrors.employee_unknown(
        { employee: answers[stranger]?.employee ?? '' },
        `/answers/${stranger}/employee`,
      );
    const withdrawn = answers.filter(({ group }) => group === null).length;
    const counts = { answers: answers.length - withdrawn, withdrawn };
    await this.database.transaction(async () => {
      await this.answers.keep(answers);
      const groups = new Map<string, number>();
      for (const { attribute } of await this.answers.counts())
        groups.set(attribute, (groups.get(attribute) ?? 0) + 1);
      for (const [attribute, number] of groups)
        if (number > MOST_GROUPS)
          throw equalityErrors.equality_too_many_groups({ attribute, groups: number, most: MOST_GROUPS });
      const id = newId();
      await this.database.run(
        'INSERT INTO equality_import (id, answers, withdrawn, imported_by, imported_at) VALUES (?, ?, ?, ?, ?)',
        [id, counts.answers, counts.withdrawn, by, this.clock.now()],
      );
      // Counts only: the audit never learns what anybody said.
      await this.audit.record({
        actor,
        action: 'equality.imported',
        subject: `equality-import:${id}`,
        details: counts,
      });
    });
    return counts;
  }

  /**
   * A file: the first column is the employee, each further one an attribute named in its head; an empty cell withdraws.
   * @throws DomainError `equality_file_unreadable` and as `record`
   */
  async file(text: string, actor: string, by: string) {
    const [head, ...rows] = cellsOf(text) ?? [];
    const attributes = head?.slice(1).filter((name) => name !== '') ?? [];
    if (!head || attributes.length === 0 || rows.length === 0)
      throw equalityErrors.equality_file_unreadable();
    const answers = rows.flatMap((row) =>
      attributes.map((attribute, index) => ({
        employee: row[0] ?? '',
        attribute,
        group: row[index + 1] || null,
      })),
    );
    return this.record(answers, actor, by);
  }

  /** What is kept, without groups that are too small. */
  async kept(): Promise<KeptAttribute[]> {
    const found = new Map<string, { group: string; people: number }[]>();
    for (const { attribute, ...row } of await this.answers.counts())
      found.set(attribute, [...(found.get(attribute) ?? []), row]);
    return [...found].map(([attribute, groups]) => {
      const shown = shownGroups(
        groups.map(({ people }) => people),
        LEAST_GROUP,
      );
      const visible = groups.filter((_, index) => shown[index]);
      return { attribute, groups: visible, hidden: groups.length - visible.length };
    });
  }

  /** Newest first. */
  imports(): Promise<EqualityImport[]> {
    return this.database.all<EqualityImport>(
      `SELECT answers AS "answers", withdrawn AS "withdrawn", imported_by AS "importedBy", imported_at AS "importedAt"
       FROM equality_import ORDER BY imported_at DESC, id DESC LIMIT 20`,
    );
  }
}
