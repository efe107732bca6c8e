/** Recovery cases for programs: a ticket system follows them and tells what its own staff did. */
import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { pageOf, zPageSize } from '../organization';
import { errors, parseInput, zCode, zExternalId, zText } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { NewCase } from './board/new-case';
import { PRIORITIES } from './case-settings';
import { CASE_STATES, type Step, STEP_NAMES } from './case-states';
import { RootCauses } from './closing/root-causes';
import { RecoveryCases } from './recovery-cases.service';
import { RecoveryQueries } from './recovery.queries';
import {
  caseExample,
  casePage,
  caseReply,
  type CaseReply,
  RECOVERY_SECTION,
  showCase,
} from './recovery.replies';

const listQuery = z.strictObject({
  state: z.enum(CASE_STATES).optional(),
  cursor: z.uuid().default('').describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});
const changeInput = z
  .strictObject({
    step: z
      .enum(STEP_NAMES as [Step, ...Step[]])
      .optional()
      .describe('Has to be one of the case’s `steps`.'),
    rootCause: z
      .int()
      .positive()
      .optional()
      .describe('Why the trouble came up: an id of `/api/v1/root-causes`. A case is closed with one.'),
    note: zText(2000).optional().describe('What was done, for colleagues; customers never see it.'),
  })
  .refine(({ step, note, rootCause }) => [step, note, rootCause].some((one) => one !== undefined), {
    path: ['step'],
    params: { code: 'field_required' },
  });
const openInput = z.strictObject({
  touchpoint: zCode.describe('Where it happened: its hours are those the clocks run in.'),
  text: zText(2000).describe('What went wrong, for colleagues; customers never see it.'),
  customer: zExternalId
    .nullish()
    .describe('External id of the customer. While the customer has an open case, this is added to it.'),
  employees: z
    .array(zExternalId)
    .max(20)
    .default([])
    .describe('External ids of the employees it is about: they neither see nor own the case.'),
  priority: z.enum(PRIORITIES).default('normal'),
});
const caseId = z.uuid().describe('The case.');

const openedExample: CaseReply = {
  ...caseExample,
  state: 'open',
  steps: ['acknowledge'],
  response: null,
  interaction: null,
  reason: '',
  rating: null,
  comment: 'Called the switchboard, very upset about a second charge.',
  contactedAt: null,
  acknowledgedAt: null,
};

@Controller('api/v1/recovery-cases')
@ApiSection(RECOVERY_SECTION)
export class RecoveryApiController {
  constructor(
    private readonly cases: RecoveryCases,
    private readonly queries: RecoveryQueries,
    private readonly causes: RootCauses,
    private readonly fresh: NewCase,
  ) {}

  @Get()
  @Policy({ api: 'recovery:read' })
  @ApiOperation({
    summary: 'List recovery cases in the order they were opened',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of cases.',
        schema: casePage,
        example: { items: [caseExample], nextCursor: null },
      },
    },
  })
  async list(@Query() query: unknown) {
    const { state = null, cursor, limit } = parseInput(listQuery, query);
    return pageOf(await this.queries.report(state, cursor, limit + 1), limit, (row) => row.id, showCase);
  }

  @Get(':id')
  @Policy({ api: 'recovery:read' })
  @ApiOperation({
    summary: 'Read a recovery case',
    params: { id: caseId },
    replies: { 200: { text: 'The case.', schema: caseReply, example: caseExample } },
    errors: ['not_found'],
  })
  async get(@Param('id') id: string): Promise<CaseReply> {
    const found = await this.queries.reported(id);
    if (!found) throw errors.not_found();
    return showCase(found);
  }

  /** Whose it is says a rule, never the program. */
  @Post()
  @HttpCode(201)
  @Policy({ api: 'recovery:write' })
  @ApiOperation({
    summary: 'Open a recovery case, or add to the customer’s open one',
    description: 'The owner is chosen by the organization’s rules, never one of the employees it is about.',
    body: openInput,
    bodyExample: {
      touchpoint: 'phone',
      customer: 'C-77',
      text: 'Called the switchboard, very upset about a second charge.',
    },
    replies: { 201: { text: 'The case it belongs to.', schema: caseReply, example: openedExample } },
    errors: ['case_unknown'],
  })
  async open(@Body() body: unknown, @CurrentApiKey() key: ApiKeyIdentity): Promise<CaseReply> {
    const { customer = null, ...told } = parseInput(openInput, body);
    const { caseId: id } = await this.fresh.open({ ...told, customer }, 'api', {
      actor: `api-key:${key.id}`,
      employeeId: null,
    });
    return this.get(id);
  }

  /** A note alone changes nothing but the story. */
  @Patch(':id')
  @Policy({ api: 'recovery:write' })
  @ApiOperation({
    summary: 'Take a step of a case, add a note, or both',
    description: 'A note alone leaves the state as it is. The step and its author are kept in the audit log.',
    params: { id: caseId },
    body: changeInput,
    bodyExample: { step: 'acknowledge', note: 'Called back at noon; the charge is being reviewed.' },
    replies: { 200: { text: 'The case after the change.', schema: caseReply, example: caseExample } },
    errors: ['not_found', 'case_step_not_open', 'case_cause_required', 'root_cause_unknown'],
  })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<CaseReply> {
    const { step, note, rootCause } = parseInput(changeInput, body);
    const worker = { actor: `api-key:${key.id}`, employeeId: null };
    if (rootCause !== undefined) {
      await this.cases.find(id);
      await this.causes.assign(id, rootCause, worker.actor);
    }
    if (step !== undefined) await this.cases.take(step, id, worker, note ?? null);
    else if (note !== undefined) await this.cases.note(id, worker, note);
    return this.get(id);
  }
}
