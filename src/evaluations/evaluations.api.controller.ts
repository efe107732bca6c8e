/** Results of lines and decisions about gates, for programs. */
import { Body, Controller, HttpCode, Param, ParseIntPipe, Post } from '@nestjs/common';
import { z } from 'zod';
import { actorOf, type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { parseInput } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { Gates, zGateDecision } from './gates.service';
import { LineResults, zLineResults } from './line-results.service';

const cycleId = { id: z.int().positive().describe('The cycle.') };

@Controller('api/v1/evaluation-cycles')
@ApiSection({
  name: 'Evaluations',
  order: 80,
  text: 'Plans, cycles, statements and payroll. Approval stays with named people.',
})
export class EvaluationsApiController {
  constructor(
    private readonly results: LineResults,
    private readonly gates: Gates,
  ) {}

  @Post(':id/line-results')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Record results of goals and observations',
    description:
      'Up to 10,000 at once; all are kept or none. Of a goal the newest result counts, of observations the mean. Until the cycle is calculated.',
    params: cycleId,
    body: zLineResults,
    bodyExample: {
      results: [
        { employee: 'E-12', line: 'sales', result: '104.5' },
        { employee: 'E-12', line: 'visits', externalId: 'V-881', day: '2027-02-11', result: '87' },
      ],
    },
    replies: {
      200: { text: 'All were kept.', schema: z.object({ recorded: z.int() }), example: { recorded: 2 } },
    },
    errors: [
      'not_found', 'validation_failed', 'cycle_wrong_state', 'employee_unknown', 'line_takes_no_results',
      'result_out_of_range', 'own_targets_not_allowed', 'plan_targets_order',
    ], // prettier-ignore
  })
  async recordResults(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<{ recorded: number }> {
    const { results } = parseInput(zLineResults, body);
    return { recorded: await this.results.record(id, results, actorOf(key)) };
  }

  @Post(':id/gate-decisions')
  @HttpCode(200)
  @Policy({ api: 'evaluations:write' })
  @ApiOperation({
    summary: 'Close a gate of the plan, or open it again',
    description:
      'For one person, or for the whole organization, as the plan says. Until the cycle is signed off.',
    params: cycleId,
    body: zGateDecision,
    bodyExample: {
      gate: 'training',
      employee: 'E-12',
      closed: true,
      reason: 'El curso de mayo quedó pendiente.',
    },
    replies: {
      200: {
        text: 'Decided.',
        schema: z.object({ gate: z.string(), closed: z.boolean() }),
        example: { gate: 'training', closed: true },
      },
    },
    errors: [
      'not_found',
      'validation_failed',
      'cycle_wrong_state',
      'gate_unknown',
      'gate_scope',
      'employee_unknown',
    ],
  })
  async decideGate(
    @Param('id', ParseIntPipe) id: number,
    @Body() body: unknown,
    @CurrentApiKey() key: ApiKeyIdentity,
  ): Promise<{ gate: string; closed: boolean }> {
    const decision = parseInput(zGateDecision, body);
    await this.gates.decide(id, decision, actorOf(key));
    return { gate: decision.gate, closed: decision.closed };
  }
}
