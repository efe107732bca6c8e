/** Pay bases and leaves for programs: what a bonus starts from and the days that may not count. Written only; nobody reads pay with a key. */
import { Body, Controller, Delete, Param, Put } from '@nestjs/common';
import { z } from 'zod';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { parseInput, zDay, zExternalId } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { Employees } from './employees';
import { Leaves, zLeave } from './leaves';
import { organizationErrors } from './organization.errors';
import { PayBases, zPayBase } from './pay-bases';

const employee = zExternalId.describe('The identifier your program has for the employee.');
const payBaseBody = zPayBase.omit({ fromDay: true });
const leaveBody = zLeave.omit({ externalId: true });
/** Amounts are not repeated. */
const payBaseReply = z.object({ employee: z.string(), fromDay: z.string() });
const leaveReply = z.object({ employee: z.string(), leave: z.string() });

@Controller('api/v1/employees')
@ApiSection({
  name: 'Pay and leave',
  order: 15,
  text: 'What bonuses start from, kept in step with your payroll system. There is no way to read pay with a key.',
})
export class PayApiController {
  constructor(
    private readonly employees: Employees,
    private readonly payBases: PayBases,
    private readonly leaves: Leaves,
  ) {}

  @Put(':externalId/pay-bases/:fromDay')
  @Policy({ api: 'pay:write' })
  @ApiOperation({
    summary: 'Set salary and target bonus from a day on',
    description: 'The same day again corrects it. Earlier amounts keep holding for the days before.',
    params: { externalId: employee, fromDay: zDay.describe('First day on which the amounts hold.') },
    body: payBaseBody,
    bodyExample: {
      annualSalaryMinor: 18_000_000,
      targetBonusMinor: 520_000,
      currency: 'MXN',
      legalEntity: 'Agua Clara Sur',
      rangeMidpointMinor: 19_000_000,
      rangeMaximumMinor: 23_000_000,
    },
    replies: {
      200: { text: 'Kept.', schema: payBaseReply, example: { employee: 'E-12', fromDay: '2027-01-01' } },
    },
    errors: ['employee_unknown', 'validation_failed'],
  })
  async setPayBase(
    @Param('externalId') externalId: string,
    @Param('fromDay') fromDay: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<z.output<typeof payBaseReply>> {
    const amounts = parseInput(payBaseBody, body);
    await this.payBases.set(
      await this.idOf(externalId),
      { ...amounts, fromDay: parseInput(zDay, fromDay) },
      actorOf(key),
    );
    return { employee: externalId, fromDay };
  }

  @Put(':externalId/leaves/:leaveId')
  @Policy({ api: 'pay:write' })
  @ApiOperation({
    summary: 'Record or correct a leave',
    description: 'Whether its days count in an evaluation is a rule of the plan.',
    params: {
      externalId: employee,
      leaveId: zExternalId.describe('The identifier your program has for the leave.'),
    },
    body: leaveBody,
    bodyExample: { kind: 'protected', firstDay: '2027-02-01', lastDay: '2027-05-09' },
    replies: { 200: { text: 'Kept.', schema: leaveReply, example: { employee: 'E-12', leave: 'L-31' } } },
    errors: ['employee_unknown', 'leave_ends_before_it_starts', 'validation_failed'],
  })
  async setLeave(
    @Param('externalId') externalId: string,
    @Param('leaveId') leaveId: string,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<z.output<typeof leaveReply>> {
    const leave = parseInput(leaveBody, body);
    await this.leaves.set(await this.idOf(externalId), { ...leave, externalId: leaveId }, actorOf(key));
    return { employee: externalId, leave: leaveId };
  }

  @Delete(':externalId/leaves/:leaveId')
  @Policy({ api: 'pay:write' })
  @ApiOperation({
    summary: 'Take a leave back',
    params: {
      externalId: employee,
      leaveId: zExternalId.describe('The identifier your program has for the leave.'),
    },
    replies: {
      200: {
        text: 'It is no longer there.',
        schema: leaveReply,
        example: { employee: 'E-12', leave: 'L-31' },
      },
    },
    errors: ['employee_unknown'],
  })
  async removeLeave(
    @Param('externalId') externalId: string,
    @Param('leaveId') leaveId: string,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<z.output<typeof leaveReply>> {
    await this.leaves.remove(await this.idOf(externalId), leaveId, actorOf(key));
    return { employee: externalId, leave: leaveId };
  }

  private async idOf(externalId: string): Promise<number> {
    const found = (await this.employees.byExternalIds([externalId])).get(externalId);
    if (!found) throw organizationErrors.employee_unknown({ employee: externalId });
    return found.id;
  }
}
