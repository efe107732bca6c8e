/**
 * The slots of a question: the single things a customer fills in. Most questions have one; a pair has two (what was
 * expected, what was perceived), and a rating about each of several employees has one per employee.
 */
import { coreQuestion, type PublishedSurvey, type Question } from './published-survey';

/** Somebody who served, as the invitation names them; largest share first. */
export interface Server {
  readonly id: number;
  readonly firstName: string;
  readonly role: string;
}

export interface Slot {
  /** Key of the answer: the question's, or with its part or the employee's number behind a dot. */
  readonly key: string;
  /** Name of the field on a form: `rating`, `comment` or `answers[key]`. */
  readonly field: string;
  readonly question: Question;
  /** Row the answer is stored under. */
  readonly questionId: number;
  readonly part?: 'expected' | 'perceived';
  /** Whom the rating is about, when it is about one of several. */
  readonly employee?: Server;
}

/**
 * The slots of one question for this contact. None when it is about somebody in a role that nobody had.
 * @param servers who took part, largest share first
 */
export function slotsOf(survey: PublishedSurvey, question: Question, servers: readonly Server[]): Slot[] {
  const one = (key: string, more: Partial<Slot> = {}): Slot => ({
    key,
    field: fieldNameOf(survey, question, key),
    question,
    questionId: question.id,
    ...more,
  });
  const { key, about } = question;
  if (question.kind === 'expectation') {
    return [
      one(`${key}.expected`, { part: 'expected', questionId: question.expectedId ?? question.id }),
      one(`${key}.perceived`, { part: 'perceived' }),
    ];
  }
  const [lead] = servers;
  if (about === 'all' || !lead) return typeof about === 'object' ? [] : [one(key)];
  if (typeof about === 'object') {
    const inRole = servers.find((server) => server.role === about.role);
    return inRole ? [one(key, { employee: inRole })] : [];
  }
  if (about === 'lead' || servers.length === 1) return [one(key, { employee: lead })];
  return servers.map((employee, index) => one(`${key}.${index + 1}`, { employee }));
}

/** Every slot of a survey for this contact, in the order asked. */
export function allSlots(survey: PublishedSurvey, servers: readonly Server[]): Slot[] {
  return survey.questions.flatMap((question) => slotsOf(survey, question, servers));
}

/** The first question that takes free text: its field is called `comment`. */
export function commentQuestion(survey: PublishedSurvey): Question | undefined {
  return survey.questions.find((question) => question.kind === 'text');
}

function fieldNameOf(survey: PublishedSurvey, question: Question, key: string): string {
  if (question === coreQuestion(survey) && question.scale && key === question.key) return 'rating';
  if (question === commentQuestion(survey)) return 'comment';
  return `answers[${key}]`;
}
