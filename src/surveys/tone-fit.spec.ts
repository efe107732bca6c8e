import { TONES } from '../kernel';
import { assembled, rowsOf } from './assemble';
import { fromTemplate, TEMPLATE_KEYS } from './templates';
import { otherTone } from './tone-fit';

const HEAD = { surveyId: 1, versionId: 1, key: 'one', name: 'One', version: 1 };
const survey = (...[key, tone]: Parameters<typeof fromTemplate>) => {
  const definition = fromTemplate(key, tone);
  return assembled(HEAD, definition, new Map(rowsOf(definition).map((row, index) => [row.key, index + 1])));
};

describe('a survey and the tone of the organization', () => {
  it.each(TEMPLATE_KEYS)('the template %s fits its own tone', (key) => {
    for (const tone of TONES) expect(otherTone(survey(key, tone), tone)).toBeUndefined();
  });

  it('a formal survey does not fit an organization that says tú, and the other way round', () => {
    expect(otherTone(survey('post_contact', 'usted'), 'tu')).toBe('le atendió');
    expect(otherTone(survey('post_contact', 'tu'), 'usted')).toBe('te');
    expect(otherTone(survey('post_contact', 'tu'), 'vos')).toBe('quieres');
  });

  it('a survey that is not asked in Spanish has no tone', () => {
    const spoken = survey('post_contact', 'usted');
    expect(otherTone({ ...spoken, languages: ['en'] }, 'tu')).toBeUndefined();
  });
});
