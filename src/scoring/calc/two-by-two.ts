/** Pairs and two-by-two matrices, no more than shrinking two measures together needs. */

export type Pair = readonly [number, number];
export type Matrix = readonly [Pair, Pair];

export function plus([a, b]: Matrix, [c, d]: Matrix): Matrix {
  return [
    [a[0] + c[0], a[1] + c[1]],
    [b[0] + d[0], b[1] + d[1]],
  ];
}

export function sumOf(matrices: readonly Matrix[]): Matrix {
  return matrices.reduce(plus, [
    [0, 0],
    [0, 0],
  ]);
}

export function scaled([a, b]: Matrix, factor: number): Matrix {
  return [
    [a[0] * factor, a[1] * factor],
    [b[0] * factor, b[1] * factor],
  ];
}

export function times([a, b]: Matrix, [x, y]: Pair): Pair {
  return [a[0] * x + a[1] * y, b[0] * x + b[1] * y];
}

export function product(left: Matrix, right: Matrix): Matrix {
  const [a, b] = [times(left, [right[0][0], right[1][0]]), times(left, [right[0][1], right[1][1]])];
  return [
    [a[0], b[0]],
    [a[1], b[1]],
  ];
}

export function transposed([[a, b], [c, d]]: Matrix): Matrix {
  return [
    [a, c],
    [b, d],
  ];
}

/** Null where rounding alone keeps the determinant from zero. */
export function inverse([[a, b], [c, d]]: Matrix): Matrix | null {
  const determinant = a * d - b * c;
  if (!(Math.abs(determinant) > 1e-12 * Math.max(Math.abs(a * d), Math.abs(b * c)))) return null;
  return [
    [d / determinant, -b / determinant],
    [-c / determinant, a / determinant],
  ];
}

/** The nearest symmetric matrix without negative eigenvalues: they are set to 0, the directions stay. */
export function onlyPositive([[a, b], [, d]]: Matrix): Matrix {
  const middle = (a + d) / 2;
  const reach = Math.hypot((a - d) / 2, b);
  const [larger, smaller] = [Math.max(0, middle + reach), Math.max(0, middle - reach)];
  if (reach === 0) {
    return [
      [larger, 0],
      [0, larger],
    ];
  }
  // The projector on the direction of the larger eigenvalue is (A − λ₂I)/(λ₁ − λ₂).
  const [p, q, r] = [(a - middle + reach) / (2 * reach), b / (2 * reach), (d - middle + reach) / (2 * reach)];
  const off = larger === smaller ? 0 : (larger - smaller) * q;
  return [
    [larger * p + smaller * (1 - p), off],
    [off, larger * r + smaller * (1 - r)],
  ];
}
