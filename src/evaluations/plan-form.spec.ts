/** A plan as a form: what stands in it means the same plan again, and rearranging loses nothing that was typed. */
import { join } from 'node:path';
import fc from 'fast-check';
import { loadConfig, projectRoot } from '../platform/config';
import { I18n, Messages } from '../platform/i18n';
import { readPlanDefinition } from './plan-definition';
import { designerModel } from './plan-designer';
import { definitionIn, itemsOf, rearranged, typedFrom, typedIn, type TypedPlan } from './plan-form';
import { zLine } from './plan-lines';
import { newGate, newLine, newMeritRow, newPlan } from './plan-starts';

const config = loadConfig({
  NODE_ENV: 'test',
  SECRET_KEY: 'x'.repeat(32),
  ORG_TIMEZONE: 'America/Mexico_City',
});
const i18n = new I18n(new Messages(join(projectRoot(), 'views/messages')), config);
const rich = readPlanDefinition({
  ...newPlan('MXN'),
  legalEntity: 'Agua Clara Sur',
  lines: [
    newLine('customer_opinion', [], 2500),
    newLine('manager_rating', [], 3000),
    {
      ...newLine('goal', [], 1500),
      direction: 'lower',
      threshold: 60.5,
      target: 40,
      maximum: 20,
      ownTargets: true,
    },
    { ...newLine('observation', [], 2000), shape: 'smooth' },
    newLine('measure', [], 1000),
  ],
  gates: [newGate([])],
  limits: { factorAtMost: 1.65, amountAtLeast: 0.125, amountAtMost: 1.5 },
  merit: { budgetPercent: 3.5, rows: [{ ...newMeritRow(), fromFactor: 1.205 }, newMeritRow()] },
  reserveBp: 250,
});
const form = (): TypedPlan => typedFrom('service', 'Atención', rich);

