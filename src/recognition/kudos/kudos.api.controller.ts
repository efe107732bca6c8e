/** Thanks between colleagues for programs: a chat's command gives them, an intranet shows them. */
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../../access';
import { Employees, organizationErrors, pageOf, zPageSize } from '../../organization';
import { errors, parseInput, zExternalId, zText } from '../../platform/errors';
import { ApiOperation, ApiSection, shownDay, shownTime } from '../../platform/http';
import { REACTIONS, Kudos } from './kudos.service';
import { type KudosLine, KudosQueries } from './kudos.queries';

const localText = z.object({ es: z.string(), en: z.string(), 'pt-BR': z.string() });
const person = z
  .object({ employee: z.string(), name: z.string() })
  .nullable()
  .describe('Called as they chose; null for somebody who does not want to be shown.');
const kudosReply = z.object({
  id: z.uuid(),
  from: person,
  to: person,
  text: z.string(),
  value: z.object({ id: z.int(), name: localText }).nullable(),
  day: shownDay,
  givenAt: shownTime,
  reactions: z.object(Object.fromEntries(REACTIONS.map((kind) => [kind, z.int()]))),
});
type KudosReply = z.infer<typeof kudosReply>;
const kudosPage = z.object({ items: z.array(kudosReply), nextCursor: z.string().nullable() });
const example: KudosReply = {
  id: '019a5c1e-8c10-7f5a-9c31-0f1d2c3b4a59',
  from: { employee: 'E-07', name: 'Hugo Salas' },
  to: { employee: 'E-12', name: 'Ana Beltrán' },
  text: 'Cubrió mi turno cuando se fue la luz.',
  value: { id: 1, name: { es: 'Ayudarnos', en: 'Helping each other', 'pt-BR': 'Ajudar uns aos outros' } },
  day: '2026-11-03',
  givenAt: '2026-11-03T18:30:00.000Z',
  reactions: { clap: 3, heart: 1, star: 0 },
};
const listQuery = z.strictObject({
  cursor: z.uuid().or(z.literal('')).default('').describe('The `nextCursor` of the page before.'),
  limit: zPageSize,
});
const newKudos = z.strictObject({
  from: zExternalId.describe('External id of the employee who thanks.'),
  to: zExternalId.describe('External id of the colleague who is thanked.'),
  text: zText(500),
  valueId: z.int().positive().optional().describe('A value of the company that is in use.'),
});

@Controller('api/v1/kudos')
@ApiSection({
  name: 'Kudos',
  order: 92,
  text: 'Thanks between colleagues, as everybody may see them. They never enter a score or pay.',
})
export class KudosApiController {
  constructor(
    private readonly kudos: Kudos,
    private readonly queries: KudosQueries,
    private readonly employees: Employees,
  ) {}

  @Get()
  @Policy({ api: 'recognition:read' })
  @ApiOperation({
    summary: 'List thanks in the order they were given',
    query: listQuery,
    replies: {
      200: { text: 'A page of them.', schema: kudosPage, example: { items: [example], nextCursor: null } },
    },
  })
  async list(@Query() query: unknown) {
    const { cursor, limit } = parseInput(listQuery, query);
    return pageOf(await this.queries.report(cursor, limit + 1), limit, ({ id }) => id, shownKudos);
  }

  @Post()
  @HttpCode(201)
  @Policy({ api: 'recognition:write' })
  @ApiOperation({
    summary: 'Thank a colleague for somebody',
    description: 'Counts against the month’s allowance of whoever thanks.',
    body: newKudos,
    bodyExample: { from: 'E-07', to: 'E-12', text: 'Cubrió mi turno cuando se fue la luz.' },
    replies: { 201: { text: 'The thanks.', schema: kudosReply, example } },
    errors: [
      'employee_unknown',
      'colleagues_only',
      'kudos_to_yourself',
      'kudos_colleague_gone',
      'kudos_value_unknown',
      'kudos_allowance_used',
    ],
  })
  async give(@Body() body: unknown): Promise<KudosReply> {
    const { from, to, text, valueId } = parseInput(newKudos, body);
    const known = await this.employees.byExternalIds([from, to]);
    const [giver, receiver] = [known.get(from), known.get(to)];
    if (!giver) throw organizationErrors.employee_unknown({ employee: from }, '/from');
    if (!receiver) throw organizationErrors.employee_unknown({ employee: to }, '/to');
    const id = await this.kudos.give(giver.id, { to: receiver.id, text, valueId: valueId ?? null });
    const line = await this.queries.one(giver.id, id);
    if (!line) throw errors.not_found();
    return shownKudos(line);
  }
}

function shownKudos({ id, from, to, text, value, day, givenAt, reactions }: KudosLine): KudosReply {
  const named = ({ externalId, name }: KudosLine['from']) =>
    name === '' ? null : { employee: externalId, name };
  return {
    id,
    from: named(from),
    to: named(to),
    text,
    value: value && { id: value.id, name: { ...value.name } },
    day,
    givenAt: new Date(givenAt).toISOString(),
    reactions: Object.fromEntries(reactions.map(({ kind, count }) => [kind, count])),
  };
}
