import { moodOf } from './mood';

describe('reading a rating', () => {
  it.each([
    ['csat', 1, 5, ['low', 'low', 'middle', 'high', 'high']],
    ['ces', 1, 7, ['low', 'low', 'low', 'middle', 'middle', 'high', 'high']],
    ['thumbs', 0, 1, ['low', 'high']],
    ['scale', 1, 3, ['low', 'middle', 'high']],
    ['nps', 0, 10, ['low', 'low', 'low', 'low', 'low', 'low', 'low', 'middle', 'middle', 'high', 'high']],
  ])('%s from %d to %d', (kind, min, max, moods) => {
    expect(moods.map((_, step) => moodOf({ kind, rating: min + step, min, max }))).toEqual(moods);
  });
});
