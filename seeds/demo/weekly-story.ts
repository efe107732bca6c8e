/** Every day unhappy customers are called back, most of them in time; every week thanks are put on the wall. */
import type { Viewer } from '../../src/access';
import { Quotes, QuotesQueries } from '../../src/recognition';
import { RecoveryCases, RecoveryQueries } from '../../src/recovery';
import { createRandom } from './random';
import type { Get, Milestone } from './story';

const WEEK = 7 * 24 * 3_600_000;
const DAY = WEEK / 7;
/** What is left for whoever opens the demo. */
const LEFT_OPEN_MS = 5 * DAY;
/** Share of the calls that reach nobody that day. */
const UNREACHED = 0.07;

const TAKEN = ['Le llamo hoy mismo.', 'Reviso el folio y le marco.', 'Pido el expediente a la sede.'];
const SOLVED = [
  'Hablé con el cliente, le pedí disculpas y quedó conforme con la explicación.',
  'Se corrigió el cargo y se le envió el comprobante.',
  'La cuadrilla volvió al domicilio; el cliente confirmó que ya tiene agua.',
  'Se le explicó el cálculo de su consumo y se programó una revisión del medidor.',
  'No contestó tres llamadas; se le dejó recado y un correo con la solución.',
  'Se agradeció su paciencia y se le dio el número directo del área.',
];

export function weeklyMilestones(
  get: Get,
  from: number,
  now: number,
  cast: { recovery: Viewer; hr: Viewer },
): Milestone[] {
  const days = Math.floor((now - LEFT_OPEN_MS - from) / DAY);
  const weeks = Math.floor((now - from) / WEEK);
  return [
    ...Array.from({ length: Math.max(0, days) }, (_, index) => ({
      at: from + (index + 1) * DAY,
      tell: () => oneDay(get, index, cast.recovery),
    })),
    ...Array.from({ length: weeks }, (_, index) => {
      const at = from + (index + 1) * WEEK;
      return {
        at,
        tell: () =>
          oneWeek(get, Math.min(at, now) - (index === weeks - 1 ? LEFT_OPEN_MS : DAY), index, cast.hr),
      };
    }),
  ];
}

/** Cases are promised within a day: a visit a day keeps the promise, except where nobody could be reached. */
async function oneDay(get: Get, index: number, recovery: Viewer): Promise<void> {
  const chance = createRandom(`day ${index}`);
  for (const { id } of await get(RecoveryQueries).list(recovery, 'open', 500)) {
    if (chance.chance(UNREACHED)) continue;
    await get(RecoveryCases).take('acknowledge', id, recovery, chance.pick(TAKEN));
    await get(RecoveryCases).take('resolve', id, recovery, chance.pick(SOLVED));
  }
}

async function oneWeek(get: Get, before: number, index: number, hr: Viewer): Promise<void> {
  const chance = createRandom(`week ${index}`);
  const day = new Date(before).toISOString().slice(0, 10);
  for (const quote of await get(QuotesQueries).list(hr, 'pending', 500)) {
    if (quote.day > day) continue;
    // Two words say little to somebody who passes by the wall.
    const telling = quote.text.length >= 28 && chance.chance(0.85);
    await get(Quotes).decide(quote.id, telling ? 'approved' : 'rejected', hr.actor);
  }
}
