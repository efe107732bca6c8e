/** Draws each line's payout curve and sums the weights while they are typed. Without it the page does both when it is saved. */
const form = document.getElementById('plan');
const FIELD = { width: 320, left: 8, right: 8, top: 10, baseline: 102 };
const SVG = 'http://www.w3.org/2000/svg';

const typedNumber = (text) => (/^\s*[-−]?\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.').replace('−', '-')) : NaN);

/** The payout at a score on a scale that rises; scores below the threshold pay nothing. */
function paidAt({ from, middle, to, least, most, smooth }, score) {
  if (score < from) return 0;
  if (score >= to) return smooth ? 2 : most;
  if (smooth) {
    const u = (score - from) / (to - from);
    return 2 * (3 * u * u - 2 * u * u * u);
  }
  if (score < middle) return least + ((1 - least) * (score - from)) / (middle - from);
  return 1 + ((most - 1) * (score - middle)) / (to - middle);
}

function curveOf(line) {
  const value = (part) => line.querySelector(`[data-curve="${part}"] :is(input, select)`)?.value ?? '';
  const sign = line.querySelector('[name$=".direction"]')?.value === 'lower' ? -1 : 1;
  const [from, middle, to] = ['threshold', 'target', 'maximum'].map((part) => sign * typedNumber(value(part)));
  const [least, most] = ['thresholdPayout', 'maximumPayout'].map((part) => typedNumber(value(part)) / 100);
  const curve = { sign, from, middle, to, least, most, smooth: value('shape') === 'smooth' };
  return from < middle && middle < to && least >= 0 && most >= 1 ? curve : undefined;
}

function draw(line) {
  const svg = line.querySelector('svg.payout-curve');
  const curve = curveOf(line);
  svg.classList.toggle('payout-unsound', !curve);
  if (!curve) return;
  const { sign, from, middle, to, most } = curve;
  const beyond = (to - from) * 0.12;
  const x = (score) => FIELD.left + ((score - from + beyond) / (to - from + 2 * beyond)) * (FIELD.width - FIELD.left - FIELD.right);
  const y = (paid) => FIELD.baseline - (paid / Math.max(most, 1)) * (FIELD.baseline - FIELD.top);
  const inner = Array.from({ length: 41 }, (_, step) => from + ((to - from) * step) / 40);
  const scores = [from - beyond, from - (to - from) * 1e-6, ...inner, to + beyond];
  svg.querySelector('path').setAttribute(
    'd',
    scores.map((score, index) => `${index === 0 ? 'M' : 'L'}${x(score).toFixed(1)} ${y(paidAt(curve, score)).toFixed(1)}`).join(' '),
  );
  for (const mark of svg.querySelectorAll('circle, text, .payout-drop')) mark.remove();
  for (const score of [from, middle, to]) {
    const [cx, cy] = [x(score).toFixed(1), y(paidAt(curve, score)).toFixed(1)];
    const drop = document.createElementNS(SVG, 'line');
    for (const [name, at] of Object.entries({ class: 'payout-drop', x1: cx, x2: cx, y1: cy, y2: FIELD.baseline })) drop.setAttribute(name, at);
    const circle = document.createElementNS(SVG, 'circle');
    for (const [name, at] of Object.entries({ class: 'payout-mark', cx, cy, r: 4 })) circle.setAttribute(name, at);
    const label = document.createElementNS(SVG, 'text');
    for (const [name, at] of Object.entries({ class: 'payout-label', x: cx, y: 117 }))
      label.setAttribute(name, at);
    label.textContent = (sign * score).toLocaleString(document.documentElement.lang);
    svg.append(drop, circle, label);
  }
}

function sumWeights() {
  const badge = form.querySelector('[data-weight-sum]');
  const weights = [...form.querySelectorAll('[name^="lines."][name$=".weightBp"]')].map((field) => typedNumber(field.value));
  const sum = Math.round(weights.reduce((all, weight) => all + (weight || 0), 0) * 100) / 100;
  badge.classList.toggle('badge-accent', sum === 100);
  badge.textContent = sum === 100 ? badge.dataset.whole : `${badge.dataset.off} ${sum.toLocaleString(document.documentElement.lang)} %`;
}

form.addEventListener('input', (event) => {
  const line = event.target.closest('.plan-line');
  if (line) draw(line);
  sumWeights();
});
