/** Appeals for programs: the list, and the decision of a named reviewer brought from another system. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy, Users, Viewer } from '../access';
import { pageOf, zPageSize } from '../organization';
import { errors, parseInput, zEmail } from '../platform/errors';
import { ApiOperation, ApiSection, shownDay, shownPage, shownTime } from '../platform/http';
import { APPEAL_STATES } from './appeal-states';
import { type Appeal, APPEAL_SUBJECTS, AppealStore } from './appeal.store';
import { appealErrors } from './appeals.errors';
import { AppealsQueries } from './appeals.queries';
import { Appeals, zAppealDecision } from './appeals.service';

const zList = z.strictObject({
  state: z.enum(APPEAL_STATES).optional(),
  cycle: z.coerce.number().int().positive().optional().describe('Appeals of one cycle.'),
  cursor: z
    .string()
    .regex(/^[0-9a-f-]{36}$/)
    .optional()
    .describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});
const zApiDecision = zAppealDecision.extend({
  reviewer: zEmail.describe('Sign-in address of the person who decided.'),
});
const appealReply = z.object({
  id: z.string(),
  cycle: z.string(),
  employee: z.string(),
  subject: z.enum(APPEAL_SUBJECTS),
  response: z.string().nullable(),
  line: z.string().nullable(),
  state: z.enum(APPEAL_STATES),
  outcome: z.enum(['whole', 'part']).nullable(),
  decideUntil: shownDay.describe('Last working day for the decision.'),
  submittedAt: shownTime,
});
const example = {
  id: '01993b5e-7a51-7c3e-9f0a-3b1f5d2c8e90',
  cycle: '2027-q1',
  employee: 'E-12',
  subject: 'line' as const,
  response: null,
  line: 'sales',
  state: 'under_review' as const,
  outcome: null,
  decideUntil: '2027-05-04',
  submittedAt: '2027-04-20T16:00:00.000Z',
};

@Controller('api/v1/appeals')
@ApiSection({
  name: 'Evaluations',
  order: 80,
  text: 'Plans, cycles, statements and payroll. Approval stays with named people.',
})
export class AppealsApiController {
  constructor(
    private readonly appeals: Appeals,
    private readonly queries: AppealsQueries,
    private readonly store: AppealStore,
    private readonly users: Users,
  ) {}

  @Get()
  @Policy({ api: 'evaluations:read' })
  @ApiOperation({
    summary: 'List appeals',
    description: 'Without reasons, evidence and amounts: these stay with the people concerned.',
    query: zList,
    replies: {
      200: {
        text: 'A page of appeals.',
        schema: shownPage(appealReply),
        example: { items: [example], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown) {
    const { cursor = '', limit, state, cycle } = parseInput(zList, query);
    const rows = await this.queries.page(cursor, limit + 1, { state, cycleId: cycle });
    return pageOf(rows, limit, ({ id }) => id, show);
  }

  @Post(':id/decisions')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Bring a reviewer’s decision about an appeal',
    description:
      'For organizations that decide elsewhere. The decision is a named person’s, who may decide here too: outside of the reporting line, and neither signer nor rater. It is taken up in their name first. An upheld appeal is computed and paid from the reserve at once.',
    params: { id: z.string().describe('The appeal.') },
    body: zApiDecision,
    bodyExample: {
      reviewer: 'julia.ortega@example.com',
      verdict: 'uphold',
      reason: 'The sale of 28 March was booked a day late.',
      corrections: [{ kind: 'line', line: 'sales', result: '112.5' }],
    },
    replies: {
      200: {
        text: 'Decided.',
        schema: appealReply,
        example: { ...example, state: 'upheld', outcome: 'whole' },
      },
    },
    errors: [
      'not_found', 'validation_failed', 'appeal_wrong_state', 'appeal_reviewer_concerned', 'appeal_reviewer_other',
      'appeal_correction_missing', 'appeal_correction_unexpected', 'appeal_reserve_needs_signer', 'reserve_short',
      'correction_lowers_pay', 'correction_line_unknown', 'correction_out_of_range',
    ], // prettier-ignore
  })
  async decide(@Param('id') id: string, @Body() body: unknown, @CurrentApiKey() key: ApiKeyIdentity) {
    const { reviewer: email, ...decision } = parseInput(zApiDecision, body);
    const appeal = await this.store.one(id);
    if (!appeal) throw errors.not_found();
    const reviewer = await this.reviewer(email);
    if (appeal.state === 'submitted') await this.appeals.take(id, reviewer);
    await this.appeals.decide(id, decision, reviewer, `api-key:${key.id}`);
    const decided = await this.store.one(id);
    return show(decided ?? appeal);
  }

  /** The person who decided. Whoever may not decide appeals is told the same, known or not. */
  private async reviewer(email: string): Promise<Viewer> {
    const user = await this.users.byEmail(email);
    if (!user || user.disabledAt !== null) throw appealErrors.appeal_reviewer_concerned({}, '/reviewer');
    const viewer = new Viewer({
      userId: user.id,
      name: user.name,
      email: user.email,
      locale: user.locale,
      employeeId: user.employeeId,
      grants: await this.users.rolesOf(user.id),
    });
    if (viewer.scopeOf('appeals.decide') !== 'all')
      throw appealErrors.appeal_reviewer_concerned({}, '/reviewer');
    return viewer;
  }
}

function show(appeal: Appeal): z.output<typeof appealReply> {
  const { id, cycleKey, employee, subject, responseId, lineKey, state, outcome, decideUntil, submittedAt } =
    appeal;
  return {
    id,
    cycle: cycleKey,
    employee,
    subject,
    response: responseId,
    line: lineKey,
    state,
    outcome,
    decideUntil,
    submittedAt: new Date(submittedAt).toISOString(),
  };
}
