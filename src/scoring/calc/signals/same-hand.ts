/** Answers that one hand may have given: from one device, or with a sign of the person who is rated. Facts, no chances. */
import { groupedBy } from '../../../kernel';

/** So many answers from one device within so many days ask for a look. */
export const DEVICE_ANSWERS = 3;
export const DEVICE_DAYS = 30;
/** Who answers faster than this after opening the page has not read it. */
export const HASTY_SECONDS = 3;
const DAY = 86_400_000;

export interface FromDevice {
  readonly responseId: string;
  readonly employeeId: number;
  /** A keyed hash: told apart, not told who. */
  readonly device: string;
  readonly at: number;
}

export interface DeviceGroup {
  readonly employeeId: number;
  readonly device: string;
  readonly responses: readonly string[];
  readonly from: number;
  readonly to: number;
}

/**
 * Three answers or more about one employee from one device within thirty days. All answers of a chain of such windows
 * belong to one group.
 * @param answers in any order
 */
export function sameDevice(answers: readonly FromDevice[]): DeviceGroup[] {
  const groups = groupedBy(answers, ({ employeeId, device }) => `${employeeId} ${device}`);
  return [...groups.values()].flatMap((group) => {
    const ordered = [...group].sort((a, b) => a.at - b.at || (a.responseId < b.responseId ? -1 : 1));
    const inside = new Set<FromDevice>();
    for (const [first, answer] of ordered.entries()) {
      const window = ordered.slice(first).filter(({ at }) => at < answer.at + DEVICE_DAYS * DAY);
      if (window.length >= DEVICE_ANSWERS) window.forEach((one) => inside.add(one));
    }
    const found = ordered.filter((one) => inside.has(one));
    const [first, last] = [found[0], found.at(-1)];
    if (!first || !last) return [];
    const { employeeId, device } = first;
    return [
      {
        employeeId,
        device,
        responses: found.map(({ responseId }) => responseId),
        from: first.at,
        to: last.at,
      },
    ];
  });
}

/** What may say that the person who is rated, or a colleague, gave the answer. */
export const SELF_SIGNS = ['staff_contact', 'staff_device', 'hasty', 'office_network'] as const;
export type SelfSign = (typeof SELF_SIGNS)[number];

/**
 * Whether the signs of one answer together ask for a look. An address or a device of one's own does by itself; haste and
 * the office network only together: a rating chosen in the mail is sent in two seconds, and customers of a shop use its
 * network.
 */
export function looksSelfAnswered(signs: readonly SelfSign[]): boolean {
  const has = (sign: SelfSign): boolean => signs.includes(sign);
  return has('staff_contact') || has('staff_device') || (has('hasty') && has('office_network'));
}
