/** A certificate, whatever an award or a person is called: one page, nothing turned around, the rest of it in its place. */
import { HOSTILE_WORDS, MARK, TURNS_OR_CLIMBS } from '../../../test/support/hostile-words';
import { pdfText } from '../../../test/support/pdf-text';
import { AWARD_ICONS, type AwardIcon } from './award-icons';
import { certificatePdf } from './certificate-pdf';

const [icon = 'star'] = Object.keys(AWARD_ICONS) as AwardIcon[];

describe('a certificate', () => {
  it.each(Object.entries(HOSTILE_WORDS))('with %s as every name is one sound page', async (_, given) => {
    // More than any name may be long.
    const words = given.slice(0, 400);
    const doc = certificatePdf({
      locale: 'es', organization: words, accent: '#0b5c8a', icon, heading: 'Reconocimiento', lead: 'Para',
      person: words, award: words, period: 'octubre de 2026', reasons: [words], given: 'Dado el 3', signature: 'Firma',
    }); // prettier-ignore
    const chunks: Buffer[] = [];
    for await (const chunk of doc as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
    const pdf = Buffer.concat(chunks);
    const text = pdfText(pdf);
    expect(pdf.subarray(-8).toString()).toContain('%%EOF');
    expect(pdf.toString('latin1').match(/\/Type \/Page\n/g)).toHaveLength(1);
    for (const there of [MARK.slice(0, 8), 'octubre de 2026', 'Dado el 3', 'Firma'])
      expect(text).toContain(there);
    expect(text).not.toMatch(TURNS_OR_CLIMBS);
  });
});
