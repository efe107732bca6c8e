import fc from 'fast-check';
import { structuralFaults } from '../completing';
import { DEFAULT_SURVEY } from '../default-survey';
import type { SurveyDraft } from '../survey-shape';
import { QUESTION_KINDS } from '../survey-words';
import { fromTemplate, TEMPLATE_KEYS } from '../templates';
import { act } from './draft-actions';
import {
  addQuestion,
  addSection,
  duplicateQuestion,
  moveQuestion,
  moveSection,
  placeQuestion,
  removeQuestion,
  removeSection,
  withKind,
} from './draft-edits';
import { openOf, panelName, withForm } from './draft-form';

const keys = (draft: SurveyDraft) => draft.questions.map(({ key }) => key);
const placed = (draft: SurveyDraft) =>
  draft.questions.map(({ key, section }) => (section === undefined ? key : `${section}/${key}`));
const csat: SurveyDraft = DEFAULT_SURVEY;
const twoPages = (): SurveyDraft => {
  const { draft, key } = addSection(csat);
  return placeQuestion(draft, 'comment', key, undefined);
};
const NONE: ReadonlySet<string> = new Set();

describe('questions', () => {
  it('are added at the end with what their kind needs, under a key nobody ever had', () => {
    const { draft, key } = addQuestion(csat, 'csat', undefined, new Set(['rating_2']));
    expect(key).toBe('rating_3');
    expect(draft.questions.at(-1)).toMatchObject({
      kind: 'csat',
      subject: 'company',
      scale: { min: 1, max: 5 },
    });
  });

  it('are copied to the place behind, and copies are told apart', () => {
    const { draft, key } = duplicateQuestion(csat, 'process');
    expect([keys(draft), key]).toEqual([['rating', 'process', 'process_2', 'comment'], 'process_2']);
  });

  it('move one place; at the ends nothing changes', () => {
    expect(keys(moveQuestion(csat, 'comment', 'up'))).toEqual(['rating', 'comment', 'process']);
    expect(keys(moveQuestion(csat, 'rating', 'down'))).toEqual(['process', 'rating', 'comment']);
    expect(moveQuestion(csat, 'rating', 'up')).toBe(csat);
    expect(moveQuestion(csat, 'comment', 'down')).toBe(csat);
  });

  it('move over the edge of their page into the next one', () => {
    const draft = twoPages();
    expect(placed(draft)).toEqual(['part_1/rating', 'part_1/process', 'part_2/comment']);
    expect(placed(moveQuestion(draft, 'process', 'down'))).toEqual([
      'part_1/rating',
      'part_2/process',
      'part_2/comment',
    ]);
    expect(placed(moveQuestion(draft, 'comment', 'up'))).toEqual([
      'part_1/rating',
      'part_1/process',
      'part_1/comment',
    ]);
  });

  it('take the conditions that looked at them along when they are removed', () => {
    const draft = fromTemplate('nps', 'usted');
    expect(draft.questions[1]?.showIf).toBeDefined();
    const after = removeQuestion(draft, 'recommend');
    expect(keys(after)).toEqual(['improve', 'comment']);
    expect(after.questions[0]).not.toHaveProperty('showIf');
  });

  it('the last one stays', () => {
    expect(() => removeQuestion({ questions: csat.questions.slice(0, 1) }, 'rating')).toThrow(
      'survey_question_last',
    );
    expect(() => removeQuestion(csat, 'nowhere')).toThrow('survey_question_gone');
  });

  it.each(QUESTION_KINDS)('turned into %s keep their words and take the scale of their new kind', (kind) => {
    const turned = withKind(csat.questions[0]!, kind);
    expect(turned.texts.prompt).toEqual(csat.questions[0]!.texts.prompt);
    expect(structuralFaults({ questions: [turned] })).toEqual([]);
  });
});

describe('sections', () => {
  it('the first one divides the survey and the last one removed leaves one page', () => {
    const draft = twoPages();
    expect(draft.sections?.map(({ key }) => key)).toEqual(['part_1', 'part_2']);
    const onePage = removeSection(draft, 'part_2');
    expect(onePage).not.toHaveProperty('sections');
    expect(placed(onePage)).toEqual(['rating', 'process', 'comment']);
  });

  it('move with their questions', () => {
    const after = moveSection(twoPages(), 'part_2', 'up');
    expect(placed(after)).toEqual(['part_2/comment', 'part_1/rating', 'part_1/process']);
  });
});

