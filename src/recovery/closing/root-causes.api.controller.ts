/** The tree of causes for programs that close cases. */
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../../access';
import { LOCALES } from '../../kernel';
import { ApiOperation, ApiSection } from '../../platform/http';
import { RECOVERY_SECTION } from '../recovery.replies';
import { RootCauses } from './root-causes';

const causesReply = z.object({
  items: z.array(
    z.object({
      id: z.int(),
      parent: z.int().nullable().describe('The cause above it; null at the top.'),
      names: z.record(z.enum(LOCALES), z.string()),
      standard: z.string().nullable().describe('The standard it calls into question.'),
      retired: z.boolean().describe('Cases can no longer be closed with it.'),
    }),
  ),
});

@Controller('api/v1/root-causes')
@ApiSection(RECOVERY_SECTION)
export class RootCausesApiController {
  constructor(private readonly causes: RootCauses) {}

  @Get()
  @Policy({ api: 'recovery:read' })
  @ApiOperation({
    summary: 'List the causes that cases are closed with',
    description: 'Each below its parent.',
    replies: {
      200: {
        text: 'Every cause.',
        schema: causesReply,
        example: {
          items: [
            {
              id: 1,
              parent: null,
              names: { es: 'Demora en atender', en: 'Slow to respond', 'pt-BR': 'Demora no atendimento' },
              standard: null,
              retired: false,
            },
          ],
        },
      },
    },
  })
  async list(): Promise<z.infer<typeof causesReply>> {
    const items = (await this.causes.tree('es')).map(({ id, parentId, names, standard, retiredAt }) => ({
      id,
      parent: parentId,
      names: { ...names },
      standard,
      retired: retiredAt !== null,
    }));
    return { items };
  }
}
