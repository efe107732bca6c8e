import { negotiateLocale, pickText } from './locale-text';

describe('locale text', () => {
  test.each([
    [undefined, 'es'],
    ['', 'es'],
    ['en-US,en;q=0.9', 'en'],
    ['es-MX,es;q=0.9,en;q=0.8', 'es'],
    ['pt', 'pt-BR'],
    ['pt-PT,en;q=0.5', 'pt-BR'],
    ['fr-FR, de;q=0.9, en;q=0.3', 'en'],
    ['fr', 'es'],
    ['en;q=0, pt-BR;q=0.1', 'pt-BR'],
    ['en;q=0.4,es;q=0.7', 'es'],
    ['*', 'es'],
  ])('Accept-Language %s is answered in %s', (header, locale) => {
    expect(negotiateLocale(header, 'es')).toBe(locale);
  });

  test('an empty translation falls back to a language that has the text', () => {
    expect(pickText({ es: 'Gracias', en: '', 'pt-BR': 'Obrigado' }, 'en')).toBe('Gracias');
    expect(pickText({ es: ' ', en: 'Thanks', 'pt-BR': '' }, 'es')).toBe('Thanks');
    expect(pickText({ es: 'Gracias', en: 'Thanks', 'pt-BR': 'Obrigado' }, 'pt-BR')).toBe('Obrigado');
  });
});
