/** Two-by-two matrices, by hand and against each other. */
import { inverse, onlyPositive, plus, product, scaled, sumOf, times, transposed } from './two-by-two';
import type { Matrix } from './two-by-two';

const A: Matrix = [[1, 2], [3, 5]]; // prettier-ignore
const B: Matrix = [[7, 11], [13, 17]]; // prettier-ignore

test('sums, multiples and the turned matrix', () => {
  expect(plus(A, B)).toEqual([[8, 13], [16, 22]]); // prettier-ignore
  expect(sumOf([A, B, A])).toEqual([[9, 15], [19, 27]]); // prettier-ignore
  expect(sumOf([])).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  expect(scaled(B, 2)).toEqual([[14, 22], [26, 34]]); // prettier-ignore
  expect(transposed(A)).toEqual([[1, 3], [2, 5]]); // prettier-ignore
});

test('products', () => {
  expect(times(A, [7, 11])).toEqual([29, 76]);
  expect(product(A, B)).toEqual([[33, 45], [86, 118]]); // prettier-ignore
});

describe('the inverse', () => {
  test('undoes the matrix', () => {
    expect(inverse(A)).toEqual([[-5, 2], [3, -1]]); // prettier-ignore
    expect(product(B, inverse(B)!).flat()).toEqual([1, 0, 0, 1].map((value) => expect.closeTo(value, 12)));
  });

  test('is none where one row is a multiple of the other, but for rounding', () => {
    expect(inverse([[1, 2], [2, 4]])).toBeNull(); // prettier-ignore
    expect(inverse([[0.1, 0.3], [0.2, 0.6]])).toBeNull(); // prettier-ignore
    expect(inverse([[0, 0], [0, 0]])).toBeNull(); // prettier-ignore
    expect(inverse([[Number.NaN, 0], [0, 1]])).toBeNull(); // prettier-ignore
  });

  test('is one where the determinant is small, but more than rounding', () => {
    expect(inverse([[1e-9, 0], [0, 1e-9]])).toEqual([[1e9, -0], [-0, 1e9]]); // prettier-ignore
    expect(inverse([[0, 2], [4, 0]])).toEqual([[-0, 0.25], [0.5, -0]].map((row) => row.map((v) => expect.closeTo(v, 14)))); // prettier-ignore
  });
});

describe('without negative directions', () => {
  const near = (matrix: Matrix) => matrix.map((row) => row.map((value) => expect.closeTo(value, 12)));

  test('a matrix without any of its own stays, also with unlike sides and where they hang together the other way', () => {
    for (const matrix of [
      [
        [9, 2],
        [2, 3],
      ],
      [
        [3, -2],
        [-2, 9],
      ],
      [
        [5, 0],
        [0, 2],
      ],
      [
        [2, 0],
        [0, 5],
      ],
    ] as Matrix[])
      // prettier-ignore
      expect(onlyPositive(matrix)).toEqual(near(matrix));
  });

  test('of eigenvalues 10 and −5 along (2, 1) and (1, −2) the first alone is left', () => {
    expect(onlyPositive([[7, 6], [6, -2]])).toEqual(near([[8, 4], [4, 2]])); // prettier-ignore
    expect(onlyPositive([[-2, 6], [6, 7]])).toEqual(near([[2, 4], [4, 8]])); // prettier-ignore
  });

  test('a multiple of the unit matrix stays where it is positive, else nothing is left', () => {
    expect(onlyPositive([[4, 0], [0, 4]])).toEqual([[4, 0], [0, 4]]); // prettier-ignore
    expect(onlyPositive([[-4, 0], [0, -4]])).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  });
});
