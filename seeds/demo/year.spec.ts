/** The demo year is repeatable, plausible and free of nonsense. */
import { DateTime } from 'luxon';
import { AREAS, COMPANY, employeesAt, SIGN_INS, SITES, TEAMS, teamOn } from './cast';
import { composeComment, drawComment, type CommentContext } from './comments';
import { generateCustomers } from './customers';
import { createRandom } from './random';
import { CHANNELS, REASONS, TOUCHPOINTS, type Channel, type Locale, type Reason } from './touchpoints';
import { generateYear, type DemoInteraction } from './year';

const UNTIL = '2026-11-21';
const options = { seed: 'agua-clara', until: UNTIL };
const year = generateYear(options);
const employees = employeesAt(UNTIL);
const byId = new Map(employees.map((employee) => [employee.externalId, employee]));

const localDate = (iso: string): string =>
  DateTime.fromISO(iso, { zone: COMPANY.zone }).toISODate() as string;
const answered = year.filter(({ answered: answer }) => answer !== null);
const rating = (interaction: DemoInteraction): number => interaction.answered?.ratings.employee ?? NaN;
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const ratingsOf = (employee: string): number[] =>
  answered.filter(({ participants }) => participants[0]?.employee === employee).map(rating);

/** A contact as likely as in the demo year. */
function drawContext(random: ReturnType<typeof createRandom>, locale: Locale): CommentContext {
  const touchpoint = random.weighted(TOUCHPOINTS, ({ share }) => share);
  const employee = random.pick(employees);
  return {
    locale,
    rating: random.weighted([1, 2, 3, 4, 5] as const, (stars) => [0, 5, 6, 9, 25, 55][stars] ?? 0),
    channel: touchpoint.channel,
    reason: random.weighted(
      Object.entries(touchpoint.reasons) as [Reason, number][],
      ([, weight]) => weight,
    )[0],
    employeeFirstName: employee.firstName,
    employeeGender: employee.gender,
    customerGender: random.pick(['f', 'm'] as const),
  };
}

function drawComments(locale: Locale, count: number): { text: string; context: CommentContext }[] {
  const random = createRandom(`comments-${locale}`);
  return Array.from({ length: count }, () => {
    const context = drawContext(random, locale);
    return { context, text: composeComment(random, context) };
  });
}

