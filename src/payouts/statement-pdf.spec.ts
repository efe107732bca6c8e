/** A statement on paper, whatever leads wrote as their reasons: sound, short, and every other word stays where it was. */
import { HOSTILE_WORDS, MARK, TURNS_OR_CLIMBS } from '../../test/support/hostile-words';
import { pdfText } from '../../test/support/pdf-text';
import { statementPdf } from './statement-pdf';

describe('a statement as a PDF', () => {
  it.each(Object.entries(HOSTILE_WORDS))('with %s as a name and as a reason', async (_, given) => {
    // Twice what a reason may be long.
    const words = given.slice(0, 1000);
    const short = words.slice(0, 200);
    const doc = statementPdf(
      {
        locale: 'es', title: short, place: short, heading: short, draft: null, notes: [words], stepsLabel: 'Pasos',
        steps: [
          { title: short, sentences: [words], sums: [words.slice(0, 500)], out: { head: '1,00', tail: '00' } },
          { title: 'Después', sentences: ['El paso que sigue'], sums: [] },
        ],
        bonusLabel: 'Bono', amount: '$1,00', sealed: 'Sellado', sealLabel: 'Sello', shortSeal: 'abcd', sealDetails: 'Detalle',
        seals: [{ label: 'SHA-256', value: 'f'.repeat(64) }], fileName: 'x',
      },
      { organization: short, page: (page, pages) => `${page}/${pages}` },
    ); // prettier-ignore
    const chunks: Buffer[] = [];
    for await (const chunk of doc as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
    const pdf = Buffer.concat(chunks);
    const text = pdfText(pdf);
    expect(pdf.subarray(-8).toString()).toContain('%%EOF');
    expect(text).toContain(MARK.slice(0, 8));
    expect(text).toContain('El paso que sigue');
    expect(text).not.toMatch(TURNS_OR_CLIMBS);
    const pages = pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length ?? 0;
    expect([pages > 0, pages <= 6]).toEqual([true, true]);
  });
});
