/** Promises for programs: a ticket system promises for its own staff, and tells what was kept. */
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../../access';
import { Employees, organizationErrors } from '../../organization';
import { errors, parseInput, zExternalId, zInstant, zText } from '../../platform/errors';
import { ApiOperation, ApiSection } from '../../platform/http';
import { RecoveryCases } from '../recovery-cases.service';
import { RECOVERY_SECTION } from '../recovery.replies';
import { promiseExample, promiseReply, type PromiseReply, showPromise } from './promise.replies';
import { PromiseQueries } from './promise.queries';
import { Promises } from './promises.service';

const promiseInput = z.strictObject({
  text: zText(500).describe('What is promised. The customer reads it in these words.'),
  dueAt: zInstant.describe('It is kept before that instant, or broken from then on.'),
  promisedBy: zExternalId.describe('External id of the employee who promises; nobody this customer rated.'),
});
const keptInput = z.strictObject({
  note: zText(2000).optional().describe('How it was kept, for colleagues; customers never see it.'),
});
const caseId = z.uuid().describe('The case.');
const promiseId = z.uuid().describe('The promise.');
const promiseList = z.object({ items: z.array(promiseReply) });

@Controller('api/v1/recovery-cases/:id/promises')
@ApiSection(RECOVERY_SECTION)
export class PromisesApiController {
  constructor(
    private readonly cases: RecoveryCases,
    private readonly queries: PromiseQueries,
    private readonly promises: Promises,
    private readonly employees: Employees,
  ) {}

  @Get()
  @Policy({ api: 'recovery:read' })
  @ApiOperation({
    summary: 'List the promises of a case, the earliest due first',
    params: { id: caseId },
    replies: {
      200: { text: 'All its promises.', schema: promiseList, example: { items: [promiseExample] } },
    },
    errors: ['not_found'],
  })
  async list(@Param('id') id: string): Promise<{ items: PromiseReply[] }> {
    await this.cases.find(id);
    return { items: (await this.queries.ofCase(id)).map(showPromise) };
  }

  @Post()
  @HttpCode(201)
  @Policy({ api: 'recovery:write' })
  @ApiOperation({
    summary: 'Make a promise to the customer of a case',
    description:
      'The case is `promised` from then on. A promise is not withdrawn: it is kept, or it is broken.',
    params: { id: caseId },
    body: promiseInput,
    bodyExample: {
      text: 'Devolverle el cargo de octubre',
      dueAt: '2026-11-05T17:00:00-06:00',
      promisedBy: 'E-61',
    },
    replies: { 201: { text: 'The promise.', schema: promiseReply, example: promiseExample } },
    errors: [
      'not_found',
      'case_step_not_open',
      'employee_unknown',
      'promise_due_out_of_range',
      'promise_by_nobody',
    ],
  })
  async make(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<PromiseReply> {
    const { text, dueAt, promisedBy } = parseInput(promiseInput, body);
    const employee = (await this.employees.byExternalIds([promisedBy])).get(promisedBy);
    if (!employee) throw organizationErrors.employee_unknown({ employee: promisedBy }, '/promisedBy');
    const by = { userId: null, employeeId: employee.id };
    return this.shown(id, await this.promises.make(id, { text, dueAt, by }, workerOf(key)));
  }

  @Post(':promise/kept')
  @HttpCode(200)
  @Policy({ api: 'recovery:write' })
  @ApiOperation({
    summary: 'Mark a promise as kept now',
    description: 'After its time that is late: the promise stays broken.',
    params: { id: caseId, promise: promiseId },
    body: keptInput,
    bodyExample: { note: 'Refunded to the card; reference 8841.' },
    replies: { 200: { text: 'The promise.', schema: promiseReply, example: promiseExample } },
    errors: ['not_found', 'promise_kept_already'],
  })
  async keep(
    @Param('id') id: string,
    @Param('promise') promise: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<PromiseReply> {
    const { note } = parseInput(keptInput, body ?? {});
    await this.promises.keep(id, promise, workerOf(key), note ?? null);
    return this.shown(id, promise);
  }

  private async shown(caseOf: string, id: string): Promise<PromiseReply> {
    const found = (await this.queries.ofCase(caseOf)).find((promise) => promise.id === id);
    if (!found) throw errors.not_found();
    return showPromise(found);
  }
}

function workerOf({ id }: ApiKeyIdentity): { actor: string; employeeId: null } {
  return { actor: `api-key:${id}`, employeeId: null };
}
