/** Awards for programs: an intranet lists them, and who was given which. */
import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../../access';
import { pageOf, zPageSize } from '../../organization';
import { parseInput } from '../../platform/errors';
import { ApiOperation, ApiSection, shownDay, shownTime } from '../../platform/http';
import { AWARD_ICON_NAMES } from './award-icons';
import { AwardQueries, type Grant } from './award.queries';
import { type Award, AwardStore } from './award.store';
import { AWARD_PERIODS } from './calc/award-periods';

const localText = z.object({ es: z.string(), en: z.string(), 'pt-BR': z.string() });
const awardReply = z.object({
  id: z.int(),
  name: localText,
  icon: z.enum(AWARD_ICON_NAMES),
  way: z.enum(['rule', 'vote']).describe('By a rule, or by proposals and a vote of colleagues.'),
  period: z.enum(AWARD_PERIODS),
  places: z.int().nullable().describe('How many there are; null for everybody who earns it.'),
  reward: localText.nullable().describe('What goes with it. Never money.'),
  retired: z.boolean(),
});
type AwardReply = z.infer<typeof awardReply>;
const grantReply = z.object({
  id: z.uuid(),
  award: z.int(),
  awardName: localText,
  employee: z.string().describe('External id.'),
  name: z.string().describe('As they chose to be called.'),
  from: shownDay,
  to: shownDay.describe('First day after the period.'),
  grantedAt: shownTime,
});
type GrantReply = z.infer<typeof grantReply>;
const NAME = { es: 'Trato ejemplar', en: 'Exemplary service', 'pt-BR': 'Atendimento exemplar' };
const awardExample: AwardReply = {
  id: 1,
  name: NAME,
  icon: 'award',
  way: 'rule',
  period: 'quarter',
  places: null,
  reward: null,
  retired: false,
};
const grantExample: GrantReply = {
  id: '019a5c1e-8c10-7f5a-9c31-0f1d2c3b4a59',
  award: 1,
  awardName: NAME,
  employee: 'E-12',
  name: 'Ana Beltrán',
  from: '2026-07-01',
  to: '2026-10-01',
  grantedAt: '2026-10-04T11:10:00.000Z',
};
const listQuery = z.strictObject({
  cursor: z.uuid().or(z.literal('')).default('').describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});

@Controller('api/v1')
@ApiSection({
  name: 'Awards',
  order: 91,
  text: 'What is awarded, and to whom. Never people who opted out of being shown, and never pay.',
})
export class AwardsApiController {
  constructor(
    private readonly store: AwardStore,
    private readonly queries: AwardQueries,
  ) {}

  @Get('awards')
  @Policy({ api: 'recognition:read' })
  @ApiOperation({
    summary: 'List the awards',
    replies: {
      200: {
        text: 'All of them.',
        schema: z.object({ items: z.array(awardReply) }),
        example: { items: [awardExample] },
      },
    },
  })
  async awards(): Promise<{ items: AwardReply[] }> {
    return { items: (await this.store.all()).map(shownAward) };
  }

  @Get('award-grants')
  @Policy({ api: 'recognition:read' })
  @ApiOperation({
    summary: 'List who was given an award, in the order they were given',
    description: 'An award that was revoked, or that its holder keeps private, is not among them.',
    query: listQuery,
    replies: {
      200: {
        text: 'A page of them.',
        schema: z.object({ items: z.array(grantReply), nextCursor: z.string().nullable() }),
        example: { items: [grantExample], nextCursor: null },
      },
    },
  })
  async grants(@Query() query: unknown) {
    const { cursor, limit } = parseInput(listQuery, query);
    return pageOf(await this.queries.report(cursor, limit + 1), limit, ({ id }) => id, shownGrant);
  }
}

function shownAward({ id, name, icon, way, period, places, reward, retired }: Award): AwardReply {
  return { id, name: { ...name }, icon, way, period, places, reward: reward && { ...reward }, retired };
}

function shownGrant(grant: Grant): GrantReply {
  const { id, awardId, awardName, externalId, person, from, to, grantedAt } = grant;
  return {
    id,
    award: awardId,
    awardName: { ...awardName },
    employee: externalId,
    name: person,
    from,
    to,
    grantedAt: new Date(grantedAt).toISOString(),
  };
}
