/** What customers send: the same mix in every program that is measured. */

/** The n-th form: good and bad ratings, every third without the second question, three of ten with a word about why. */
export function answerOf(n: number): Record<string, string> {
  const drawn = (n * 37) % 100;
  const rating = drawn < 4 ? 1 : drawn < 9 ? 2 : drawn < 18 ? 3 : drawn < 48 ? 4 : 5;
  const hard = (n * 53) % 100;
  const process = hard < 6 ? 2 : hard < 20 ? 3 : hard < 50 ? 4 : 5;
  return {
    rating: String(rating),
    ...(n % 3 === 0 ? {} : { 'answers[process]': String(process) }),
    ...(n % 10 < 3 ? { comment: `Me atendieron bien y explicaron el cargo con paciencia, caso ${n}` } : {}),
  };
}
