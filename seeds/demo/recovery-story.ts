/**
 * How Agua Clara wins unhappy customers back: Rosa, and Diego for his counter, look after cases three times a day. They call,
 * promise and keep it mostly, put right, say why it happened; customers say whether it was solved.
 */
import { DateTime } from 'luxon';
import type { Viewer } from '../../src/access';
import { businessHoursSetting } from '../../src/organization';
import { Database } from '../../src/platform/database';
import { DomainError } from '../../src/platform/errors';
import { SettingsStore } from '../../src/platform/views';
import {
  CaseTalk,
  FollowUps,
  GestureBudgets,
  GestureCatalogue,
  GestureQueries,
  Gestures,
  Letters,
  ownerSetting,
  Promises,
  RecoveryCases,
  RecoveryQueries,
  RootCauses,
  Vouchers,
} from '../../src/recovery';
import type { CaseLine } from '../../src/recovery';
import { COMPANY } from './cast';
import { createRandom, type Random } from './random';
import type { Get, Milestone } from './story';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As the organization tells its customers. */
const WEEK_HOURS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '07:00', until: '23:00' }));
/** Hours of the day at which cases are looked at. */
const LOOKED_AT = { week: [9.5, 13.5, 17.5], weekend: [10.5, 16] } as const;

/** Chances. */
const UNREACHED = 0.12;
const PROMISED = 0.18;
const KEPT_AT_A_VISIT = 0.55;
const WITH_GESTURE = 0.12;
const ANSWERED = 0.45;
const SOLVED_FOR_CUSTOMERS = 0.88;
/** Of the newest cases some were not looked at yet, and in some somebody was spoken to and that is all so far. */
const NEWEST_MS = 3 * DAY;
const UNTOUCHED_MS = 20 * HOUR;
const [LEFT, SPOKEN] = [0.5, 0.75];
const GRANTED_ON_ASKING = 0.7;
/** What nobody contradicted for so long is closed. */
const CLOSED_AFTER_MS = 10 * DAY;

const PROMISES = [
  'Devolver el cargo duplicado',
  'Enviar una cuadrilla al domicilio',
  'Revisar la lectura del medidor',
  'Mandar por escrito cómo se calculó el consumo',
  'Llamar con la fecha de la reparación',
] as const;
const SAID = [
  'Explicó lo que pasó; le pedí disculpas.',
  'Está molesto por la espera. Le expliqué qué sigue.',
  'Quedó más tranquila al saber la fecha.',
  'Agradeció la llamada; no esperaba que alguien leyera su respuesta.',
] as const;
const PUT_RIGHT = [
  'Hablé con el cliente, le pedí disculpas y quedó conforme con la explicación.',
  'Se corrigió el cargo y se le envió el comprobante.',
  'La cuadrilla volvió al domicilio; el cliente confirmó que ya tiene agua.',
  'Se le explicó el cálculo de su consumo y se programó una revisión del medidor.',
  'Se agradeció su paciencia y se le dio el número directo del área.',
] as const;
const NOT_SOLVED = ['Me volvieron a cobrar lo mismo.', 'Sigo sin agua por las tardes.', ''] as const;

/** Why trouble comes up at a water utility, with the standard it calls into question, and how often it is named. */
const CAUSES = [
  ['Corte sin aviso', 'Outage without notice', 'Corte sem aviso', 'Aviso 24 h antes de un corte', 9],
  [
    'Cuadrilla que no llega',
    'Crew that does not come',
    'Equipe que não chega',
    'Ventana de visita de dos horas',
    6,
  ],
  ['Cobro duplicado', 'Charged twice', 'Cobrança em duplicidade', null, 5],
  ['Lectura estimada', 'Estimated reading', 'Leitura estimada', 'Lectura real cada dos meses', 4],
  ['Espera en la línea', 'Waiting on the phone', 'Espera na linha', 'Ocho de diez llamadas en 60 s', 4],
  ['Folio sin seguimiento', 'Report nobody followed', 'Chamado sem retorno', 'Respuesta a folios en 48 h', 3],
  ['Explicación confusa', 'Confusing explanation', 'Explicação confusa', null, 2],
] as const;
const GESTURES = [
  ['Descuento de $80 en el recibo', '$80 off the bill', 'Desconto de $80 na conta', 80_00, 80_00, false],
  [
    'Revisión gratuita del medidor',
    'Free check of the meter',
    'Revisão gratuita do medidor',
    350_00,
    120_00,
    false,
  ],
  ['Filtro para la llave', 'Filter for the tap', 'Filtro para a torneira', 240_00, 95_00, true],
] as const;

