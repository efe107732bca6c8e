/** All year colleagues thank each other for the values of the company, and awards are given by rule and by vote. */
import { Employees } from '../../src/organization';
import type { DomainError } from '../../src/platform/errors';
import { AwardGranting, Awards, AwardStore, AwardVotes, CompanyValues, Kudos } from '../../src/recognition';
import { ROSTER } from './roster';
import { createRandom, type Random } from './random';
import type { Get, Milestone } from './story';

const WEEK = 7 * 24 * 3_600_000;
const HOUR = 3_600_000;

const VALUES = [
  { es: 'Nos ayudamos', en: 'We help each other', 'pt-BR': 'Nós nos ajudamos' },
  { es: 'Cumplimos lo que decimos', en: 'We keep our word', 'pt-BR': 'Cumprimos o que dizemos' },
  { es: 'Escuchamos', en: 'We listen', 'pt-BR': 'Escutamos' },
  { es: 'Cuidamos el agua', en: 'We care for the water', 'pt-BR': 'Cuidamos da água' },
] as const;

/** What somebody did, and for which of the values. */
const THANKS: readonly (readonly [value: number, text: string])[] = [
  [0, 'Cubrió mi turno cuando se enfermó mi hijo, sin que tuviera que pedirlo dos veces.'],
  [0, 'Se quedó media hora más para explicarme el sistema nuevo de folios.'],
  [0, 'Tomó mis llamadas mientras yo atendía a una señora mayor en el mostrador.'],
  [0, 'Me pasó sus notas del corte en la colonia Roma; me ahorraron la mañana.'],
  [0, 'Ayudó a ordenar el archivo de contratos sin que le tocara.'],
  [1, 'Dijo que llamaría a la cuadrilla a las cuatro, y a las cuatro llamó.'],
  [1, 'Siguió un reporte de fuga hasta el final, aunque ya estaba en otra área.'],
  [1, 'Entregó el informe el viernes, como quedamos, y completo.'],
  [1, 'Me avisó a tiempo de que no llegaba y consiguió quien lo hiciera.'],
  [2, 'Dejó hablar a un cliente muy molesto y terminaron riéndose los dos.'],
  [2, 'Escuchó mi idea para la fila del mostrador y la llevó a la reunión.'],
  [2, 'Notó que yo no estaba bien y me invitó un café. Hizo la diferencia.'],
  [2, 'Preguntó antes de responder, y así descubrimos el cobro doble.'],
  [3, 'Encontró la fuga de la calle Hidalgo revisando tres recibos seguidos.'],
  [3, 'Explicó en la escuela cómo leer el medidor; los niños quedaron encantados.'],
  [3, 'Propuso regar el patio con el agua de las pruebas.'],
];

const PROPOSED = [
  'Siempre encuentra un momento para quien acaba de llegar.',
  'Los clientes preguntan por su nombre, y con razón.',
  'Cuando hay apagón, es quien mantiene la calma.',
  'Enseña lo que sabe sin hacer sentir mal a nadie.',
] as const;

/** Given and answered: those who serve, and who leads them. */
const PEOPLE = ROSTER.map(([externalId]) => externalId);

/** @param from when the year began @param now UTC milliseconds */
export function recognitionMilestones(get: Get, from: number, now: number, actor: string): Milestone[] {
  const weeks = Math.floor((now - from) / WEEK);
  return [
    { at: from, tell: () => begin(get, actor) },
    ...Array.from({ length: weeks }, (_, index) => ({
      at: Math.min(from + (index + 1) * WEEK + HOUR, now),
      tell: () => oneWeek(get, index),
    })),
  ];
}

async function begin(get: Get, actor: string): Promise<void> {
  for (const value of VALUES) await get(CompanyValues).add(value, actor);
  const awards = get(Awards);
  await awards.define(
    {
      name: { es: 'Trato ejemplar', en: 'Exemplary service', 'pt-BR': 'Atendimento exemplar' },
      icon: 'award',
      way: 'rule',
      period: 'quarter',
      ties: 'all',
      reward: {
        es: 'Un desayuno con la dirección',
        en: 'A breakfast with management',
        'pt-BR': 'Um café da manhã com a direção',
      },
      rule: {
        conditions: [
          { kind: 'band', atLeast: 'above' },
          { kind: 'answers', atLeast: 20 },
        ],
      },
    },
    actor,
  );
  await awards.define(
    {
      name: { es: 'Gracias de todos', en: 'Thanked by all', 'pt-BR': 'Obrigado de todos' },
      icon: 'heart',
      way: 'rule',
      period: 'month',
      places: 2,
      ties: 'alphabetical',
      rule: { conditions: [{ kind: 'kudos', atLeast: 3, from: 3 }] },
    },
    actor,
  );
  await awards.define(
    {
      name: { es: 'Colega del trimestre', en: 'Colleague of the quarter', 'pt-BR': 'Colega do trimestre' },
      icon: 'trophy',
      way: 'vote',
      period: 'quarter',
      places: 1,
      ties: 'all',
      voteDays: 14,
      reward: { es: 'Un día libre', en: 'A day off', 'pt-BR': 'Um dia de folga' },
    },
    actor,
  );
}

async function oneWeek(get: Get, index: number): Promise<void> {
  const chance = createRandom(`thanks ${index}`);
  const ids = await get(Employees).byExternalIds(PEOPLE);
  const somebody = () => ids.get(chance.pick(PEOPLE))?.id ?? 0;
  const values = await get(CompanyValues).offered();
  for (let given = 0; given < 7; given += 1) {
    const [value, text] = chance.pick(THANKS);
    const id = await orNot(() =>
      get(Kudos).give(somebody(), { to: somebody(), text, valueId: values[value]?.id ?? null }),
    );
    if (id === undefined) continue;
    for (let signs = 0; signs < 3; signs += 1)
      if (chance.chance(0.5)) await get(Kudos).react(id, somebody(), chance.pick(['clap', 'heart', 'star']));
  }
  await votes(get, chance, somebody);
  await get(AwardGranting).run();
}

async function votes(get: Get, chance: Random, somebody: () => number): Promise<void> {
  const award = (await get(AwardStore).all()).find(({ way }) => way === 'vote');
  if (award?.way !== 'vote') return;
  if (chance.chance(0.6))
    await orNot(() =>
      get(AwardVotes).nominate(award.id, somebody(), {
        employeeId: somebody(),
        reason: chance.pick(PROPOSED),
      }),
    );
  const { voting } = await get(AwardVotes).open(award);
  const nominees = voting ? await get(AwardVotes).nominees(award.id, voting) : [];
  if (nominees.length === 0) return;
  for (let cast = 0; cast < 8; cast += 1)
    await orNot(() => get(AwardVotes).vote(award.id, somebody(), chance.pick(nominees).employeeId));
}

/** What the product refuses did not happen: thanks to oneself, a second vote, somebody who left. */
async function orNot<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if ((error as Partial<DomainError>).code !== undefined) return undefined;
    throw error;
  }
}