describe('a plan as a form', () => {
  it('means the same plan again, every part of it', () => {
    expect(readPlanDefinition(definitionIn(form()))).toEqual(rich);
  });

  it('shows parts of a whole in percent and takes numbers as people write them', () => {
    expect(form()).toMatchObject({
      'lines.0.weightBp': '25',
      'limits.factorAtMost': '165',
      reserveBp: '2.5',
      'merit.rows.0.fromFactor': '120.5',
    });
    const typed = { ...form(), 'lines.2.threshold': ' 60,25 ', 'lines.0.weightBp': '25,0' };
    const read = readPlanDefinition(definitionIn(typed));
    expect([read.lines[2]?.threshold, read.lines[0]?.weightBp]).toEqual([60.25, 2500]);
  });

  it('a box that is not ticked sends nothing and means no', () => {
    const unticked = Object.fromEntries(
      Object.entries(form()).filter(([field]) => field !== 'lines.0.useExpectedPayout'),
    );
    const [line] = readPlanDefinition(definitionIn(unticked)).lines;
    expect(line?.kind === 'customer_opinion' && line.useExpectedPayout).toBe(false);
  });

  it('recovered answers count unless the form says that they are left out, and nothing else is taken', () => {
    const ruleIn = (typed: Record<string, string>) => {
      const [line] = readPlanDefinition(definitionIn(typed)).lines;
      return line?.kind === 'customer_opinion' && line.recovered;
    };
    const silent = Object.fromEntries(
      Object.entries(form()).filter(([field]) => field !== 'lines.0.recovered'),
    );
    expect(ruleIn(silent)).toBe('count');
    expect(ruleIn({ ...silent, 'lines.0.recovered': 'leave_out' })).toBe('leave_out');
    expect(() => ruleIn({ ...silent, 'lines.0.recovered': 'double' })).toThrow();
  });

  it('words left empty in a language are the Spanish ones', () => {
    const typed = {
      ...form(),
      'lines.0.name.es': 'Clientes',
      'lines.0.name.en': '',
      'lines.0.name.pt-BR': ' ',
    };
    expect(readPlanDefinition(definitionIn(typed)).lines[0]?.name).toEqual({
      es: 'Clientes',
      en: 'Clientes',
      'pt-BR': 'Clientes',
    });
  });

  it.each([
    ['lines.0.weightBp', 'much', '/lines/0/weightBp'],
    ['lines.1.target', '', '/lines/1/target'],
    ['eligibility.minimumDays', '-1', '/eligibility/minimumDays'],
    ['lines.3.name.es', '', '/lines/3/name/es'],
  ])('what cannot be read is refused at its field: %s = "%s"', (field, value, pointer) => {
    const read = () => readPlanDefinition(definitionIn({ ...form(), [field]: value }));
    expect(read).toThrow(
      expect.objectContaining({
        code: 'validation_failed',
        errors: expect.arrayContaining([expect.objectContaining({ pointer })]) as unknown,
      }),
    );
  });

  it('lines are added with a key of their own, moved and removed, and keep what was typed', () => {
    const typed = { ...form(), 'lines.1.name.es': 'Su jefa' };
    const added = rearranged(typed, 'add.lines.goal') ?? {};
    expect(itemsOf(added, 'lines').map((line) => line['key'])).toEqual([
      'customer_opinion',
      'manager_rating',
      'goal',
      'observation',
      'measure',
      'goal_2',
    ]);
    const moved = rearranged(typed, 'up.lines.1') ?? {};
    expect(
      itemsOf(moved, 'lines')
        .map((line) => line['name.es'])
        .slice(0, 2),
    ).toEqual(['Su jefa', 'Opinión del cliente']);
    const removed = rearranged(typed, 'remove.lines.0') ?? {};
    expect(itemsOf(removed, 'lines')).toHaveLength(4);
    expect(removed).toMatchObject({ name: 'Atención', 'gates.0.key': 'condition' });
    expect(itemsOf(rearranged(typed, 'add.gates') ?? {}, 'gates')[1]).toMatchObject({ key: 'condition_2' });
    expect(itemsOf(rearranged(typed, 'remove.merit.rows.0') ?? {}, 'merit.rows')).toHaveLength(1);
    expect(rearranged(typed, 'save')).toBeUndefined();
  });

  it('a line of promises kept is a measure with its own choice, and survives the form', () => {
    const added = rearranged(form(), 'add.lines.promises') ?? {};
    expect(itemsOf(added, 'lines').at(-1)).toMatchObject({
      kind: 'measure',
      key: 'promises',
      'measure.of': 'promises',
      'measure.by': 'person',
      minimumResults: '5',
    });
    const team = { ...added, 'lines.5.measure.by': 'team' };
    expect(zLine.parse(definitionIn(team).lines[5])).toMatchObject({
      kind: 'measure',
      measure: { of: 'promises', by: 'team' },
    });
    const [typed] = designerModel(team, [], i18n, 'es').lines.slice(-1);
    expect(typed).toMatchObject({ kindName: 'Promesas cumplidas', question: false, by: { value: 'team' } });
  });

  it('any rearranging keeps every other item as it was', () => {
    const action = fc.tuple(
      fc.constantFrom('up', 'down', 'remove'),
      fc.constantFrom('lines', 'gates', 'merit.rows'),
      fc.nat(6),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 6 }), (actions) => {
        const before = itemsOf(form(), 'lines').map((line) => JSON.stringify(line));
        const typed = actions.reduce<TypedPlan>(
          (now, [verb, list, index]) => rearranged(now, `${verb}.${list}.${index}`) ?? now,
          form(),
        );
        for (const line of itemsOf(typed, 'lines')) expect(before).toContain(JSON.stringify(line));
      }),
    );
  });

  it('fields that would reach into objects themselves change nothing', () => {
    const hostile = typedIn({
      '__proto__.polluted': 'yes',
      'lines.0.constructor.prototype.polluted': 'yes',
      action: 'save',
    });
    definitionIn({ ...form(), ...hostile });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