export interface RecoveryCast {
  recovery: Viewer;
  /** Owns what happens at the team led. */
  lead: { viewer: Viewer; team: string };
  hr: Viewer;
}

interface Given {
  causes: { id: number; often: number }[];
  gestures: number[];
}

/** @param from when the year began @param now UTC milliseconds */
export function recoveryMilestones(get: Get, from: number, now: number, cast: RecoveryCast): Milestone[] {
  const given: Given = { causes: [], gestures: [] };
  const visits: Milestone[] = [];
  const first = DateTime.fromMillis(from, { zone: COMPANY.zone }).startOf('day');
  for (let day = first; day.toMillis() < now; day = day.plus({ days: 1 })) {
    const hours = day.weekday >= 6 ? LOOKED_AT.weekend : LOOKED_AT.week;
    for (const hour of hours) {
      const at = day.toMillis() + hour * HOUR;
      visits.push({ at, tell: () => visit(get, cast, given, { at, now }) });
    }
  }
  const quarters = new Set(
    [0, 1, 2, 3, 4].map((back) =>
      DateTime.fromMillis(now, { zone: COMPANY.zone })
        .startOf('quarter')
        .minus({ quarters: back })
        .toISODate(),
    ),
  );
  return [
    {
      at: from,
      tell: () =>
        begin(
          get,
          cast,
          given,
          [...quarters].filter((day): day is string => day !== null),
        ),
    },
    ...visits,
  ];
}

async function begin(get: Get, cast: RecoveryCast, given: Given, quarters: readonly string[]): Promise<void> {
  const { actor } = cast.hr;
  await get(SettingsStore).set(businessHoursSetting, {
    calendars: [
      {
        key: 'office',
        name: 'Atención',
        timezone: null,
        week: WEEK_HOURS,
        publicHolidays: false,
        holidays: [],
        touchpoints: [],
        emergencyPhone: '',
      },
    ],
  });
  const team = await get(Database).get<{ id: number }>('SELECT id AS "id" FROM team WHERE external_id = ?', [
    cast.lead.team,
  ]);
  const rule = {
    key: 'counter',
    touchpoint: '',
    channel: '',
    language: '',
    hours: '',
    to: 'person',
    pool: null,
  } as const;
  if (team)
    await get(SettingsStore).set(ownerSetting, {
      rules: [{ ...rule, team: team.id, user: cast.lead.viewer.userId }],
    });
  for (const [es, en, pt, standard, often] of CAUSES) {
    const id = await get(RootCauses).add({ names: { es, en, 'pt-BR': pt }, parentId: null, standard }, actor);
    given.causes.push({ id, often });
  }
  const { currency } = COMPANY;
  for (const [es, en, pt, valueMinor, costMinor, needsVoucher] of GESTURES) {
    const names = { es, en, 'pt-BR': pt };
    const id = await get(GestureCatalogue).add(
      { names, valueMinor, costMinor, currency, needsVoucher },
      actor,
    );
    if (needsVoucher) await get(Vouchers).generate(id, 60, actor);
    given.gestures.push(id);
  }
  for (const [role, upToMinor] of [
    ['recovery', 100_00],
    ['lead', 100_00],
    ['hr', 500_00],
  ] as const)
    await get(GestureCatalogue).authorise({ role, currency, upToMinor }, actor);
  for (const day of quarters) {
    const toDay = DateTime.fromISO(day).plus({ quarters: 1 }).toISODate() ?? day;
    await get(GestureBudgets).set(
      { teamId: null, period: { from: day, to: toDay }, currency, amountMinor: 4_500_00 },
      actor,
    );
  }
}

type Moment = { at: number; now: number };

function visit(get: Get, cast: RecoveryCast, given: Given, { at, now }: Moment): Promise<void> {
  const chance = createRandom(`visit ${Math.round((now - at) / HOUR)}`);
  return get(Database).transaction(async () => {
    for (const worker of [cast.recovery, cast.lead.viewer]) {
      const cases = await get(RecoveryQueries).list(worker, 'open', 500);
      for (const one of cases.filter(({ ownerUserId }) => ownerUserId === worker.userId)) {
        const fate = one.openedAt > now - NEWEST_MS ? createRandom(`fate ${one.openedAt}`).next() : 1;
        if (fate < LEFT && (one.openedAt > now - UNTOUCHED_MS || one.state !== 'open')) continue;
        await look(get, one, worker, { given, chance, at, isOnlySpoken: fate < SPOKEN });
      }
    }
    for (const { id } of await get(GestureQueries).waiting(cast.hr)) await decide(get, id, cast.hr, chance);
    await listen(get, chance, at);
    await closeOld(get, cast.recovery, at);
  });
}

