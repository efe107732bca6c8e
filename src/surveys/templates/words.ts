/** Words for scales that several templates, and new questions, share. They address nobody, so every tone takes them. */
import type { LocaleText } from '../../kernel';

type Labels = Record<string, LocaleText>;
const word = (es: string, en: string, pt: string): LocaleText => ({ es, en, 'pt-BR': pt });

/** How well somebody did, 1 to 5. */
export const WELL: Labels = {
  '1': word('Muy mal', 'Very badly', 'Péssimo'),
  '2': word('Mal', 'Badly', 'Ruim'),
  '3': word('Regular', 'So-so', 'Regular'),
  '4': word('Bien', 'Well', 'Bom'),
  '5': word('Muy bien', 'Very well', 'Ótimo'),
};

/** How easy something was, 1 to 5. */
export const EASY: Labels = {
  '1': word('Muy difícil', 'Very hard', 'Muito difícil'),
  '2': word('Difícil', 'Hard', 'Difícil'),
  '3': word('Regular', 'Neither', 'Regular'),
  '4': word('Fácil', 'Easy', 'Fácil'),
  '5': word('Muy fácil', 'Very easy', 'Muito fácil'),
};

/** How good something was, 1 to 5. */
export const GOOD: Labels = {
  '1': word('Muy malo', 'Very poor', 'Muito ruim'),
  '2': word('Malo', 'Poor', 'Ruim'),
  '3': word('Regular', 'So-so', 'Regular'),
  '4': word('Bueno', 'Good', 'Bom'),
  '5': word('Muy bueno', 'Very good', 'Muito bom'),
};

/** The two ends of a recommendation, 0 to 10. */
export const LIKELY: Labels = {
  '0': word('Nada probable', 'Not at all likely', 'Nada provável'),
  '10': word('Muy probable', 'Extremely likely', 'Muito provável'),
};

/** The two ends of the ease scale, 1 to 7. */
export const EASY_ENDS: Labels = {
  '1': word('Muy difícil', 'Very hard', 'Muito difícil'),
  '7': word('Muy fácil', 'Very easy', 'Muito fácil'),
};

/** The two ends of how much something matters, 1 to 5. */
export const MATTERS: Labels = {
  '1': word('Importa poco', 'Matters little', 'Importa pouco'),
  '5': word('Importa mucho', 'Matters a lot', 'Importa muito'),
};

/** The two ends of a pair of expected and received, 1 to 5. */
export const LEVEL: Labels = {
  '1': word('Muy bajo', 'Very low', 'Muito baixo'),
  '5': word('Excelente', 'Excellent', 'Excelente'),
};

/** The two answers of a thumb. */
export const YES_NO: Labels = {
  '0': word('No', 'No', 'Não'),
  '1': word('Sí', 'Yes', 'Sim'),
};

/** What stands for everything else in a choice. */
export const OTHER = { key: 'other', text: word('Otra cosa', 'Something else', 'Outra coisa'), other: true };
