/** A case that staff open by hand: who told them, where, what happened, and whom it is about. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { AppRequest, Viewer } from '../../access';
import { type LocaleText, pickText } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { type DomainError, zText } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages } from '../../platform/views';
import { PRIORITIES, type EventKind, type Priority } from '../case-settings';
import { CaseOpening } from '../opening/case-opening.service';
import { recoveryErrors } from '../recovery.errors';
import { CaseListQueries } from './case-list.queries';

export const NEW_CASE_FIELDS = ['customer', 'touchpoint', 'priority', 'employees', 'text'] as const;
export const newCaseForm = z.strictObject({
  _csrf: z.string().optional(),
  customer: z.union([z.literal(''), zText(120)]).default(''),
  touchpoint: zText(64),
  priority: z.enum(PRIORITIES),
  employees: z.union([z.literal(''), zText(500)]).default(''),
  text: zText(2000),
});

/** What somebody says went wrong. */
export interface ToldTrouble {
  /** External id of the customer; null for nobody on record. */
  readonly customer: string | null;
  /** Code of the touchpoint. */
  readonly touchpoint: string;
  readonly priority: Priority;
  /** External ids of the employees it is about. */
  readonly employees: readonly string[];
  readonly text: string;
}

@Injectable()
export class NewCase {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly opening: CaseOpening,
    private readonly lists: CaseListQueries,
    private readonly pages: Pages,
    private readonly i18n: I18n,
  ) {}

  /**
   * Opens the case of what somebody told, or adds it to the customer's open one.
   * @throws case_unknown for a customer, touchpoint or employee that is not on record; case_about_yourself
   */
  async open(
    told: ToldTrouble,
    kind: Extract<EventKind, 'staff' | 'api'>,
    by: { actor: string; employeeId: number | null },
  ): Promise<{ caseId: string; opened: boolean }> {
    return this.database.transaction(async () => {
      const customer = await this.one('customer', 'external_id', told.customer, 'customer');
      const touchpoint = await this.one('touchpoint', 'code', told.touchpoint, 'touchpoint');
      const people: number[] = [];
      for (const employee of new Set(told.employees))
        people.push(Number((await this.one('employee', 'external_id', employee, 'employees'))?.id));
      if (by.employeeId !== null && people.includes(by.employeeId))
        throw recoveryErrors.case_about_yourself();
      return this.opening.add({
        kinds: [kind],
        priority: told.priority,
        responseId: null,
        customerId: customer ? String(customer.id) : null,
        touchpointId: touchpoint ? Number(touchpoint.id) : null,
        language: customer?.locale ?? '',
        people,
        author: by.actor,
        text: told.text,
        at: this.clock.now(),
      });
    });
  }

  async page(
    request: AppRequest,
    viewer: Viewer,
    typed: Readonly<Record<string, string>>,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const label = Object.fromEntries(NEW_CASE_FIELDS.map((name) => [name, say(`cases.new.${name}`)]));
    const model = {
      label,
      typed,
      touchpoints: (await this.lists.touchpoints()).map(({ code, names }) => ({
        value: code,
        label: pickText(JSON.parse(names) as LocaleText, viewer.locale),
      })),
      priorities: PRIORITIES.map((value) => ({ value, label: say(`cases.priority.${value}`) })),
      problems: problem && problemsOf(problem, this.i18n, viewer.locale, label),
    };
    return this.pages.html(request, 'recovery/new', model, { status: problem?.status ?? 200 });
  }

  private async one(
    table: 'customer' | 'touchpoint' | 'employee',
    column: string,
    value: string | null,
    field: string,
  ): Promise<{ id: string | number; locale?: string | null } | undefined> {
    if (value === null) return undefined;
    const locale = table === 'customer' ? ', locale AS "locale"' : '';
    const found = await this.database.get<{ id: string | number; locale?: string | null }>(
      `SELECT id AS "id"${locale} FROM ${table} WHERE ${column} = ?`,
      [value],
    );
    if (!found) throw recoveryErrors.case_unknown({ given: value }, `/${field}`);
    return found;
  }
}
