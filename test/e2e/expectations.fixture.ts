/** A survey that asks what was expected and what was received, published from its template, and answers to it. */
import { interactionInput, Interactions } from '../../src/interactions';
import { Responses } from '../../src/responses';
import { SurveyDesk } from '../../src/surveys';
import type { CommentsWorld } from '../database/comments.fixture';

const DIMENSIONS = ['tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy'];

/** @returns records one answer that expects and perceives the same in every dimension */
export async function fromTemplateSurvey({ test, clock }: CommentsWorld) {
  const desk = test.get(SurveyDesk);
  const surveyId = await desk.create(
    { name: 'Expectativas', template: 'servqual', tone: 'usted', languages: ['es', 'en', 'pt-BR'] },
    'user:1',
  );
  const { versionId } = await desk.publish(surveyId, 0, 'user:1');
  let made = 0;
  return async (expected: number, perceived: number): Promise<void> => {
    made += 1;
    const contact = await test.get(Interactions).intake(
      interactionInput.parse({
        externalId: `X-${made}`,
        touchpoint: 'phone',
        reason: 'billing',
        occurredAt: new Date(clock.now() - 3_600_000).toISOString(),
        participants: [{ employee: 'E-12' }],
      }),
    );
    await test.get(Responses).record({
      interactionId: contact.id,
      surveyVersionId: versionId,
      source: 'kiosk',
      locale: 'es',
      answeredAt: clock.now(),
      answers: {
        overall: 4,
        ...Object.fromEntries(
          DIMENSIONS.flatMap((key) => [
            [`${key}.expected`, expected],
            [`${key}.perceived`, perceived],
          ]),
        ),
      },
    });
  };
}
