/** The values of the company that thanks are given for: a short list that human resources edit. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { LocaleText } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors, parseInput, zText } from '../../platform/errors';

export interface CompanyValue {
  readonly id: number;
  readonly name: LocaleText;
  readonly position: number;
  /** No longer offered; thanks that were given for it keep it. */
  readonly retired: boolean;
}

export const zValueNames = z.strictObject({ es: zText(60), en: zText(60), 'pt-BR': zText(60) });
export type ValueNames = z.input<typeof zValueNames>;

interface Row {
  id: number;
  es: string;
  en: string;
  pt: string;
  position: number;
  retiredAt: number | null;
}

@Injectable()
export class CompanyValues {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** In their order, retired ones last. */
  async all(): Promise<CompanyValue[]> {
    const rows = await this.database.all<Row>(
      `SELECT id AS "id", name_es AS "es", name_en AS "en", name_pt AS "pt", position AS "position",
         retired_at AS "retiredAt"
       FROM company_value ORDER BY CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, position, id`,
    );
    return rows.map(({ id, es, en, pt, position, retiredAt }) => ({
      id,
      name: { es, en, 'pt-BR': pt },
      position,
      retired: retiredAt !== null,
    }));
  }

  /** Those thanks can be given for. */
  async offered(): Promise<CompanyValue[]> {
    return (await this.all()).filter(({ retired }) => !retired);
  }

  /** Adds a value behind the others. @returns its id @throws validation_failed */
  async add(names: ValueNames, actor: string): Promise<number> {
    const { es, en, 'pt-BR': pt } = parseInput(zValueNames, names);
    return this.database.transaction(async () => {
      const row = await this.database.get<{ id: number }>(
        `INSERT INTO company_value (name_es, name_en, name_pt, position, created_at)
         VALUES (?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM company_value), ?) RETURNING id AS "id"`,
        [es, en, pt, this.clock.now()],
      );
      const id = row?.id ?? 0;
      await this.audit.record({ actor, action: 'company_value.added', subject: `company_value:${id}` });
      return id;
    });
  }

  /** Calls a value differently, in all thanks that were given for it too. @throws validation_failed, not_found */
  async rename(id: number, names: ValueNames, actor: string): Promise<void> {
    const { es, en, 'pt-BR': pt } = parseInput(zValueNames, names);
    await this.change(
      'UPDATE company_value SET name_es = ?, name_en = ?, name_pt = ? WHERE id = ?',
      [es, en, pt],
      { id, actor, action: 'company_value.renamed' },
    );
  }

  /** No longer offers a value, or offers it again. @throws not_found */
  async retire(id: number, retired: boolean, actor: string): Promise<void> {
    await this.change(
      'UPDATE company_value SET retired_at = ? WHERE id = ?',
      [retired ? this.clock.now() : null],
      { id, actor, action: retired ? 'company_value.retired' : 'company_value.offered' },
    );
  }

  private async change(
    sql: string,
    values: (string | number | null)[],
    { id, actor, action }: { id: number; actor: string; action: string },
  ): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run(sql, [...values, id]);
      if (changes === 0) throw errors.not_found();
      await this.audit.record({ actor, action, subject: `company_value:${id}` });
    });
  }
}
