/** A published version put together from its frozen definition and the rows of its questions. */
import type { Locale } from '../kernel';
import { languagesOf } from './completing';
import type { PublishedSurvey, Question, Section } from './published-survey';
import type { SurveyDefinition } from './survey-definition';
import type { QuestionDefinition } from './survey-shape';

/** One row of `question`: what answers and rollups point at. */
export interface QuestionRow {
  readonly key: string;
  readonly kind: string;
  readonly subject: string;
  readonly scaleMin: number | null;
  readonly scaleMax: number | null;
  /** `expected` or `perceived` for the halves of a pair, else empty. */
  readonly part: '' | 'expected' | 'perceived';
  /** `all`, `lead`, `each` or `role:…`. */
  readonly about: string;
}

/** The rows a definition is published with, in order: two for a pair, one for every other question. */
export function rowsOf(definition: SurveyDefinition): QuestionRow[] {
  return definition.questions.flatMap((question): QuestionRow[] => {
    const { kind, subject, scale, about = 'all' } = question;
    const row = (key: string, part: QuestionRow['part']): QuestionRow => ({
      key,
      kind,
      subject,
      scaleMin: scale?.min ?? null,
      scaleMax: scale?.max ?? null,
      part,
      about: typeof about === 'string' ? about : `role:${about.role}`,
    });
    return kind === 'expectation'
      ? [row(`${question.key}.expected`, 'expected'), row(`${question.key}.perceived`, 'perceived')]
      : [row(question.key, '')];
  });
}

export interface VersionHead {
  readonly surveyId: number;
  readonly versionId: number;
  readonly key: string;
  readonly name: string;
  readonly version: number;
}

/**
 * @param ids row of each question by the key of its row
 * @throws Error when a question has no row: the version was not published whole
 */
export function assembled(
  head: VersionHead,
  definition: SurveyDefinition,
  ids: ReadonlyMap<string, number>,
): PublishedSurvey {
  const idOf = (key: string): number => {
    const id = ids.get(key);
    if (id === undefined) throw new Error(`Question ${key} of version ${head.versionId} has no row.`);
    return id;
  };
  const questions = definition.questions.map((question): Question => questionOf(question, idOf));
  const place = new Map(definition.questions.map(({ key, section }) => [key, section]));
  const sections =
    definition.sections && definition.sections.length > 0
      ? definition.sections.map(({ key, title, intro, showIf, then, shuffle }): Section => ({
          key,
          ...(title && { title }),
          ...(intro && { intro }),
          ...(showIf && { showIf }),
          then: then ?? [],
          shuffle: shuffle ?? false,
          questions: questions.filter((question) => place.get(question.key) === key),
        }))
      : [{ key: '', then: [], shuffle: false, questions }];
  const languages: readonly Locale[] = languagesOf(definition);
  return { ...head, languages, questions, sections };
}

function questionOf(question: QuestionDefinition, idOf: (key: string) => number): Question {
  const {
    key,
    kind,
    subject,
    required,
    scale,
    options = [],
    shuffle = false,
    about = 'all',
    texts,
  } = question;
  const { dimension, showIf } = question;
  const pair = kind === 'expectation';
  return {
    id: idOf(pair ? `${key}.perceived` : key),
    ...(pair && { expectedId: idOf(`${key}.expected`) }),
    key,
    kind,
    subject,
    required,
    ...(scale && { scale }),
    options: options.map((option) => ({ key: option.key, text: option.text, other: option.other ?? false })),
    shuffle,
    about,
    ...(dimension !== undefined && { dimension }),
    ...(showIf && { showIf }),
    texts,
  };
}