describe('the demo year', () => {
  it('tells the same story for the same seed and another for another seed', () => {
    const small = { ...options, interactions: 1500 };
    expect(generateYear(small)).toEqual(generateYear(small));
    expect(generateYear({ ...small, seed: 'other' })).not.toEqual(generateYear(small));
  });

  it('has the interactions asked for, in order, within the year and before today', () => {
    expect(year).toHaveLength(20_000);
    expect(new Set(year.map(({ externalId }) => externalId)).size).toBe(20_000);
    const times = year.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual([...times].sort());
    const dates = new Set(times.map(localDate));
    expect([...dates].every((date) => date >= '2025-11-21' && date < UNTIL)).toBe(true);
    expect(dates.size).toBe(365);
  });

  it('is answered by 25 to 30 % and about four in five are fours and fives', () => {
    expect(answered.length).toBeGreaterThanOrEqual(5500);
    expect(answered.length).toBeLessThanOrEqual(6000);
    const top = answered.filter((interaction) => rating(interaction) >= 4).length / answered.length;
    expect(top).toBeGreaterThan(0.77);
    expect(top).toBeLessThan(0.84);
    const comments = answered.filter(({ answered: answer }) => answer?.comment !== null).length;
    expect(comments / answered.length).toBeGreaterThan(0.52);
    expect(comments / answered.length).toBeLessThan(0.58);
  });

  it('answers after the contact, never in the future and never between midnight and seven', () => {
    const end = DateTime.fromISO(UNTIL, { zone: COMPANY.zone }).toUTC().toISO() as string;
    const odd = answered.filter(({ occurredAt, answered: answer }) => {
      const at = answer?.answeredAt ?? '';
      return at <= occurredAt || at >= end || DateTime.fromISO(at, { zone: COMPANY.zone }).hour < 7;
    });
    expect(odd).toEqual([]);
  });

  it('asks nobody twice in 30 days and nobody who opted out', () => {
    const asked = new Map<string, number>();
    const odd = year.filter(({ customer, occurredAt, suppressed, answered: answer }) => {
      if (suppressed) return answer !== null;
      const at = Date.parse(occurredAt);
      const since = at - (asked.get(customer.externalId) ?? -Infinity);
      asked.set(customer.externalId, at);
      return customer.optedOut || since < 30 * 86_400_000;
    });
    expect(odd).toEqual([]);
    expect(new Set(year.map(({ suppressed }) => suppressed))).toEqual(
      new Set([null, 'asked_recently', 'opted_out']),
    );
  });

  it('credits only people employed on that day, with shares that sum to 1', () => {
    const odd = year.filter(({ participants, occurredAt, touchpoint }) => {
      const date = localDate(occurredAt);
      const teams = TOUCHPOINTS.find(({ code }) => code === touchpoint)?.teams ?? {};
      const strangers = participants.filter(({ employee }) => {
        const person = byId.get(employee);
        const team = person ? teamOn(person, date) : null;
        return team === null || !(team in teams);
      });
      const total = participants.reduce((sum, { share }) => sum + share, 0);
      const distinct = new Set(participants.map(({ employee }) => employee)).size;
      return strangers.length > 0 || Math.abs(total - 1) > 1e-12 || distinct !== participants.length;
    });
    expect(odd).toEqual([]);
    expect([...new Set(year.map(({ participants }) => participants.length))].sort()).toEqual([1, 2, 3]);
  });

  it('reaches every team, channel, touchpoint and reason', () => {
    const teams = new Set(year.map(({ participants }) => byId.get(participants[0]?.employee ?? '')?.team));
    expect([...teams].sort()).toEqual(TEAMS.map(({ externalId }) => externalId).sort());
    expect(new Set(year.map(({ channel }) => channel))).toEqual(new Set(CHANNELS));
    expect(new Set(year.map(({ touchpoint }) => touchpoint)).size).toBe(TOUCHPOINTS.length);
    expect(new Set(year.map(({ reason }) => reason))).toEqual(new Set(Object.keys(REASONS)));
  });

  it('lets the people who serve better be rated better', () => {
    expect(mean(ratingsOf('E-12'))).toBeGreaterThan(mean(ratingsOf('E-03')) + 0.5);
    expect(mean(ratingsOf('E-38'))).toBeGreaterThan(mean(ratingsOf('E-39')) + 0.3);
    expect(mean(ratingsOf('E-29'))).toBeGreaterThan(mean(ratingsOf('E-35')) + 0.3);
  });

  it('shows Irene Soto improving and Raúl Ibarra declining', () => {
    const change = (employee: string): number => {
      const all = ratingsOf(employee);
      const half = Math.floor(all.length / 2);
      return mean(all.slice(half)) - mean(all.slice(0, half));
    };
    expect(change('E-15')).toBeGreaterThan(0.2);
    expect(change('E-02')).toBeLessThan(-0.2);
  });

  it('gives Chat noche the hard cases and so a lower raw mean, though its people are good', () => {
    const of = (team: string): DemoInteraction[] =>
      answered.filter(({ participants }) => byId.get(participants[0]?.employee ?? '')?.team === team);
    const hard = (team: string): number =>
      of(team).filter(({ reason }) => reason === 'complaint' || reason === 'outage').length / of(team).length;
    const quality = (team: string): number =>
      mean(employees.filter((person) => person.team === team).map(({ latentQuality }) => latentQuality));
    expect(hard('T-CHN')).toBeGreaterThan(2 * hard('T-CHD'));
    expect(quality('T-CHN')).toBeGreaterThan(quality('T-CHD'));
    expect(mean(of('T-CHN').map(rating))).toBeLessThan(mean(of('T-CHD').map(rating)));
  });

  it('contains the thanks Marta Ruiz wrote about Ana Beltrán the day before', () => {
    const marta = year.filter(({ customer }) => customer.externalId === 'C-77');
    expect(marta).toHaveLength(1);
    expect(marta[0]).toMatchObject({
      channel: 'phone',
      reason: 'billing',
      participants: [{ employee: 'E-12' }],
    });
    expect(marta[0]?.answered).toMatchObject({
      ratings: { employee: 5 },
      comment: 'Me explicó la factura línea por línea y me llamó de vuelta cuando dijo que lo haría.',
      mayQuote: true,
      quoteName: 'initial',
    });
    expect(localDate(marta[0]?.occurredAt ?? '')).toBe('2026-11-20');
  });

  it('refuses a today that is no date', () => {
    expect(() => generateYear({ ...options, until: 'tomorrow' })).toThrow(RangeError);
  });
});

