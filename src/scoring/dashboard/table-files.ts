/** The tables of a page as a file: one of them as CSV, all of them as a workbook; that it was taken away stands in the audit. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Audit } from '../../platform/audit';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { attachment, csvOf, type FileTable, workbookOf } from '../../platform/files';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A workbook holds every table of the page; CSV is one of them. */
export const exportForm = <const T extends readonly [string, ...string[]]>(tables: T, usual: T[number]) =>
  z.strictObject({ format: z.enum(['csv', 'xlsx']), table: z.enum(tables).default(usual as never) });

export interface TableFile {
  readonly format: 'csv' | 'xlsx';
  readonly table: string;
  /** The parts of the file's name behind `aplauso`. */
  readonly name: readonly string[];
  readonly audited: {
    readonly actor: string;
    readonly action: string;
    readonly subject: string;
    readonly details: Record<string, unknown>;
  };
}

@Injectable()
export class TableFiles {
  constructor(
    private readonly audit: Audit,
    private readonly database: Database,
  ) {}

  /** @throws not_found for a table that does not stand on the page */
  async send(
    reply: FastifyReply,
    tables: readonly FileTable[],
    { format, table, name, audited }: TableFile,
  ): Promise<Buffer> {
    const one = tables.find(({ key }) => key === table);
    if (format === 'csv' && !one) throw errors.not_found();
    const content = format === 'csv' && one ? csvOf(one) : await workbookOf(tables);
    const details = { format, table: format === 'csv' ? table : 'all', ...audited.details };
    await this.database.transaction(() => this.audit.record({ ...audited, details }));
    const file = ['aplauso', ...name, ...(format === 'csv' ? [table] : [])].join('-');
    void reply
      .type(format === 'csv' ? 'text/csv; charset=utf-8' : XLSX)
      .header('Content-Disposition', attachment(file, format))
      .header('Cache-Control', 'no-store');
    return content;
  }
}
