/** Gestures for everybody's cases: what waits for a decision, the catalogue, who may give how much, and the budgets. */
import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../../access';
import { addDays, CURRENCIES, parsePeriod, pickText } from '../../kernel';
import { Calendar, OrganizationQueries } from '../../organization';
import { DomainError, errors, parseInput } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../../platform/views';
import { typedIn } from '../case-sections';
import { GestureBudgets } from './gesture-budgets';
import { AUTHORITY_ROLES, GestureCatalogue } from './gesture-catalogue';
import {
  amountForm,
  amountIn,
  authorityForm,
  budgetForm,
  budgetPeriods,
  kindForm,
  vouchersForm,
} from './gesture-forms';
import { GestureQueries } from './gesture.queries';
import { Vouchers } from './vouchers';

type FormName = 'kind' | 'authority' | 'budget' | 'vouchers';
const FIELDS: Record<FormName, readonly string[]> = {
  kind: ['nameEs', 'nameEn', 'namePt', 'value', 'cost', 'currency', 'needsVoucher'],
  authority: ['role', 'upTo', 'currency'],
  budget: ['unit', 'period', 'amount', 'currency'],
  vouchers: ['codes', 'count'],
};
const HREF = '/recovery/gestures';
const done = (what: string, params?: Record<string, number>): SeeOther =>
  seeOther(HREF, { kind: 'done', key: `gestures.done_${what}`, ...(params && { params }) });

@Controller('recovery/gestures')
export class GestureDeskController {
  constructor(
    private readonly pages: Pages,
    private readonly catalogue: GestureCatalogue,
    private readonly budgets: GestureBudgets,
    private readonly vouchers: Vouchers,
    private readonly queries: GestureQueries,
    private readonly organization: OrganizationQueries,
    private readonly calendar: Calendar,
    private readonly i18n: I18n,
  ) {}

