/** A payout curve as a drawing: geometry for an SVG of 320 × 120, and the points that a table beneath it lists. */
import { parseRational, rationals } from '../kernel';
import { interpolate } from './calc';
import type { PlanLineDefinition } from './plan-lines';

const WIDTH = 320;
const HEIGHT = 120;
const MARGIN = { left: 8, right: 8, top: 10, bottom: 18 };
const STEPS = 40;

export interface PayoutDrawing {
  /** `M… L…`, from left of the threshold to right of the maximum. */
  path: string;
  /** Threshold, target, maximum: place, score and what is paid, in parts of the target bonus. */
  marks: { x: number; y: number; score: number; paid: number }[];
  baseline: number;
}

type Drawn = Pick<
  PlanLineDefinition,
  'threshold' | 'target' | 'maximum' | 'thresholdPayout' | 'maximumPayout' | 'shape' | 'direction'
>;

/** The drawing of a sound line; null for targets that are out of order. Better results lie to the right. */
export function payoutDrawing(line: Drawn): PayoutDrawing | null {
  const sign = line.direction === 'lower' ? -1 : 1;
  const [from, middle, to] = [sign * line.threshold, sign * line.target, sign * line.maximum];
  if (!(from < middle && middle < to)) return null;
  const beyond = (to - from) * 0.12;
  const [left, right] = [from - beyond, to + beyond];
  const highest = Math.max(line.maximumPayout, 1);
  const x = (score: number): number =>
    round(MARGIN.left + ((score - left) / (right - left)) * (WIDTH - MARGIN.left - MARGIN.right));
  const y = (paid: number): number =>
    round(HEIGHT - MARGIN.bottom - (paid / highest) * (HEIGHT - MARGIN.top - MARGIN.bottom));
  const paidAt = (score: number): number => paid(line, score, from, middle, to);
  const inner = Array.from({ length: STEPS + 1 }, (_, step) => from + ((to - from) * step) / STEPS);
  const scores = [left, from - (to - from) * 1e-6, ...inner, right];
  const path = scores
    .map((score, index) => `${index === 0 ? 'M' : 'L'}${x(score)} ${y(paidAt(score))}`)
    .join(' ');
  return {
    path,
    marks: [from, middle, to].map((score) => ({
      x: x(score),
      y: y(paidAt(score)),
      score: sign * score,
      paid: paidAt(score),
    })),
    baseline: y(0),
  };
}

function paid(line: Drawn, score: number, from: number, middle: number, to: number): number {
  if (line.shape === 'smooth') {
    const u = Math.min(1, Math.max(0, (score - from) / (to - from)));
    return 2 * (3 * u * u - 2 * u * u * u);
  }
  const corners = [
    { at: from, value: line.thresholdPayout },
    { at: middle, value: 1 },
    { at: to, value: line.maximumPayout },
  ];
  return rationals.toNumber(interpolate(corners, plain(score), plain(0)));
}

function plain(value: number): string {
  return rationals.toDecimalString(parseRational(String(value)), 9);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
