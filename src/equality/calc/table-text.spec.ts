import { cellsOf } from './table-text';

describe('a table as text', () => {
  it.each([
    [
      'commas',
      'employee,Gender\r\nE-1,Woman\r\n',
      [
        ['employee', 'Gender'],
        ['E-1', 'Woman'],
      ],
    ],
    [
      'semicolons with a mark of order',
      '\uFEFFempleado;Género\nE-1;Mujer\nE-2;\n',
      [
        ['empleado', 'Género'],
        ['E-1', 'Mujer'],
        ['E-2', ''],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes around separators, quotes and line ends',
      'a,b\n"E ""1""","x,\ny"\n',
      [
        ['a', 'b'],
        ['E "1"', 'x,\ny'],
      ],
    ],
    [
      'empty rows',
      'a,b\n\n,\n1,2\n\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['nothing', '', []],
  ])('with %s is read', (_, text, rows) => {
    expect(cellsOf(text)).toEqual(rows);
  });

  it('with a quote that is never closed is none', () => {
    expect(cellsOf('a,b\n"E-1,Woman\n')).toBeNull();
  });
});
