/** What the simulation of the integrity signals has to keep, from the design: measured, with what the sample allows. */
import {
  bursts,
  type Family,
  family,
  HONEST,
  jumps,
  managers,
  type Rate,
  STEERED,
  suppressionAtKnownRate,
  suppressionBesidePeers,
} from './runs';

export interface Line {
  readonly label: string;
  readonly value: number;
  /** At least, at most, or about; none: only told. */
  readonly goal?: { readonly is: 'least' | 'most'; readonly than: number };
  readonly holds: boolean;
}

/** Two standard errors: a smaller run must not fail by its own chance. */
const slackOf = ({ share, tries }: Rate, than: number): number =>
  2 * Math.sqrt((Math.max(than, share) * (1 - Math.min(than, share))) / tries);

function least(label: string, measured: Rate, than: number): Line {
  const holds = measured.share >= than - slackOf(measured, than);
  return { label, value: measured.share, goal: { is: 'least', than }, holds };
}
function most(label: string, measured: Rate, than: number): Line {
  const holds = measured.share <= than + slackOf(measured, than);
  return { label, value: measured.share, goal: { is: 'most', than }, holds };
}
const told = (label: string, { share }: Rate): Line => ({ label, value: share, holds: true });

/** @param scale 1 for the benchmark; less for a quick look */
export function measure(scale: number): Line[] {
  const tries = (count: number) => Math.max(4, Math.round(count * scale));
  const lines: Line[] = [];
  const published = new Map([
    [50, 0.612],
    [100, 0.933],
    [200, 0.998],
  ]);
  for (const [n, power] of published) {
    lines.push(
      least(
        `suppression, rate known, n ${n}: power (design ${power})`,
        suppressionAtKnownRate(n, STEERED, tries(40_000), n),
        power - 0.003,
      ),
      most(
        `suppression, rate known, n ${n}: false alarm`,
        suppressionAtKnownRate(n, HONEST, tries(100_000), n + 1),
        0.001,
      ),
    );
  }
  for (const n of [50, 100, 200]) {
    lines.push(
      told(
        `suppression beside 20 colleagues alike, n ${n}: power`,
        suppressionBesidePeers(n, STEERED, 0, tries(2_000), n + 2),
      ),
      most(
        `suppression beside 20 colleagues alike, n ${n}: false alarm`,
        suppressionBesidePeers(n, HONEST, 0, tries(10_000), n + 3),
        0.001,
      ),
      told(
        `suppression, colleagues differ by 2 points, n ${n}: power`,
        suppressionBesidePeers(n, STEERED, 0.02, tries(2_000), n + 4),
      ),
      told(
        `suppression, colleagues differ by 2 points, n ${n}: false alarm`,
        suppressionBesidePeers(n, HONEST, 0.02, tries(10_000), n + 5),
      ),
    );
  }
  for (const pile of [4, 6, 8, 12]) {
    const { power, alarms } = bursts(pile, tries(400), 300 + pile);
    lines.push(
      told(`burst of ${pile} in ten minutes at a busy hour: power`, power),
      most(`burst of ${pile}: false alarm of the others`, alarms, 0.0001),
    );
  }
  for (const n of [60, 120, 240]) {
    lines.push(
      told(`jump from 70 % to 95 % good, n ${n}: power`, jumps(n, 0.7, 0.95, tries(4_000), 400 + n)),
      most(`no jump, 80 % good, n ${n}: false alarm`, jumps(n, 0.8, 0.8, tries(20_000), 500 + n), 0.001),
    );
  }
  for (const spread of [0, 0.005]) {
    const { power, alarms } = managers(0.06, spread, tries(2_000), 600 + spread * 1000);
    const who = spread === 0 ? 'managers alike' : 'managers differ by half a point';
    lines.push(
      told(`exclusions of 6 % beside 2 %, ${who}: power`, power),
      spread === 0
        ? most(`exclusions, ${who}: false alarm`, alarms, 0.002)
        : told(`exclusions, ${who}: false alarm`, alarms),
    );
  }
  return [
    ...lines,
    ...familyLines(family(0, tries(100), 700), 'nobody steers'),
    ...familyLines(family(10, tries(100), 701), '10 of 200 steer'),
  ];
}

function familyLines(
  { falseDiscoveries, anyFalse, falsePerCompany, power, comparisons }: Family,
  who: string,
): Line[] {
  const limit = 0.05;
  const rateOf = { hits: 0, tries: anyFalse.tries, share: falseDiscoveries };
  return [
    { label: `${who}: comparisons of one look`, value: comparisons, holds: true },
    most(`${who}: false-discovery proportion`, rateOf, limit),
    told(`${who}: looks with a false signal at all`, anyFalse),
    { label: `${who}: false signals per look`, value: falsePerCompany, holds: true },
    ...(power.tries > 0 ? [told(`${who}: steering people found`, power)] : []),
  ];
}
