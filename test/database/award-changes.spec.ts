/** An award that is changed while it is given: what it asks for from now on, and what stays as it was. */
import { AwardGranting, Awards, Kudos } from '../../src/recognition';
import { AwardQueries } from '../../src/recognition/awards/award.queries';
import { Audit } from '../../src/platform/audit';
import { describeOnBothDatabases, type SignedIn } from '../support';
import { pdfText } from '../support/pdf-text';
import { type AnsweredWorld, answeredWorld, DAY, grant } from './answered.fixture';

const NAME = { es: 'Buen trato', en: 'Good service', 'pt-BR': 'Bom atendimento' };
/** As the form of the award is sent when nothing was touched. */
const FORM = {
  nameEs: NAME.es, nameEn: NAME.en, namePt: NAME['pt-BR'], icon: 'star', places: '', ties: 'all',
  rewardEs: 'Un día libre', rewardEn: 'A day off', rewardPt: 'Um dia livre', band: '', kudos: '2', kudosFrom: '2',
}; // prettier-ignore
const OTHER = {
  ...FORM, nameEs: 'Trato ejemplar', nameEn: 'Exemplary service', namePt: 'Atendimento exemplar', icon: 'crown',
  rewardEs: 'Una comida', rewardEn: 'A lunch', rewardPt: 'Um almoço',
}; // prettier-ignore