describe('what customers write', () => {
  const corpus = {
    es: drawComments('es', 6000),
    en: drawComments('en', 2500),
    'pt-BR': drawComments('pt-BR', 2500),
  };

  it('is varied: 6,000 Spanish comments hold at least 4,000 different ones', () => {
    expect(new Set(corpus.es.map(({ text }) => text)).size).toBeGreaterThanOrEqual(4000);
  });

  it('never shows a slot, an alternative or an empty place', () => {
    const texts = Object.values(corpus)
      .flat()
      .map(({ text }) => text);
    expect(texts.filter((text) => /[[\]{}|]|undefined|NaN| {2}|^\s|\s$|\.\./.test(text))).toEqual([]);
    expect(texts.filter((text) => text.length < 2)).toEqual([]);
  });

  it('is in the language of the customer', () => {
    const marks: Record<Locale, RegExp> = {
      es: /\b(el|la|los|las|un|una|me|muy|con|por|gracias|fue)\b/giu,
      en: /\b(the|was|and|my|they|i|for|with|to|me)\b/giu,
      'pt-BR': /\b(o|a|os|uma|um|me|muito|não|nao|com|foi|ão)\b|ão|ç/giu,
    };
    const count = (texts: { text: string }[], locale: Locale): number =>
      texts.reduce((sum, { text }) => sum + (text.match(marks[locale]) ?? []).length, 0) / texts.length;
    for (const locale of ['es', 'en', 'pt-BR'] as const) {
      const own = count(corpus[locale], locale);
      const others = (['es', 'en', 'pt-BR'] as const).filter((other) => other !== locale);
      for (const other of others) expect(own).toBeGreaterThan(count(corpus[other], locale));
    }
    expect(corpus.en.filter(({ text }) => /ción\b|¡|¿|ção\b/.test(text))).toEqual([]);
  });

  it('does not put a counter into a chat, a telephone line into a visit or a visit into an e-mail', () => {
    const foreign: [RegExp, Channel[]][] = [
      [
        /ventanilla|mostrador|la fila\b|m[oó]dulo|guich[eê]|queue|sonrisa|sorriso|smile/i,
        ['in_person', 'service_center'],
      ],
      [/la línea\b|colg(ó|aron)|musiquita|on hold|hung up|na espera\b|musiquinha/i, ['phone']],
      [/conversación|en visto|the chat\b|encerr(aram|ou) a conversa/i, ['chat', 'messaging']],
      [/gafete|cubrezapatos|banqueta rota|our home|swept|varreu/i, ['on_site']],
    ];
    const misplaced = Object.values(corpus)
      .flat()
      .filter(({ text, context }) =>
        foreign.some(([pattern, channels]) => pattern.test(text) && !channels.includes(context.channel)),
      );
    expect(misplaced).toEqual([]);
  });

  it('is left out by about 45 % of those who answer', () => {
    const random = createRandom('silence');
    const silent = Array.from({ length: 4000 }, () => drawComment(random, drawContext(random, 'es'))).filter(
      (text) => text === null,
    );
    expect(silent.length / 4000).toBeGreaterThan(0.42);
    expect(silent.length / 4000).toBeLessThan(0.48);
  });

  it('has something to say for every language, rating, channel and reason, even when no gender is known', () => {
    const random = createRandom('everywhere');
    const unfinished: string[] = [];
    for (const locale of ['es', 'en', 'pt-BR'] as const) {
      for (const { channel, reasons } of TOUCHPOINTS) {
        for (const reason of Object.keys(reasons) as Reason[]) {
          for (const stars of [1, 2, 3, 4, 5] as const) {
            for (let round = 0; round < 8; round += 1) {
              const context = { locale, rating: stars, channel, reason, employeeFirstName: 'Ana' };
              const text = composeComment(random, context);
              if (text.length < 2 || /[[\]{}|]/.test(text)) unfinished.push(text);
            }
          }
        }
      }
    }
    expect(unfinished).toEqual([]);
  });
});

describe('the cast', () => {
  it('has three sites, eight teams with a lead of their own, and about sixty people', () => {
    expect(SITES).toHaveLength(3);
    expect(TEAMS).toHaveLength(8);
    expect(employees).toHaveLength(63);
    const sites = new Set(SITES.map(({ externalId }) => externalId));
    const areas = new Set(AREAS.map(({ externalId }) => externalId));
    for (const team of TEAMS) {
      expect(byId.get(team.lead)?.team).toBe(team.externalId);
      expect(sites.has(team.site) && areas.has(team.parent ?? '')).toBe(true);
    }
  });

  it('has two leavers, one transfer and several who joined during the year', () => {
    expect(employees.filter(({ leftOn }) => leftOn !== null)).toHaveLength(2);
    expect(employees.filter(({ assignments }) => assignments.length > 1).map(({ name }) => name)).toEqual([
      'Hugo Salas',
    ]);
    expect(employees.filter(({ hiredOn }) => hiredOn > '2025-11-21')).toHaveLength(8);
    const julio = byId.get('E-09');
    expect(julio && teamOn(julio, julio.leftOn ?? '')).toBe('T-TEL');
    expect(julio && teamOn(julio, UNTIL)).toBeNull();
  });

  it('signs in once per role, at addresses nobody can own', () => {
    expect(SIGN_INS.map(({ role }) => role).sort()).toEqual([
      'admin',
      'auditor',
      'employee',
      'hr',
      'lead',
      'recovery',
    ]);
    for (const { email, employee, name } of SIGN_INS) {
      expect(email).toMatch(/^[a-z.]+@aguaclara\.example$/);
      if (employee) expect(byId.get(employee)).toMatchObject({ name, email });
    }
  });
});

describe('the customers', () => {
  it('are nine thousand, mostly Mexican, with addresses of their own that reach nobody', () => {
    const customers = generateCustomers('agua-clara');
    expect(customers).toHaveLength(9000);
    expect(new Set(customers.map(({ email }) => email)).size).toBe(9000);
    expect(customers.every(({ email }) => /^[a-z.]+\d*@example\.(com|org)$/.test(email))).toBe(true);
    const share = (locale: Locale): number =>
      customers.filter((customer) => customer.locale === locale).length / 9000;
    expect(share('es')).toBeCloseTo(0.82, 1);
    expect(share('en')).toBeCloseTo(0.1, 1);
    expect(share('pt-BR')).toBeCloseTo(0.08, 1);
  });
});
