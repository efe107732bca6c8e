import { snapshot } from '../../../test/fixtures/cycle';
import { parseInput } from '../../platform/errors';
import { changedPlan, zSimulation } from './changed-plan';
import { typedMinor } from '../../kernel';
import { changesIn, typedFrom } from './simulation-form';

const { plan } = snapshot;
const changed = (typed: Record<string, string>) =>
  parseInput(zSimulation, changesIn({ ...typedFrom(plan, 1_000_000), ...typed }, plan));

describe('the form of a simulation', () => {
  it('untouched, changes nothing', () => {
    expect(changedPlan(plan, changed({}))).toEqual(plan);
    expect(changed({}).poolMinor).toBe(1_000_000);
  });

  it('takes numbers as people write them: percent, commas, an amount in its currency', () => {
    const changes = changed({
      poolMinor: '12.500,50',
      'lines.0.weightBp': '12,5',
      'lines.1.weightBp': '87.5',
      'lines.0.maximumPayout': '150',
      'limits.amountAtMost': '130',
    });
    expect(changes).toMatchObject({
      poolMinor: 1_250_050,
      lines: [{ weightBp: 1250, maximumPayout: 1.5 }, { weightBp: 8750 }],
      limits: { amountAtMost: 1.3 },
    });
    const after = changedPlan(plan, changes);
    expect(after.limits).toEqual({ amountAtMost: '1.3' });
    expect(typedFrom(after, 1_250_050)).toMatchObject({
      'lines.0.weightBp': '12.5',
      'limits.amountAtMost': '130',
    });
  });

  it('an unticked box pays the plain curve; a smooth curve is drawn anew', () => {
    const after = changedPlan(
      plan,
      changed({ 'lines.0.useExpectedPayout': '', 'lines.0.shape': 'smooth', 'lines.0.target': '72' }),
    );
    expect(after.lines[0]).toMatchObject({ useExpectedPayout: false });
    expect(after.lines[0]?.curve).toHaveLength(21);
  });

  it.each([
    ['a weight that is no number', { 'lines.0.weightBp': 'mucho' }, '/lines/0/weightBp'],
    ['a weight left out of 100 %', { 'lines.0.weightBp': '20' }, '/lines'],
    ['targets out of order', { 'lines.0.target': '90' }, '/lines/0/target'],
    ['an S between uneven targets', { 'lines.0.target': '70', 'lines.0.shape': 'smooth' }, '/lines/0/shape'],
    ['a pool that is no amount', { poolMinor: 'mil' }, '/poolMinor'],
    [
      'a guarantee above the most',
      { 'limits.amountAtLeast': '100', 'limits.amountAtMost': '100', 'limits.factorAtMost': '90' },
      '/limits/factorAtMost',
    ],
  ])('%s is refused at its place', (_, typed, pointer) => {
    let fault: unknown;
    try {
      changedPlan(plan, changed(typed));
    } catch (error) {
      fault = error;
    }
    const { errors, pointer: own } = fault as { errors?: { pointer: string }[]; pointer?: string };
    expect(errors?.[0]?.pointer ?? own).toBe(pointer);
  });

  it.each([
    ['1,500,000.50', 'MXN', 150_000_050],
    ['1.500.000,5', 'BRL', 150_000_050],
    ['1 500 000', 'EUR', 150_000_000],
    ['1.500', 'CLP', 1500],
    ['1,234', 'KWD', 1234],
    ['abc', 'MXN', 'abc'],
    ['-5', 'MXN', '-5'],
    ['', 'MXN', undefined],
  ])('%s %s is %s in minor units', (text, currency, minor) => {
    expect(typedMinor(text, currency)).toBe(minor);
  });
});
