/** Reads what statements and score pages print, and works it out as a pocket calculator would. */

/** `−1,234.50 $` → −1234.5. */
export const printedNumber = (text: string): number =>
  Number(text.replaceAll(',', '').replaceAll('−', '-').replaceAll('$', ''));

/** Works out `30 % × 0.2 + 70 % × 1.5` as a pocket calculator would: times and divided before plus and minus. */
export function calculate(text: string): number {
  const tokens = text.replaceAll(',', '').match(/[\d.]+(\s%)?|[()+−×÷√]/g) ?? [];
  const next = (...wanted: string[]): string | undefined =>
    wanted.includes(tokens[0] ?? '') ? tokens.shift() : undefined;
  const factor = (): number => {
    if (next('−')) return -factor();
    if (next('√')) return Math.sqrt(factor());
    if (next('(')) {
      const inner = sum();
      next(')');
      return inner;
    }
    const token = tokens.shift() ?? '';
    return token.endsWith('%') ? Number.parseFloat(token) / 100 : Number(token);
  };
  const product = (): number => {
    let value = factor();
    for (let sign = next('×', '÷'); sign; sign = next('×', '÷')) {
      const right = factor();
      value = sign === '×' ? value * right : value / right;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    for (let sign = next('+', '−'); sign; sign = next('+', '−')) {
      const right = product();
      value = sign === '+' ? value + right : value - right;
    }
    return value;
  };
  return sum();
}
