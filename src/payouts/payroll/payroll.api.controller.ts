/** Hand-overs to payroll for programs: files, and what payroll says it paid. */
import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  ParseIntPipe,
  ParseUUIDPipe,
  Post,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy } from '../../access';
import { parseInput } from '../../platform/errors';
import { ApiOperation, ApiSection, shownPage, shownTime } from '../../platform/http';
import { type PayrollRun, PayrollRuns, zConfirmation } from './payroll-runs.service';

const zNothing = z.strictObject({}).nullish();
const cycleId = { id: z.int().positive().describe('The cycle.') };
const runId = { run: z.uuid().describe('The file.') };
const runReply = z.object({
  id: z.uuid(),
  number: z
    .int()
    .describe('1 for the cycle’s first file, which holds everybody; later ones hold differences.'),
  checksum: z.string().describe('SHA-256 of the file.'),
  totals: z.object({
    rows: z.int(),
    people: z.int(),
    totalMinor: z.int(),
    byKind: z.record(z.string(), z.int()).describe('`bonus`, `adjustment`, `raise`, `lump_sum`.'),
  }),
  createdAt: shownTime,
});
const runExample = {
  id: '019a5a02-11c4-7f63-b0d4-0a6f2f4f6d10',
  number: 1,
  checksum: '5f1c2a…',
  totals: { rows: 57, people: 57, totalMinor: 31_000_000, byKind: { bonus: 31_000_000 } },
  createdAt: '2027-04-20T16:00:00.000Z',
};
const differencesReply = z.object({
  differences: z.array(
    z.object({
      employee: z.string(),
      name: z.string(),
      dueMinor: z.int(),
      paidMinor: z.int().nullable().describe('Null while nothing was confirmed.'),
    }),
  ),
});

@Controller('api/v1')
@ApiSection({
  name: 'Evaluations',
  order: 80,
  text: 'Plans, cycles, statements and payroll. Approval stays with named people.',
})
export class PayrollApiController {
  constructor(private readonly runs: PayrollRuns) {}

  @Post('evaluation-cycles/:id/payroll-files')
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Make the next payroll file of a signed cycle',
    description:
      'The first holds everybody, later ones only what has changed since: nobody is paid twice. Laid out as the organization has settled. Takes no body.',
    params: cycleId,
    replies: { 201: { text: 'Made.', schema: runReply, example: runExample } },
    errors: ['not_found', 'cycle_not_signed_off', 'payroll_nothing_new', 'payroll_unwritable'],
  })
  async prepare(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ) {
    parseInput(zNothing, body);
    return shown(await this.runs.prepare(id, actorOf(key)));
  }

  @Get('evaluation-cycles/:id/payroll-files')
  @Policy({ api: 'evaluations:read' })
  @ApiOperation({
    summary: 'List the payroll files of a cycle',
    params: cycleId,
    replies: {
      200: {
        text: 'All files in one page.',
        schema: shownPage(runReply),
        example: { items: [runExample], nextCursor: null },
      },
    },
  })
  async list(@Param('id', ParseIntPipe) id: number) {
    return { items: (await this.runs.of(id)).map(shown), nextCursor: null };
  }

  /** A taken file is in the audit, so it is asked for with POST. */
  @Post('payroll-files/:run/copies')
  @HttpCode(200)
  @Policy({ api: 'evaluations:read' })
  @ApiOperation({
    summary: 'Take a payroll file',
    description: 'The same bytes each time. Who took it is in the audit. Takes no body.',
    params: runId,
    replies: {
      200: {
        text: 'The file.',
        schema: z.string(),
        otherForms: { 'text/csv': 'As the layout says.' },
        example: 'employee_id,name,…',
      },
    },
    errors: ['not_found'],
  })
  async take(
    @Param('run', ParseUUIDPipe) run: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    parseInput(zNothing, body);
    const bytes = await this.runs.take(run, actorOf(key));
    void reply.type('text/csv');
    void reply.header('Content-Disposition', `attachment; filename="payroll-${run}.csv"`);
    return bytes;
  }

  @Post('payroll-files/:run/confirmations')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Confirm what payroll paid for a file',
    description:
      'All payments are kept or none; of two for one person the newest counts. The reply names where they differ from the file.',
    params: runId,
    body: zConfirmation,
    bodyExample: { payments: [{ employee: 'E-12', amountMinor: 512_300 }] },
    replies: { 200: { text: 'Kept.', schema: differencesReply, example: { differences: [] } } },
    errors: ['not_found', 'validation_failed', 'payment_not_due'],
  })
  async confirm(
    @Param('run', ParseUUIDPipe) run: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ) {
    const { payments } = parseInput(zConfirmation, body);
    return { differences: await this.runs.confirm(run, payments, actorOf(key)) };
  }
}

function shown({ id, number, checksum, totals, createdAt }: PayrollRun) {
  return { id, number, checksum, totals, createdAt: new Date(createdAt).toISOString() };
}
