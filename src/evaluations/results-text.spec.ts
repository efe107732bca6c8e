/** What people paste as results: with headings, decimal commas, days, withdrawals, and what must not be guessed. */
import { readResults } from './results-text';

describe('results that were pasted', () => {
  it('from a spreadsheet, with headings', () => {
    expect(readResults('Empleado\tVentas\nE-12\t104.5\n"E-13"\t98\n', 'sales')).toEqual([
      { employee: 'E-12', line: 'sales', result: '104.5' },
      { employee: 'E-13', line: 'sales', result: '98' },
    ]);
  });

  it('observations bear their day, and a name of their own; without one the day tells them apart', () => {
    expect(readResults('E-12;87,5;2027-02-11;V-881\nE-12;90;2027-02-12', 'visits')).toEqual([
      { employee: 'E-12', line: 'visits', result: '87.5', day: '2027-02-11', externalId: 'V-881' },
      { employee: 'E-12', line: 'visits', result: '90', day: '2027-02-12', externalId: '2027-02-12' },
    ]);
  });

  it('without a number a result is withdrawn', () => {
    expect(readResults('E-12\t', 'sales')).toEqual([{ employee: 'E-12', line: 'sales', result: null }]);
  });

  it.each([
    ['no number at all', 'E-12'],
    ['a word', 'E-11;1\nE-12;mucho'],
    ['grouped thousands, which could mean two things', 'E-11;1\nE-12;1.234,5'],
    ['a day the wrong way round', 'E-12;87;11/02/2027'],
    ['one cell too many', 'E-12;87;2027-02-11;V-1;x'],
    ['nobody', ';87'],
  ])('%s is refused with its line', (_, text) => {
    expect(() => readResults(text, 'sales')).toThrow(
      expect.objectContaining({ code: 'results_unreadable', params: { line: text.split('\n').length } }),
    );
  });

  it('nothing is no result', () => {
    expect(() => readResults('\n', 'sales')).toThrow(expect.objectContaining({ code: 'results_empty' }));
  });
});
