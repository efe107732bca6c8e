/** The difference that goes with a theme, by hand. */
import { lift, shareChange } from './lift';

const sums = (...ratings: number[]) => ({
  n: ratings.length,
  sum: ratings.reduce((total, rating) => total + rating, 0),
  squares: ratings.reduce((total, rating) => total + rating * rating, 0),
});

/*
 * With the theme 1, 2, 3, 2, 2: mean 2, variance 2/4 = 0.5, 0.5/5 = 0.1.
 * Without it 4, 5, 3, 4, 4, 4: mean 4, variance 2/5 = 0.4, 0.4/6 = 0.0666667.
 * Difference −2, standard error √0.1666667 = 0.4082483,
 * degrees of freedom 0.1666667² / (0.1²/4 + 0.0666667²/5) = 0.0277778 / 0.0033889 = 8.196721,
 * t(0.975; 8.196721) = 2.296287, half width 0.937455 (R: t.test(c(1,2,3,2,2), c(4,5,3,4,4,4))).
 */
const WITH = [1, 2, 3, 2, 2];
const WITHOUT = [4, 5, 3, 4, 4, 4];

it('is the difference of the means, with Welch’s interval', () => {
  const found = lift(sums(...WITH), sums(...WITH, ...WITHOUT))!;
  expect(found).toMatchObject({ difference: -2, withTheme: 2, without: 4 });
  expect(found.interval!.low).toBeCloseTo(-2.9375, 3);
  expect(found.interval!.high).toBeCloseTo(-1.0625, 3);
});

it('nothing is said below five comments on either side', () => {
  expect(lift(sums(1, 2, 3, 4), sums(1, 2, 3, 4, ...WITHOUT))).toBeNull();
  expect(lift(sums(...WITH), sums(...WITH, 4, 4, 5, 3))).toBeNull();
});

it('where one side does not vary there is a difference and no interval', () => {
  expect(lift(sums(1, 1, 1, 1, 1), sums(1, 1, 1, 1, 1, ...WITHOUT))).toEqual({
    difference: -3,
    withTheme: 1,
    without: 4,
    interval: null,
  });
});

/*
 * Newcombe's own example (Statistics in Medicine 1998, table II a): 56/70 against 48/80, method 10: 0.0524 to 0.3339.
 */
it('the change of a share has Newcombe’s interval', () => {
  const { difference, interval } = shareChange([56, 70], [48, 80])!;
  expect(difference).toBeCloseTo(0.2, 12);
  expect(interval.low).toBeCloseTo(0.0524, 4);
  expect(interval.high).toBeCloseTo(0.3339, 4);
  expect(shareChange([1, 4], [48, 80])).toBeNull();
});
