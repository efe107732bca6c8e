/** What people said about themselves, from programs. There is no way to read it back. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { type ApiKeyIdentity, CurrentApiKey, Policy } from '../access';
import { parseInput } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { EqualityImports, zEqualityAnswers } from './equality-imports.service';

@Controller('api/v1')
@ApiSection({
  name: 'Equal treatment',
  order: 85,
  text: 'What people said about themselves, voluntarily, for the report on equal treatment. It can be sent and withdrawn, never read.',
})
export class EqualityApiController {
  constructor(private readonly imports: EqualityImports) {}

  @Post('equality-answers')
  @HttpCode(200)
  @Policy({ api: 'equality:write' })
  @ApiOperation({
    summary: 'Record or withdraw what people said about themselves',
    description:
      'Up to 10,000 at once; all are kept or none. It is kept apart from everything else, shown only as figures about groups of ten people and more, and never returned.',
    body: zEqualityAnswers,
    bodyExample: {
      answers: [
        { employee: 'E-12', attribute: 'Género', group: 'Mujer' },
        { employee: 'E-13', attribute: 'Género', group: null },
      ],
    },
    replies: {
      200: {
        text: 'All were kept.',
        schema: z.object({ answers: z.int(), withdrawn: z.int() }),
        example: { answers: 1, withdrawn: 1 },
      },
    },
    errors: ['validation_failed', 'employee_unknown', 'equality_too_many_groups'],
  })
  record(@Body() body: unknown, @CurrentApiKey() key: ApiKeyIdentity) {
    const { answers } = parseInput(zEqualityAnswers, body);
    return this.imports.record(answers, `api-key:${key.id}`, key.name);
  }
}
