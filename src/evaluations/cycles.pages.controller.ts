/** The page on which a cycle is drawn up: which plan, which period, how much money. */
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { addDays, typedMinor } from '../kernel';
import { Calendar } from '../organization';
import { DomainError, parseInput } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { Cycles } from './cycles.service';
import { Plans, type PlanVersion } from './plans.service';
import { requireWhole } from './whole-cycle';

const zForm = z.strictObject({
  name: z.string().max(500).default(''),
  key: z.string().max(100).default(''),
  planVersion: z.string().max(12).default(''),
  from: z.string().max(10).default(''),
  lastDay: z.string().max(10).default(''),
  pool: z.string().max(40).default(''),
  backdatedReason: z.string().max(1000).default(''),
});
type Typed = z.output<typeof zForm>;

/** What the service calls its inputs, as the form names them. */
const FIELD_OF: Readonly<Record<string, string>> = {
  '/planVersionId': '/planVersion',
  '/period': '/lastDay',
  '/period/from': '/from',
  '/period/to': '/lastDay',
  '/poolMinor': '/pool',
  '/currency': '/planVersion',
};

@Controller('evaluations')
@Policy({ permission: 'evaluations.manage' })
export class CyclesPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly calendar: Calendar,
    private readonly plans: Plans,
    private readonly cycles: Cycles,
  ) {}

  @Get('new')
  async show(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    requireWhole(viewer);
    const { from, lastDay } = nextQuarter(await this.calendar.today());
    const typed = zForm.parse({ from, lastDay });
    return this.page(request, viewer, typed);
  }

  @Post()
  @HttpCode(303)
  async create(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    requireWhole(viewer);
    const typed = parseInput(zForm, body);
    try {
      const plan = (await this.published()).find(({ id }) => String(id) === typed.planVersion);
      const currency = plan?.definition.currency ?? '';
      const cycle = await this.cycles.create(
        {
          key: typed.key,
          name: typed.name,
          planVersionId: plan?.id ?? 0,
          period: {
            from: typed.from,
            to: /^\d{4}-\d{2}-\d{2}$/.test(typed.lastDay) ? addDays(typed.lastDay, 1) : '',
          },
          // What is no amount is refused with the others.
          poolMinor: (plan ? typedMinor(typed.pool, currency) : 0) as number,
          currency,
          ...(typed.backdatedReason.trim() !== '' && { backdatedReason: typed.backdatedReason }),
        },
        viewer.actor,
      );
      return seeOther(`/evaluations/${cycle.id}`, { kind: 'done', key: 'cycles.drafted' });
    } catch (error) {
      if (!(error instanceof DomainError) || error.status >= 500) throw error;
      return this.page(request, viewer, typed, asTyped(error));
    }
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    typed: Typed,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string) => this.i18n.text(viewer.locale, `cycles.${key}`);
    const plans = await this.published();
    const model = {
      typed,
      plans: plans.map(({ id, planName, version, definition }) => ({
        value: String(id),
        label: this.i18n.text(viewer.locale, 'cycles.plan_option', {
          plan: planName,
          version,
          currency: definition.currency,
        }),
      })),
      late: problem?.code === 'plan_published_late' || typed.backdatedReason !== '',
      problems:
        problem &&
        problemsOf(problem, this.i18n, viewer.locale, {
          name: say('name'),
          key: say('key'),
          planVersion: say('plan'),
          from: say('from'),
          lastDay: say('last_day'),
          pool: say('pool'),
          backdatedReason: say('backdated'),
        }),
    };
    const title = say('new_title');
    return this.pages.html(request, 'evaluations/cycle-new', model, {
      title,
      status: problem?.status ?? 200,
    });
  }

  /** The newest published version of each plan. */
  private async published(): Promise<PlanVersion[]> {
    const found = (await this.plans.all()).filter(({ state }) => state === 'published');
    return found.filter(({ planKey }, index) => found.findIndex((one) => one.planKey === planKey) === index);
  }
}

/** The refusal with the names of the form's fields. */
function asTyped(error: DomainError): DomainError {
  const pointer = error.pointer === undefined ? undefined : (FIELD_OF[error.pointer] ?? error.pointer);
  const faults = error.errors?.map((fault) => ({
    ...fault,
    pointer: FIELD_OF[fault.pointer] ?? fault.pointer,
  }));
  return new DomainError(error.code, error.status, error.params, pointer, faults);
}

/** The quarter that begins next, as a start. */
function nextQuarter(today: string): { from: string; lastDay: string } {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  const text = (months: number): string =>
    `${year + Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`;
  const first = Math.floor((month - 1) / 3) * 3 + 3;
  return { from: text(first), lastDay: addDays(text(first + 3), -1) };
}
