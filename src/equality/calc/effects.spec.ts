import { equalityEffects, type SimulatedOutcome } from './effects';

const person = (employee: string, before: number, after: number): SimulatedOutcome => ({
  employee,
  before,
  after,
  onTargetBefore: before >= 1,
  onTargetAfter: after >= 1,
});
const people = Array.from({ length: 40 }, (_, index) => `E-${index}`);
const said = new Map([
  ['Género', new Map(people.map((employee, index) => [employee, index < 20 ? 'Mujer' : 'Hombre']))],
]);

describe('what a simulation does to groups', () => {
  it('is told in steps of five points', () => {
    const effects = equalityEffects(
      people.map((employee, index) => person(employee, 0.97, index < 20 ? 1.013 : 0.88)),
      said,
    );
    expect(effects).toEqual([
      {
        attribute: 'Género',
        groups: [
          { group: 'Hombre', before: 0.95, after: 0.9, onTargetBefore: 0, onTargetAfter: 0 },
          { group: 'Mujer', before: 0.95, after: 1, onTargetBefore: 0, onTargetAfter: 1 },
        ],
      },
    ]);
  });

  it('is not told when one person moves alone: it would say where that person belongs', () => {
    expect(
      equalityEffects(
        people.map((employee, index) => person(employee, 1, index === 7 ? 2 : 1)),
        said,
      ),
    ).toBeNull();
  });

  it('one person more among those who move changes no figure', () => {
    const moving = (count: number) =>
      equalityEffects(
        people.map((employee, index) => person(employee, 1, index < count ? 1.1 : 1)),
        said,
      );
    expect(moving(12)).toEqual(moving(13));
  });
});
