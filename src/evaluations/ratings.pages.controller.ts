/** The page on which leads rate the people of their team, one form per person. */
import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { pickText } from '../kernel';
import { DomainError, errors, parseInput } from '../platform/errors';
import { I18n } from '../platform/i18n';
import { type HtmlReply, Pages, type SeeOther, seeOther } from '../platform/views';
import { CycleMembersQueries } from './cycle-members.queries';
import { Cycles } from './cycles.service';
import { type ManagerRating, ManagerRatings } from './manager-ratings.service';
import { type ManagerLine, managerLinesOf, RATING_SCALE } from './plan-definition';
import { Plans } from './plans.service';

/** Half steps are offered; finer ratings come from programs. */
const STEP = 50;
const zForm = z.strictObject({
  line: z.string().max(40).optional(),
  rating: z.string().max(3).default(''),
  reason: z.string().max(5000).default(''),
});

/** What somebody typed that could not be saved, shown again with what is wrong. */
interface Rejected {
  employeeId: number;
  line?: string | undefined;
  rating: string;
  reason: string;
  error: DomainError;
}

@Controller('evaluations')
export class RatingsPagesController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly cycles: Cycles,
    private readonly plans: Plans,
    private readonly members: CycleMembersQueries,
    private readonly ratings: ManagerRatings,
  ) {}

  @Get(':id/ratings')
  @Policy({ permission: 'evaluations.rate' })
  async show(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
  ): Promise<HtmlReply> {
    return this.page(request, viewer, id);
  }

  @Post(':id/ratings/:employeeId')
  @HttpCode(303)
  @Policy({ permission: 'evaluations.rate' })
  async rate(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id', ParseIntPipe) id: number,
    @Param('employeeId', ParseIntPipe) employeeId: number,
    @Body() body: unknown,
  ): Promise<HtmlReply | SeeOther> {
    const form = parseInput(zForm, body);
    try {
      await this.ratings.rate(
        {
          cycleId: id,
          employeeId,
          line: form.line,
          ratingHundredths: Number(form.rating),
          reason: form.reason,
        },
        viewer,
      );
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.page(request, viewer, id, { employeeId, ...form, error });
    }
    return seeOther(`/evaluations/${id}/ratings#person-${employeeId}`, {
      kind: 'done',
      key: 'evaluations.rating_saved',
    });
  }

  private async page(
    request: AppRequest,
    viewer: Viewer,
    cycleId: number,
    rejected?: Rejected,
  ): Promise<HtmlReply> {
    const cycle = await this.cycles.byId(cycleId);
    const plan = await this.plans.version(cycle.planVersionId);
    const lines = managerLinesOf(plan.definition);
    if (lines.length === 0 || cycle.state === 'draft' || cycle.state === 'cancelled')
      throw errors.not_found();
    const reached = await this.members.members(cycleId, await this.ratings.reach(cycle, viewer));
    const people = reached.filter((member) => member.employeeId !== viewer.employeeId);
    const latest = await this.ratings.latest(cycleId);
    const title = this.i18n.text(viewer.locale, 'evaluations.ratings_title');
    const complete = people.filter(({ employeeId }) =>
      lines.every(({ key }) => latest.get(employeeId)?.has(key)),
    );
    const words = lines.map((line) => ({
      key: line.key,
      name: pickText(line.name, viewer.locale),
      weight: line.weightBp / 10_000,
      rubric: line.rubric.map((text, index) => ({ level: index + 1, text: pickText(text, viewer.locale) })),
    }));
    const model = {
      cycle,
      plan,
      open: cycle.state === 'collecting' || cycle.state === 'shadow',
      rehearsed: cycle.state === 'shadow',
      rated: complete.length,
      total: people.length,
      several: lines.length > 1,
      lines: words,
      weight: words.reduce((sum, { weight }) => sum + weight, 0),
      people: people.map((member) => ({
        ...member,
        ratings: lines.map((line, index) => ({
          ...words[index],
          ...this.ratingOf(
            line,
            viewer,
            latest.get(member.employeeId)?.get(line.key),
            ownRefusal(rejected, member.employeeId, line),
          ),
        })),
      })),
    };
    return this.pages.html(request, 'evaluations/ratings', model, { title, status: rejected ? 400 : 200 });
  }

  /** One person's form on one line: what was saved, or what was refused. */
  private ratingOf(
    line: ManagerLine,
    viewer: Viewer,
    saved: ManagerRating | undefined,
    refused: Rejected | undefined,
  ) {
    const formats = this.i18n.formatsFor(viewer.locale);
    const chosen = refused ? Number(refused.rating) : saved?.ratingHundredths;
    const wrong = refused?.error.errors?.map((fault) => fault.pointer) ?? [];
    return {
      line: line.key,
      saved,
      savedRating: saved && saved.ratingHundredths / 100,
      options: options(chosen).map((hundredths) => ({
        value: hundredths,
        label: formats.number(hundredths / 100, hundredths % 10 === 0 ? 1 : 2),
        selected: hundredths === chosen,
      })),
      reason: refused?.reason ?? saved?.reason ?? '',
      ratingWrong: wrong.includes('/ratingHundredths'),
      reasonWrong: wrong.includes('/reason'),
    };
  }
}

/** What was refused, if it was this person's rating on this line. */
function ownRefusal(
  rejected: Rejected | undefined,
  employeeId: number,
  line: ManagerLine,
): Rejected | undefined {
  if (rejected?.employeeId !== employeeId) return undefined;
  return rejected.line === undefined || rejected.line === line.key ? rejected : undefined;
}

/** The half steps, and the rating given if it lies between two of them. */
function options(chosen: number | undefined): number[] {
  const { lowest, highest } = RATING_SCALE;
  const steps = Array.from({ length: (highest - lowest) / STEP + 1 }, (_, index) => lowest + index * STEP);
  const between = chosen !== undefined && chosen > lowest && chosen < highest && !steps.includes(chosen);
  return (between ? [...steps, chosen] : steps).sort((a, b) => a - b);
}