  @Get()
  @Policy({ permission: 'recovery.view' })
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.page(request, viewer);
  }

  @Post('kinds')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  addKind(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    return this.taken(request, viewer, 'kind', body, async () => {
      const { nameEs, nameEn, namePt, value, cost, currency, needsVoucher } = parseInput(kindForm, body);
      const kind = {
        names: { es: nameEs, en: nameEn, 'pt-BR': namePt },
        valueMinor: amountIn(value, currency, 'value'),
        costMinor: amountIn(cost, currency, 'cost'),
        currency,
        needsVoucher: needsVoucher === 'on',
      };
      await this.catalogue.add(kind, viewer.actor);
      return done('kind');
    });
  }

  @Post('kinds/:kind/retire')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  async retire(@CurrentViewer() viewer: Viewer, @Param('kind') kind: string): Promise<SeeOther> {
    await this.catalogue.retire(numberOf(kind), viewer.actor);
    return done('retired');
  }

  @Post('kinds/:kind/vouchers')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  addVouchers(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('kind') kind: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, 'vouchers', body, async () => {
      const { codes = '', count } = parseInput(vouchersForm, body);
      const { id } = await this.catalogue.available(numberOf(kind));
      const added =
        codes.trim() !== ''
          ? await this.vouchers.paste(id, codes, viewer.actor)
          : await this.vouchers.generate(id, Math.max(1, count), viewer.actor);
      return done('vouchers', { added });
    });
  }

  @Post('authority')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  authorise(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    return this.taken(request, viewer, 'authority', body, async () => {
      const { role, upTo, currency } = parseInput(authorityForm, body);
      await this.catalogue.authorise(
        { role, currency, upToMinor: amountIn(upTo, currency, 'upTo') },
        viewer.actor,
      );
      return done('authority');
    });
  }

  @Post('budgets')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  setBudget(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    return this.taken(request, viewer, 'budget', body, async () => {
      const { unit, period, amount, currency } = parseInput(budgetForm, body);
      const budget = {
        teamId: unit === '' ? null : Number(unit),
        period: parsePeriod(period),
        currency,
        amountMinor: amountIn(amount, currency, 'amount'),
      };
      if (unit !== '' && !(await this.units()).some(({ value }) => value === unit)) throw errors.not_found();
      await this.budgets.set(budget, viewer.actor);
      return done('budget');
    });
  }

  @Post('budgets/:budget')
  @HttpCode(303)
  @Policy({ permission: 'recovery.manage' })
  changeBudget(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('budget') id: string,
    @Body() body: unknown,
  ) {
    return this.taken(request, viewer, 'budget', body, async () => {
      const { amount } = parseInput(amountForm, body);
      const known = (await this.budgets.all()).find((one) => one.id === numberOf(id));
      if (!known) throw errors.not_found();
      await this.budgets.change(known.id, amountIn(amount, known.currency, 'amount'), viewer.actor);
      return done('budget');
    });
  }

  /** A form that is refused is shown again with what was typed. */
  private async taken(
    request: AppRequest,
    viewer: Viewer,
    form: FormName,
    body: unknown,
    work: () => Promise<SeeOther>,
  ): Promise<HtmlReply | SeeOther> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || !(error.errors ?? error.pointer)) throw error;
      return this.page(request, viewer, { form, typed: typedIn(body, FIELDS[form]), problem: error });
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    refused?: { form: FormName; typed: Record<string, string>; problem: DomainError },
  ): Promise<HtmlReply> {
    const { locale } = viewer;
    const say = (key: string): string => this.i18n.text(locale, `gestures.${key}`);
    const label = Object.fromEntries(
      ['nameEs', 'nameEn', 'namePt', 'value', 'cost', 'currency', 'role', 'upTo', 'unit', 'period', 'amount', 'codes'].map(
        (field) => [field, say(`field.${field}`)],
      ),
    ); // prettier-ignore
    const today = await this.calendar.today();
    const waiting = viewer.can('recovery.decide') ? await this.queries.waiting(viewer) : [];
    const budgets = await this.budgets.all();
    const kinds = await this.catalogue.kinds();
    const manages = viewer.can('recovery.manage');
    const usual = kinds[0]?.currency ?? budgets[0]?.currency ?? 'MXN';
    const model = {
      manages,
      waiting: waiting.filter(({ askedUserId }) => askedUserId !== viewer.userId),
      kinds: kinds.map((kind) => ({
        ...kind,
        name: pickText(kind.names, locale),
        value: { minor: kind.valueMinor, currency: kind.currency },
        cost: { minor: kind.costMinor, currency: kind.currency },
      })),
      authorities: (await this.catalogue.authorities()).map(({ role, currency, upToMinor }) => ({
        role: say(`role.${role}`),
        upTo: { minor: upToMinor, currency },
      })),
      budgets: budgets.map((one) => ({
        ...one,
        lastDay: addDays(one.toDay, -1),
        current: one.fromDay <= today && one.toDay > today,
        amount: { minor: one.amountMinor, currency: one.currency },
        left: { minor: one.leftMinor, currency: one.currency },
        given: { minor: one.amountMinor - one.leftMinor, currency: one.currency },
      })),
      label,
      typed: {
        kind: { currency: usual },
        authority: { currency: usual },
        budget: { currency: usual, period: budgetPeriods(today)[0] },
        ...(refused && { [refused.form]: refused.typed }),
      },
      refusedForm: refused?.form,
      problems: refused && problemsOf(refused.problem, this.i18n, locale, label),
      currencies: CURRENCIES.map((code) => ({ value: code, label: code })),
      roles: AUTHORITY_ROLES.map((role) => ({ value: role, label: say(`role.${role}`) })),
      units: manages ? [{ value: '', label: say('whole') }, ...(await this.units())] : [],
      periods: budgetPeriods(today).map((period) => ({ value: period, label: period })),
    };
    return this.pages.html(request, 'recovery/gestures', model, {
      title: say('title'),
      status: refused?.problem.status ?? 200,
    });
  }

  private async units(): Promise<{ value: string; label: string }[]> {
    return (await this.organization.tree()).map(({ id, name }) => ({ value: String(id), label: name }));
  }
}

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw errors.not_found();
  return Number(text);
}
