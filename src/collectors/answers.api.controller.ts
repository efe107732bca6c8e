/** Answers for programs to bring: from a telephone menu, a chat robot, a survey tool that came before. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { z } from 'zod';
import { Policy } from '../access';
import { Clock } from '../platform/clock';
import { parseInput } from '../platform/errors';
import { ApiOperation, ApiSection } from '../platform/http';
import { responseErrors } from '../responses';
import { answerInput, answerInputExample } from './answer.input';
import { atAnswers } from './answer-faults';
import { EnteredAnswers } from './entering.service';

const REFUSALS = [
  'answer_interaction_unknown', 'interaction_already_answered', 'answered_in_future', 'answered_before_contact',
]; // prettier-ignore

const takenReply = z.object({ id: z.uuid().describe('Of the response.'), status: z.literal('created') });

@Controller('api/v1/responses')
@ApiSection({
  name: 'Responses',
  order: 50,
  text: 'What customers answered, without anything that names them.',
})
export class AnswersApiController {
  constructor(
    private readonly entered: EnteredAnswers,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @Policy({ api: 'responses:write' })
  @ApiOperation({
    summary: 'Bring an answer',
    description:
      'Takes what a customer answered elsewhere about an interaction on record. It goes the way of every other answer: the survey that was or would be asked checks it, it counts for the employees who took part, and the customer is not asked again. An interaction has one answer; send an `Idempotency-Key` so that a repeat after a broken connection hears the first reply.',
    body: answerInput,
    bodyExample: answerInputExample,
    replies: {
      201: {
        text: 'Recorded.',
        schema: takenReply,
        example: { id: '019a5c1e-7a91-7b7e-8b12-51c0b3f0a9d2', status: 'created' },
      },
    },
    errors: REFUSALS,
  })
  async post(@Body() body: unknown): Promise<z.infer<typeof takenReply>> {
    const {
      interaction,
      answeredAt = this.clock.now(),
      locale = null,
      ...answer
    } = parseInput(answerInput, body);
    const contact =
      typeof interaction === 'string'
        ? await this.entered.contact(interaction)
        : await this.entered.contactOf(interaction.source, interaction.externalId);
    if (!contact) throw responseErrors.answer_interaction_unknown({}, '/interaction');
    const { survey } = await this.entered.asked(contact);
    const { responseId } = await atAnswers(survey, () =>
      this.entered.bring(contact, { ...answer, answeredAt, locale, contactWhen: answer.contactWhen ?? null }),
    );
    return { id: responseId, status: 'created' };
  }
}
