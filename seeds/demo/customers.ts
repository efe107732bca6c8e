/**
 * The customers of the demo company: about nine thousand people, most of them Mexican, some Brazilian, some
 * English-speaking. Addresses live at example.com and example.org, which nobody can own.
 */
import type { Gender } from './cast';
import { createRandom, type Random } from './random';
import type { Locale } from './touchpoints';

export type Segment = 'prospect' | 'first_time' | 'repeat' | 'former' | 'internal';

export interface Customer {
  /** `C-1` onwards. */
  readonly externalId: string;
  readonly name: string;
  readonly firstName: string;
  readonly email: string;
  readonly locale: Locale;
  readonly segment: Segment;
  /** Only for the grammar of their comments; it is not stored with the customer. */
  readonly gender: Gender;
  /** Asked not to be surveyed. */
  readonly optedOut: boolean;
}

interface Names {
  readonly f: readonly string[];
  readonly m: readonly string[];
  readonly family: readonly string[];
  /** Probability of a second family name. */
  readonly second: number;
}

const words = (text: string): readonly string[] => text.split(' ');

const NAMES: Readonly<Record<Locale, Names>> = {
  es: {
    f: words(
      'María Guadalupe Juana Verónica Leticia Alejandra Gabriela Adriana Patricia Rosa Martha Claudia Sandra Fernanda ' +
        'Daniela Valeria Ximena Regina Sofía Camila Elena Teresa Silvia Norma Yolanda Irma Lorena Araceli Beatriz Karina ' +
        'Mónica Marisol Esperanza Socorro Graciela Alma Rocío Paola Andrea Lucía Carolina Brenda Diana Estela Ofelia Marta',
    ),
    m: words(
      'José Juan Luis Carlos Miguel Jesús Francisco Antonio Alejandro Jorge Manuel Fernando Ricardo Roberto Eduardo ' +
        'Javier Arturo Raúl Sergio Héctor Gerardo Armando Alberto Enrique Rafael Salvador Ramón Víctor Alfredo Rubén ' +
        'Guillermo Ignacio Santiago Mateo Emiliano Diego Rodrigo Andrés Gustavo Ernesto Hugo Iván Óscar Mario Pablo Tomás',
    ),
    family: words(
      'Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez Morales Vázquez Reyes ' +
        'Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Moreno Castillo Romero Álvarez Méndez Chávez Rivera ' +
        'Juárez Ramos Domínguez Herrera Medina Castro Vargas Guzmán Velázquez Rojas Contreras Salazar Luna Ortega ' +
        'Guerrero Estrada Bautista Cortés Soto Alvarado Espinoza Lara Ríos Ávila Delgado Cervantes Navarro Valdez Ochoa',
    ),
    second: 0.45,
  },
  'pt-BR': {
    f: words(
      'Ana Maria Juliana Fernanda Camila Letícia Larissa Beatriz Mariana Patrícia Aline Luciana Renata Débora Tatiane',
    ),
    m: words(
      'João Pedro Lucas Rafael Gustavo Felipe Bruno Marcelo Thiago Leandro Vinícius Rodrigo Eduardo Caio Murilo',
    ),
    family: words(
      'Silva Santos Oliveira Souza Lima Pereira Ferreira Costa Rodrigues Almeida Nascimento Carvalho Araújo Ribeiro ' +
        'Barbosa Rocha Dias Moreira Cardoso Teixeira Cavalcanti Moura Freitas Azevedo',
    ),
    second: 0.2,
  },
  en: {
    f: words(
      'Emily Sarah Jessica Laura Karen Linda Susan Hannah Rachel Megan Alice Grace Nicole Diane Carol Heather Joan',
    ),
    m: words(
      'James John Robert Michael David William Thomas Daniel Mark Steven Paul Kevin Brian Peter George Alan Greg',
    ),
    family: words(
      'Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Moore Jackson Martin Thompson White Harris ' +
        'Clark Lewis Walker Hall Young King Wright Green Baker Adams Nelson Campbell Mitchell Turner',
    ),
    second: 0,
  },
};

const SEGMENTS: readonly (readonly [Segment, number])[] = [
  ['repeat', 0.6],
  ['first_time', 0.22],
  ['prospect', 0.1],
  ['former', 0.06],
  ['internal', 0.02],
];

/** Marta Ruiz is in the mock-ups, the documentation and the demo's first thanks. */
export const MARTA: Customer = {
  externalId: 'C-77',
  name: 'Marta Ruiz',
  firstName: 'Marta',
  email: 'marta@example.com',
  locale: 'es',
  segment: 'repeat',
  gender: 'f',
  optedOut: false,
};

function mailbox(name: string, number: number, random: Random): string {
  const [first = 'cliente', last = ''] = name
    .normalize('NFD')
    .replace(/[^a-zA-Z ]/g, '')
    .toLowerCase()
    .split(' ');
  const host = random.chance(0.7) ? 'example.com' : 'example.org';
  // The running number keeps every address unique whatever the names are.
  return `${random.chance(0.7) ? `${first}.${last}` : `${first.charAt(0)}${last}`}${number}@${host}`;
}

function makeCustomer(number: number, random: Random): Customer {
  const draw = random.next();
  const locale: Locale = draw < 0.82 ? 'es' : draw < 0.92 ? 'en' : 'pt-BR';
  const names = NAMES[locale];
  const gender: Gender = random.chance(0.54) ? 'f' : 'm';
  const firstName = random.pick(names[gender]);
  const family = random.pick(names.family);
  const name = random.chance(names.second)
    ? `${firstName} ${family} ${random.pick(names.family)}`
    : `${firstName} ${family}`;
  return {
    externalId: `C-${number}`,
    name,
    firstName,
    email: mailbox(name, number, random),
    locale,
    segment: random.weighted(SEGMENTS, ([, weight]) => weight)[0],
    gender,
    optedOut: random.chance(0.02),
  };
}

/** The demo's customers, `C-1` to `C-<count>`; the same seed gives the same people. */
export function generateCustomers(seed: string, count = 9000): Customer[] {
  const random = createRandom(`${seed}/customers`);
  return Array.from({ length: count }, (_unused, index) => {
    const customer = makeCustomer(index + 1, random);
    return customer.externalId === MARTA.externalId ? MARTA : customer;
  });
}
