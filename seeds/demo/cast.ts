/**
 * The cast of the demo company: Agua Clara, a water utility in Mexico. Sites, teams, employees and the named
 * sign-ins shared by seeds, tests and screenshots. Pure data; dates are counted back from the demo's "today".
 */
import { DateTime } from 'luxon';
import { chaptersAt } from './chapters';
import { ROSTER, type Gender, type JobFamily, type PublicName } from './roster';

export type { Gender, JobFamily, PublicName } from './roster';
export type SignInRole = 'admin' | 'hr' | 'lead' | 'employee' | 'recovery' | 'auditor';

export interface Site {
  readonly externalId: string;
  readonly name: string;
}

export interface Team {
  readonly externalId: string;
  readonly name: string;
  /** Site's external id. */
  readonly site: string;
  /** External id of the team above, or null at the top. */
  readonly parent: string | null;
  /** Employee external id. */
  readonly lead: string;
}

/** Membership of a team; `from` inclusive, `to` exclusive (null: still there). Local dates. */
export interface Assignment {
  readonly team: string;
  readonly from: string;
  readonly to: string | null;
}

/** Linear drift of the latent quality, from the first day of the year to the last. */
export interface Trend {
  readonly start: number;
  readonly end: number;
}

export interface Employee {
  readonly externalId: string;
  readonly name: string;
  readonly firstName: string;
  readonly email: string;
  readonly gender: Gender;
  readonly jobFamily: JobFamily;
  /** The team on the demo's last day (or the last one held). */
  readonly team: string;
  readonly assignments: readonly Assignment[];
  /** First working day, local date. */
  readonly hiredOn: string;
  /** Last working day, local date, or null. */
  readonly leftOn: string | null;
  readonly publicName: PublicName;
  /** Hidden truth used only by the generator; never stored with the employee. */
  readonly latentQuality: number;
  /** Added to the latent quality along the year; null for a steady performer. */
  readonly trend: Trend | null;
  /** Contacts relative to a full-time colleague; 0 for people who do not serve customers. */
  readonly volume: number;
  /** MXN minor units (centavos). */
  readonly annualSalary: number;
  /** MXN minor units (centavos). */
  readonly quarterlyTargetBonus: number;
}

export interface SignIn {
  readonly role: SignInRole;
  readonly name: string;
  readonly email: string;
  /** Employee external id, or null for an account without one. */
  readonly employee: string | null;
  readonly locale: 'es';
}

export const COMPANY = {
  name: 'Agua Clara',
  currency: 'MXN',
  zone: 'America/Mexico_City',
  defaultLocale: 'es',
  mailDomain: 'aguaclara.example',
} as const;

export const SITES: readonly Site[] = [
  { externalId: 'S-CN', name: 'Centro Norte' },
  { externalId: 'S-SUR', name: 'Sur' },
  { externalId: 'S-COS', name: 'Costa' },
];

/** The areas the eight teams report to; nobody in them serves customers. */
export const AREAS: readonly Team[] = [
  { externalId: 'A-REM', name: 'Atención a distancia', site: 'S-CN', parent: null, lead: 'E-62' },
  { externalId: 'A-PRE', name: 'Atención en persona', site: 'S-CN', parent: null, lead: 'E-63' },
  { externalId: 'A-ADM', name: 'Administración', site: 'S-CN', parent: null, lead: 'E-60' },
];

/** The eight teams that serve customers. Chat noche gets the hard cases (outages and complaints). */
export const TEAMS: readonly Team[] = [
  { externalId: 'T-TEL', name: 'Telefónica', site: 'S-CN', parent: 'A-REM', lead: 'E-01' },
  { externalId: 'T-CHD', name: 'Chat día', site: 'S-CN', parent: 'A-REM', lead: 'E-14' },
  { externalId: 'T-CHN', name: 'Chat noche', site: 'S-COS', parent: 'A-REM', lead: 'E-22' },
  { externalId: 'T-VIS', name: 'Visitas Sur', site: 'S-SUR', parent: 'A-PRE', lead: 'E-29' },
  { externalId: 'T-MOS', name: 'Mostrador Centro', site: 'S-CN', parent: 'A-PRE', lead: 'E-38' },
  { externalId: 'T-RED', name: 'Redes', site: 'S-COS', parent: 'A-REM', lead: 'E-46' },
  { externalId: 'T-COR', name: 'Correo', site: 'S-COS', parent: 'A-REM', lead: 'E-50' },
  { externalId: 'T-NUE', name: 'Nuevos', site: 'S-SUR', parent: 'A-REM', lead: 'E-59' },
];

