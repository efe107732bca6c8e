import { pickText } from './locale-text';

describe('locale text', () => {
  test('an empty translation falls back to a language that has the text', () => {
    expect(pickText({ es: 'Gracias', en: '', 'pt-BR': 'Obrigado' }, 'en')).toBe('Gracias');
    expect(pickText({ es: ' ', en: 'Thanks', 'pt-BR': '' }, 'es')).toBe('Thanks');
    expect(pickText({ es: 'Gracias', en: 'Thanks', 'pt-BR': 'Obrigado' }, 'pt-BR')).toBe('Obrigado');
  });
});
