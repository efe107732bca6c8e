/**
 * The customer's page calls the first rated question `rating` and the first open one `comment`. Programs and operators
 * name every answer by its question: what is wrong is told under that name.
 */
import { DomainError } from '../platform/errors';
import { commentQuestion, coreQuestion, type PublishedSurvey } from '../surveys';

/** Runs the work and puts the place of each fault in an answer under `/answers/<key>`. */
export async function atAnswers<T>(survey: PublishedSurvey, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || !error.errors) throw error;
    const named: Record<string, string | undefined> = {
      '/rating': coreQuestion(survey).key,
      '/comment': commentQuestion(survey)?.key,
    };
    throw new DomainError(
      error.code,
      error.status,
      error.params,
      error.pointer,
      error.errors.map((fault) => {
        const key = named[fault.pointer];
        if (key === undefined) return fault;
        return {
          ...fault,
          pointer: `/answers/${key}`,
          params: { ...fault.params, field: `answers.${key}` },
        };
      }),
    );
  }
}