/** Last working day of the two leavers, in days before today. */
const LEFT_DAYS_AGO: Readonly<Record<string, number>> = { 'E-09': 103, 'E-44': 41 };

/** Hugo Salas changed from Telefónica to Chat día in the middle of the year. */
const TRANSFER = { employee: 'E-07', to: 'T-CHD', daysAgo: 176 } as const;

/** Irene Soto improved all year; Raúl Ibarra went the other way. */
const TRENDS: Readonly<Record<string, Trend>> = {
  'E-15': { start: -0.6, end: 0.7 },
  'E-02': { start: 0.9, end: -1.2 },
};

/** Elsa Vega has just begun: in the quarter pages open at she has four answers, one too few for a result. */
export const NEWCOMER = 'E-58';

export const SIGN_INS: readonly SignIn[] = [
  {
    role: 'admin',
    name: 'Sofía Márquez',
    email: `sofia.marquez@${COMPANY.mailDomain}`,
    employee: null,
    locale: 'es',
  },
  { role: 'hr', name: 'Carmen Núñez', email: mailOf('Carmen Núñez'), employee: 'E-60', locale: 'es' },
  { role: 'lead', name: 'Diego Paz', email: mailOf('Diego Paz'), employee: 'E-38', locale: 'es' },
  { role: 'employee', name: 'Ana Beltrán', email: mailOf('Ana Beltrán'), employee: 'E-12', locale: 'es' },
  { role: 'recovery', name: 'Rosa Aguilar', email: mailOf('Rosa Aguilar'), employee: 'E-61', locale: 'es' },
  {
    role: 'auditor',
    name: 'Elena Vidal',
    email: `elena.vidal@${COMPANY.mailDomain}`,
    employee: null,
    locale: 'es',
  },
];

function mailOf(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return `${plain.replaceAll(' ', '.')}@${COMPANY.mailDomain}`;
}

/**
 * Everybody who works or worked at Agua Clara, as of the local date `until` (`YYYY-MM-DD`): 59 people who serve
 * customers and four who manage. Two left during the year, one changed teams, eight joined.
 * Throws a RangeError when `until` is not a date.
 */
export function employeesAt(until: string): Employee[] {
  const today = DateTime.fromISO(until, { zone: 'utc' });
  if (!today.isValid) throw new RangeError(`until must be a date like 2026-11-21, not "${until}"`);
  const daysAgo = (days: number): string => today.minus({ days }).toISODate();
  const chapters = chaptersAt(today.toISODate());

  return ROSTER.map((line) => {
    const [externalId, name, gender, jobFamily, team, hired, quality, volume, salary, bonus, publicName] =
      line;
    const hiredOn = externalId === NEWCOMER ? chapters.newcomerFrom : daysAgo(hired);
    const leftDaysAgo = LEFT_DAYS_AGO[externalId];
    const end = leftDaysAgo === undefined ? null : daysAgo(leftDaysAgo - 1);
    const transferOn = externalId === TRANSFER.employee ? daysAgo(TRANSFER.daysAgo) : null;
    return {
      externalId,
      name,
      firstName: name.split(' ')[0] as string,
      email: mailOf(name),
      gender,
      jobFamily,
      team: transferOn ? TRANSFER.to : team,
      assignments: transferOn
        ? [
            { team, from: hiredOn, to: transferOn },
            { team: TRANSFER.to, from: transferOn, to: end },
          ]
        : [{ team, from: hiredOn, to: end }],
      hiredOn,
      leftOn: leftDaysAgo === undefined ? null : daysAgo(leftDaysAgo),
      publicName,
      latentQuality: quality,
      trend: TRENDS[externalId] ?? null,
      volume,
      annualSalary: salary * 100,
      quarterlyTargetBonus: bonus * 100,
    };
  });
}

/** The team an employee belongs to on a local date, or null when not employed then. */
export function teamOn(employee: Employee, date: string): string | null {
  const held = employee.assignments.find(({ from, to }) => from <= date && (to === null || date < to));
  return held?.team ?? null;
}