interface Look {
  given: Given;
  chance: Random;
  at: number;
  /** Nothing more is done at this visit. */
  isOnlySpoken: boolean;
}

async function look(
  get: Get,
  one: CaseLine,
  worker: Viewer,
  { given, chance, at, isOnlySpoken }: Look,
): Promise<void> {
  if (one.state === 'promised') {
    if (chance.chance(KEPT_AT_A_VISIT)) await keepPromises(get, one.id, worker);
    else return;
  } else {
    const outcome = chance.chance(UNREACHED) ? 'no_answer' : 'reached';
    const text = outcome === 'reached' ? chance.pick(SAID) : '';
    await get(CaseTalk).noteCall(one.id, { at, outcome, text, next: '' }, worker);
    if (one.state !== 'acknowledged') await get(RecoveryCases).take('acknowledge', one.id, worker, null);
    if (outcome === 'no_answer' || isOnlySpoken) return;
    if (chance.chance(PROMISED)) {
      const dueAt = DateTime.fromMillis(at, { zone: COMPANY.zone })
        .plus({ days: chance.int(1, 3) })
        .set({ hour: 18, minute: 0 });
      const by = { userId: worker.userId, employeeId: worker.employeeId };
      await get(Promises).make(one.id, { text: chance.pick(PROMISES), dueAt: dueAt.toMillis(), by }, worker);
      return;
    }
  }
  await get(RootCauses).assign(one.id, chance.weighted(given.causes, ({ often }) => often).id, worker.actor);
  if (chance.chance(WITH_GESTURE)) await give(get, one.id, worker, chance.pick(given.gestures));
  await get(RecoveryCases).take('resolve', one.id, worker, chance.pick(PUT_RIGHT));
  await markSent(get, one.id, at);
}

async function keepPromises(get: Get, caseId: string, worker: Viewer): Promise<void> {
  const open = await get(Database).all<{ id: string }>(
    `SELECT id AS "id" FROM promise WHERE case_id = ? AND kept_at IS NULL`,
    [caseId],
  );
  for (const { id } of open) await get(Promises).keep(caseId, id, worker, null);
}

async function give(get: Get, caseId: string, worker: Viewer, kindId: number): Promise<void> {
  try {
    await get(Gestures).give({ caseId, kindId, reason: 'Por la molestia y el tiempo perdido.' }, worker);
  } catch (error) {
    // The money of the quarter is spent, or the vouchers: then a good word has to do.
    if (!(error instanceof DomainError)) throw error;
  }
}

/** What costs more than whoever works the case may give is asked for. */
async function decide(get: Get, id: string, hr: Viewer, chance: Random): Promise<void> {
  const granted = chance.chance(GRANTED_ON_ASKING);
  const reason = granted ? 'De acuerdo: fue nuestra falta.' : 'Basta con la revisión ya programada.';
  try {
    await get(Gestures).decide(id, granted ? 'granted' : 'refused', reason, hr);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await get(Gestures).decide(id, 'refused', 'Este trimestre ya no hay presupuesto.', hr);
  }
}

/** The letters of that year left long ago; only the fact is told. */
async function markSent(get: Get, caseId: string, at: number): Promise<void> {
  for (const { id, state } of await get(Letters).ofCase(caseId))
    if (state === 'queued') await get(Letters).noteSent(id, at);
}

/** Customers who were asked the days before say whether it was solved. */
async function listen(get: Get, chance: Random, at: number): Promise<void> {
  const asked = await get(Database).all<{ id: string }>(
    `SELECT id AS "id" FROM case_follow_up WHERE answered_at IS NULL AND asked_at > ? AND asked_at <= ? ORDER BY id`,
    [at - 2 * DAY, at - 20 * HOUR],
  );
  for (const { id } of asked) {
    // Asked at each of some visits: half of them answer once.
    if (!chance.chance(ANSWERED / 3)) continue;
    const solved = chance.chance(SOLVED_FOR_CUSTOMERS);
    await get(FollowUps).hear(id, solved ? 'solved' : 'not_solved', solved ? '' : chance.pick(NOT_SOLVED));
  }
}

async function closeOld(get: Get, worker: Viewer, at: number): Promise<void> {
  const old = await get(Database).all<{ id: string }>(
    `SELECT id AS "id" FROM recovery_case WHERE state IN ('resolved', 'verified') AND resolved_at <= ? AND root_cause_id IS NOT NULL
     ORDER BY id LIMIT 200`,
    [at - CLOSED_AFTER_MS],
  );
  for (const { id } of old) await get(RecoveryCases).take('close', id, worker, null);
}