describe('the form of the designer', () => {
  const open = { type: 'question', key: 'rating' } as const;
  const fields = { panel: 'q-rating', kind: 'csat', subject: 'employee', required: 'on', about: 'lead' };

  it('changes what is open and nothing else', () => {
    const after = withForm(csat, open, {
      ...fields,
      'texts.prompt.es': '¿Qué tal?',
      'texts.labels.5.es': 'Genial',
    });
    expect(after.questions[0]).toMatchObject({
      about: 'lead',
      texts: {
        prompt: { es: '¿Qué tal?', en: 'How well did {employee} help you?' },
        labels: { '5': { es: 'Genial', en: 'Very well' } },
      },
    });
    expect(after.questions.slice(1)).toEqual(csat.questions.slice(1));
    expect(withForm(csat, { type: 'question', key: 'process' }, fields)).toBe(csat);
  });

  it('nobody in particular can be meant by what measures no person', () => {
    const after = withForm(csat, open, { ...fields, subject: 'process' });
    expect(after.questions[0]).not.toHaveProperty('about');
  });

  it('words in the middle of a scale may stay empty, those of its ends may not vanish', () => {
    const { draft } = addQuestion(csat, 'scale');
    const scale = { panel: 'q-scale', kind: 'scale', subject: 'company' };
    const after = withForm(
      draft,
      { type: 'question', key: 'scale' },
      {
        ...scale,
        'scale.min': '0',
        'scale.max': '3',
        'texts.labels.2.es': '',
      },
    );
    expect(Object.keys(after.questions.at(-1)?.texts.labels ?? {})).toEqual(['0', '1', '3']);
  });

  it('a condition that looks at something else is fitted to it, one that looks ahead is dropped', () => {
    const comment = { type: 'question', key: 'comment' } as const;
    const form = (question: string) => ({
      panel: 'q-comment',
      kind: 'text',
      subject: 'company',
      'showIf.match': 'all',
      'showIf.conditions.0.question': question,
      'showIf.conditions.0.test': 'at_most',
      'showIf.conditions.0.value': '9',
    });
    expect(withForm(csat, comment, form('process')).questions[2]?.showIf?.conditions).toEqual([
      { question: 'process', test: 'at_most', value: 2 },
    ]);
    expect(withForm(csat, comment, form('comment')).questions[2]).not.toHaveProperty('showIf');
  });

  it('the author’s language comes first and cannot be left out', () => {
    const survey = { panel: 'survey', author: 'en', languages: ['es'] };
    expect(withForm(csat, { type: 'survey' }, survey).languages).toEqual(['en', 'es']);
  });
});

it('whatever is pressed in whatever order, a draft stays one that can be opened and saved', () => {
  const action = (draft: SurveyDraft) => {
    const things = [
      ...draft.questions.map(({ key }) => `q-${key}`),
      ...(draft.sections ?? []).map(({ key }) => `s-${key}`),
    ];
    const bare = things.map((name) => name.slice(2));
    return { things, bare };
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...TEMPLATE_KEYS),
      fc.array(fc.tuple(fc.nat(13), fc.nat(40), fc.nat(40)), { maxLength: 25 }),
      (template, presses) => {
        let draft: SurveyDraft = fromTemplate(template, 'tu');
        let open = openOf(draft, `q-${draft.questions[0]?.key}`)!;
        for (const [which, a, b] of presses) {
          const { things, bare } = action(draft);
          const [thing, key, other] = [
            things[a % things.length],
            bare[a % bare.length],
            bare[b % bare.length],
          ];
          const buttons = [
            'save', `open:${thing}`, `add:${QUESTION_KINDS[a % 9]}`, `copy:${key}`, `remove:${key}`, `up:${thing}`,
            `down:${thing}`, `place:${key}:${draft.sections?.[0]?.key ?? ''}:${other}`, 'section:add', `unsection:${key}`,
            `option:${['add', 'remove', 'up', 'down'][b % 4]}:${a % 4}`, `condition:${b % 2 ? 'add' : 'remove'}:showIf:0`,
            `jump:${b % 2 ? 'add' : 'remove'}:0`, `condition:add:then.0:0`,
          ]; // prettier-ignore
          try {
            ({ draft, open } = act(draft, open, buttons[which] ?? 'save', NONE));
          } catch (error) {
            expect(['survey_question_last', 'survey_question_gone']).toContain((error as Error).message);
          }
          expect(openOf(draft, panelName(open))).toBeDefined();
          const unusable = /twice|section_(unknown|order)|unexpected|about_nobody/;
          expect(structuralFaults(draft).filter(({ code }) => unusable.test(code))).toEqual([]);
        }
      },
    ),
    { numRuns: 300 },
  );
});
