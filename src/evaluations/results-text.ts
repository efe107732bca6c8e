/** Reads results that somebody pasted for one line: a person and a number, and for observations a day and a name of its own. */
import type { LineResultInput } from './line-results.service';
import { evaluationErrors } from './evaluations.errors';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * One result per line: `E-12 <tab> 104.5 [<tab> 2027-02-11 [<tab> V-881]]`, divided by tabs, semicolons or bars. A decimal comma
 * is read as a point; an empty number withdraws the result. Empty lines and a first line of headings are left out.
 * @throws DomainError `results_unreadable` naming the line, `results_empty`
 */
export function readResults(text: string, line: string): LineResultInput[] {
  const found: LineResultInput[] = [];
  const lines = text.split(/\r\n|\r|\n/).map((one) => one.replace(/^[ \u00a0]+|[ \u00a0]+$/g, ''));
  for (const [index, row] of lines.entries()) {
    if (row === '') continue;
    const [employee = '', number, day = '', externalId = '', ...more] = row
      .split(/[\t;|]/)
      .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const first = lines.slice(0, index).every((one) => one === '');
    if (first && number !== undefined && !/\d/.test(row)) continue;
    const result = (number ?? '').replace(',', '.');
    const readable =
      employee !== '' &&
      number !== undefined &&
      /^(-?\d{1,12}(\.\d{1,6})?)?$/.test(result) &&
      (day === '' || DAY.test(day)) &&
      more.length === 0;
    if (!readable) throw evaluationErrors.results_unreadable({ line: index + 1 }, '/results');
    found.push({
      employee,
      line,
      result: result === '' ? null : result,
      ...(day !== '' && { day }),
      ...(externalId === '' ? day !== '' && { externalId: day } : { externalId }),
    });
  }
  if (found.length === 0) throw evaluationErrors.results_empty({}, '/results');
  return found;
}