describeOnBothDatabases('an award that is changed', (kind) => {
  let world: AnsweredWorld;
  let hr: SignedIn;
  let id: number;
  let page: string;
  beforeEach(async () => {
    world = await answeredWorld(kind);
    hr = await world.signIn([grant('hr', 'all')]);
    id = await world.get(Awards).define(
      {
        name: NAME,
        icon: 'star',
        period: 'month',
        ties: 'all',
        way: 'rule',
        places: null,
        reward: { es: FORM.rewardEs, en: FORM.rewardEn, 'pt-BR': FORM.rewardPt },
        rule: { conditions: [{ kind: 'kudos', atLeast: 2, from: 2 }] },
      },
      'user:9',
    );
    page = `/recognition/awards/${id}`;
  });
  afterEach(() => world.close());

  const idOf = (employee: string) => world.ids[employee] ?? 0;
  const change = (form: Record<string, string>) => hr.post(page, form);
  const changes = async () =>
    (await world.get(Audit).about(`award:${id}`)).filter(({ action }) => action === 'award.changed');
  const textOf = async (path: string) => (await hr.get(path)).text.replace(/\s+/g, ' ');
  /** Ana is thanked by two colleagues, and the running month is over. */
  async function given(): Promise<void> {
    for (const from of ['E-07', 'E-01'])
      await world.get(Kudos).give(idOf(from), { to: idOf('E-12'), text: 'Gracias' });
    world.clock.advance(31 * DAY);
    await world.get(AwardGranting).run();
    hr = await world.signIn([grant('hr', 'all')]);
  }
  const grants = async () =>
    (await world.get(AwardQueries).ofEmployee(idOf('E-12'), true, 9)).map(
      ({ from, awardName, icon, reward }) => [from, awardName.es, icon, reward?.es].join(' · '),
    );

  it('shows in its form what it is', async () => {
    const form = await textOf(`${page}/edit`);
    for (const value of ['Buen trato', 'A day off', 'Bom atendimento'])
      expect(form).toContain(`value="${value}"`);
    expect(form).toMatch(/name="icon" value="star" checked/);
    expect(form).toMatch(/name="kudos"[^>]*value="2"/);
    expect(form).not.toMatch(/name="(period|way|voteDays)"/);
  });

  it('is another one from now on, and the audit has what it was', async () => {
    const saved = await change({ ...OTHER, kudos: '3' });
    expect([saved.status, saved.headers['location']]).toEqual([303, page]);
    const text = await textOf(page);
    expect(text).toContain('Trato ejemplar');
    expect(text).toContain('3 muestras de gratitud o más');
    expect(text).toContain('Una comida');
    const [entry, ...others] = await changes();
    expect(others).toEqual([]);
    expect(entry?.actor).toBe(`user:${hr.userId}`);
    expect(JSON.parse(entry?.details ?? '')).toEqual({
      before: {
        name: NAME,
        icon: 'star',
        reward: { es: 'Un día libre', en: 'A day off', 'pt-BR': 'Um dia livre' },
        rule: { conditions: [{ kind: 'kudos', atLeast: 2, from: 2 }] },
      },
      after: {
        name: { es: 'Trato ejemplar', en: 'Exemplary service', 'pt-BR': 'Atendimento exemplar' },
        icon: 'crown',
        reward: { es: 'Una comida', en: 'A lunch', 'pt-BR': 'Um almoço' },
        rule: { conditions: [{ kind: 'kudos', atLeast: 3, from: 2 }] },
      },
    });
  });

  it('leaves what was given as it was: its name, its picture, what went with it, the reason, the certificate', async () => {
    await given();
    expect(await grants()).toEqual(['2026-11-01 · Buen trato · star · Un día libre']);
    await change({ ...OTHER, kudos: '50' });
    expect(await grants()).toEqual(['2026-11-01 · Buen trato · star · Un día libre']);
    const ana = await world.signIn([grant('employee', 'own')], { employeeId: idOf('E-12') });
    const mine = (await ana.get('/me/recognition')).text;
    expect(mine).toContain('Buen trato');
    expect(mine).not.toContain('Trato ejemplar');
    const pdf = await ana.get(/href="([^"?]+certificate\.pdf)/.exec(mine)?.[1] ?? '').buffer(true);
    const printed = pdfText(pdf.body as Buffer);
    expect(printed).toContain('Buen trato');
    expect(printed).not.toContain('ejemplar');
  });

  it('is given by its new rule and its new name afterwards', async () => {
    await given();
    await change(OTHER);
    await given();
    expect(await grants()).toEqual([
      '2026-12-01 · Trato ejemplar · crown · Una comida',
      '2026-11-01 · Buen trato · star · Un día libre',
    ]);
    await change({ ...OTHER, kudos: '50' });
    await given();
    expect(await grants()).toHaveLength(2);
  });

  it('is tried out before it is saved: the page says who would get it, and nothing is written', async () => {
    await given();
    const look = async (kudos: string) =>
      (await hr.post(`${page}/trials`, { ...OTHER, kudos })).text.replace(/\s+/g, ' ');
    expect(await look('2')).toContain('Una persona lo recibiría por noviembre de 2026');
    const nobody = await look('3');
    expect(nobody).toContain('Nadie lo recibiría por noviembre de 2026');
    expect(nobody).toContain('value="Trato ejemplar"');
    expect(await textOf(page)).not.toContain('Trato ejemplar');
    expect(await changes()).toEqual([]);
  });

  it('says what is wrong where, keeps what was typed, and writes nothing', async () => {
    for (const path of [page, `${page}/trials`]) {
      const { status, text } = await hr.post(path, { ...OTHER, namePt: '', kudosFrom: '1' });
      expect(status).toBe(400);
      for (const field of ['namePt', 'kudosFrom']) expect(text).toContain(`href="#field-${field}"`);
      expect(text).toContain('value="Trato ejemplar"');
    }
    expect(await changes()).toEqual([]);
  });

  it('stays the award of its months, decided by its rule, whatever is sent', async () => {
    expect((await change({ ...OTHER, period: 'year', way: 'vote', voteDays: '5' })).status).toBe(303);
    const text = await textOf(page);
    expect(text).toContain('Cada mes · por regla');
  });

  it('without a change leaves no trace', async () => {
    expect((await change(FORM)).status).toBe(303);
    expect(await changes()).toEqual([]);
  });

  it('by vote has no rule to change, and keeps its days of voting', async () => {
    const voted = await world
      .get(Awards)
      .define(
        { name: NAME, icon: 'star', period: 'month', ties: 'all', way: 'vote', places: 1, voteDays: 7 },
        'user:9',
      );
    const address = `/recognition/awards/${voted}`;
    expect(await textOf(`${address}/edit`)).not.toMatch(/name="(kudos|voteDays)"/);
    expect((await hr.post(address, { ...OTHER, places: '' })).text).toContain('href="#field-places"');
    expect((await hr.post(address, { ...OTHER, places: '2' })).status).toBe(303);
    const row = await world.database.get(
      'SELECT name_es AS "name", places AS "places", vote_days AS "days", rule AS "rule" FROM award WHERE id = ?',
      [voted],
    );
    expect(row).toEqual({ name: 'Trato ejemplar', places: 2, days: 7, rule: null });
  });

  it('is changed by human resources only, and not after it ended', async () => {
    const lead = await world.signIn([grant('lead', 'team')], { employeeId: idOf('E-01') });
    expect((await lead.get(`${page}/edit`)).status).toBe(403);
    expect((await lead.post(page, OTHER)).status).toBe(403);
    expect((await lead.post(`${page}/trials`, OTHER)).status).toBe(403);
    await world.get(Awards).retire(id, 'user:9');
    expect((await hr.get(`${page}/edit`)).status).toBe(404);
    expect((await change(OTHER)).status).toBe(404);
    await expect(
      world.get(Awards).change(
        id,
        {
          way: 'rule',
          name: NAME,
          icon: 'star',
          ties: 'all',
          rule: { conditions: [{ kind: 'kudos', atLeast: 9, from: 2 }] },
        },
        'user:9',
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
