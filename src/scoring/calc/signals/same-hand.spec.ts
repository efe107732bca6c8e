/** Answers of one device about one employee: exactly three, exactly thirty days, and chains of such windows. */
import { DEVICE_ANSWERS, DEVICE_DAYS, HASTY_SECONDS, looksSelfAnswered, sameDevice } from './same-hand';

const DAY = 86_400_000;
const at = (day: number, responseId: string, employeeId = 1, device = 'd') => ({
  responseId,
  employeeId,
  device,
  at: day * DAY,
});

test('the marks are those of docs/formulas.md', () => {
  expect([DEVICE_ANSWERS, DEVICE_DAYS, HASTY_SECONDS]).toEqual([3, 30, 3]);
});

describe('one device', () => {
  test('two answers are not looked at, a third a moment before thirty days are over makes three', () => {
    expect(sameDevice([at(0, 'a'), at(1, 'b')])).toEqual([]);
    expect(sameDevice([at(0, 'a'), at(1, 'b'), at(30, 'c')])).toEqual([]);
    expect(sameDevice([at(0, 'a'), at(1, 'b'), at(30 - 1e-6, 'c')])).toHaveLength(1);
  });

  test('windows that follow each other are one group; what lies alone long before is no part of it', () => {
    const found = sameDevice([
      at(200, 'late'),
      at(45, 'd'),
      at(0, 'a'),
      at(20, 'b'),
      at(29, 'c'),
      at(-60, 'early'),
    ]);
    expect(found).toEqual([
      { employeeId: 1, device: 'd', responses: ['a', 'b', 'c', 'd'], from: 0, to: 45 * DAY },
    ]);
  });

  test('answers of the same moment are told in the order of their names', () => {
    const found = sameDevice([at(0, 'c'), at(0, 'a'), at(0, 'b')]);
    expect(found[0]?.responses).toEqual(['a', 'b', 'c']);
    expect(sameDevice([at(0, 'a'), at(0, 'c'), at(0, 'b')])).toEqual(found);
  });

  test('each employee and each device has a group of its own', () => {
    const found = sameDevice([
      ...[0, 1, 2].map((day) => at(day, `x${day}`, 1, 'd')),
      ...[0, 1, 2].map((day) => at(day, `y${day}`, 1, 'e')),
      ...[0, 1, 2].map((day) => at(day, `z${day}`, 2, 'd')),
      at(3, 'alone', 3, 'd'),
    ]);
    expect(found.map(({ employeeId, device, responses }) => [employeeId, device, responses])).toEqual([
      [1, 'd', ['x0', 'x1', 'x2']],
      [1, 'e', ['y0', 'y1', 'y2']],
      [2, 'd', ['z0', 'z1', 'z2']],
    ]);
  });
});

test('haste with an address of one’s own, or the office network with a device, need no further sign', () => {
  expect(looksSelfAnswered(['hasty', 'staff_contact'])).toBe(true);
  expect(looksSelfAnswered(['office_network', 'staff_device'])).toBe(true);
});
