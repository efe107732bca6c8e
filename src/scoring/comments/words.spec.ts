/** Words as customers of each language write them, with and without their accents, and the stems they share. */
import { wordsOf } from './words';

const stems = (text: string, locale: 'es' | 'en' | 'pt-BR') => wordsOf(text, locale).map(({ stem }) => stem);
const same = (locale: 'es' | 'en' | 'pt-BR', ...words: string[]) =>
  expect(new Set(words.flatMap((word) => stems(word, locale))).size).toBe(1);

describe('words of one family have one stem', () => {
  it.each([
    [['espera', 'ESPERAS', 'esperé', 'esperando', 'espere']],
    [['facturación', 'facturacion', 'factura', 'facturas', 'Facturar']],
    [['atención', 'atencion', 'ATENCIONES']],
    [['técnico', 'tecnico', 'técnicos', 'técnica']],
    [['resolvió', 'resolvieron', 'resolver', 'resolvio']],
    [['año', 'años', 'AÑOS']],
  ])('in Spanish: %j', (words) => same('es', ...words));

  it.each([
    [['atenção', 'atencao', 'atenções']],
    [['solução', 'solucao', 'soluções', 'solucoes']],
    [['cobrança', 'cobranca', 'cobranças']],
    [['ano', 'anos']],
  ])('in Portuguese: %j', (words) => same('pt-BR', ...words));

  it.each([
    [['bill', 'bills', 'billing', 'Billed']],
    [['wait', 'waited', 'waiting']],
    [['technician', 'technicians']],
  ])('in English: %j', (words) => same('en', ...words));
});

it('the ñ is a letter of its own', () => {
  expect(stems('año', 'es')).not.toEqual(stems('ano', 'es'));
  expect(stems('n\u0303', 'es')).toEqual(['ñ']);
});

it('a word says where it stands, and an apostrophe belongs to it', () => {
  expect(
    wordsOf("They didn't  solve it", 'en').map(({ start, end, folded }) => [start, end, folded]),
  ).toEqual([
    [0, 4, 'they'],
    [5, 11, 'didnt'],
    [13, 18, 'solve'],
    [19, 21, 'it'],
  ]);
});

it('signs, emoji and half characters are no words; ligatures and full-width letters are read', () => {
  expect(wordsOf('¡…! 👏 \u0000 \ud800 · --', 'es')).toEqual([]);
  expect(wordsOf('ﬁn ＡＢＣ', 'es').map(({ folded }) => folded)).toEqual(['fin', 'abc']);
});
