/** Thanks between colleagues: what can be given, who sees it, who takes it down, what leaves by mail, and what never changes. */
import { Config } from '../../src/platform/config';
import { SettingsStore } from '../../src/platform/views';
import { CompanyValues, Kudos, KudosQueries, RecognitionChoices } from '../../src/recognition';
import { Employees } from '../../src/organization';
import { Scores } from '../../src/scoring';
import { kudosSetting } from '../../src/recognition/kudos/kudos-setting';
import { KudosDigest } from '../../src/recognition/kudos/kudos-digest';
import { quarterPeriod } from '../../src/kernel';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, DAY, grant } from './answered.fixture';

const NAMES = { es: 'Ayudarnos', en: 'Helping each other', 'pt-BR': 'Ajudar uns aos outros' };
const TEXT = 'Cubrió mi turno cuando se fue la luz.';

describeOnBothDatabases('thanks between colleagues', (kind) => {
  let world: AnsweredWorld;
  let ana: number;
  let hugo: number;
  let luis: number;
  beforeEach(async () => {
    world = await answeredWorld(kind);
    [ana = 0, hugo = 0, luis = 0] = [world.ids['E-12'], world.ids['E-07'], world.ids['E-21']];
  });
  afterEach(() => world.close());

  const give = (from: number | null, to: number, text = TEXT, valueId: number | null = null) =>
    world.get(Kudos).give(from, { to, text, valueId });
  const feed = (reader: number | null) => world.get(KudosQueries).feed(reader, {}, 50);
  const hr = () => world.viewer([grant('hr', 'all')]);

  it('are there for everybody at once, with the value and the names people chose', async () => {
    const valueId = await world.get(CompanyValues).add(NAMES, 'user:1');
    await give(hugo, ana, TEXT, valueId);
    await world.get(Employees).upsert('E-07', { name: 'Hugo Salas', publicName: 'first_name' }, 'test');
    const [line] = await feed(luis);
    expect(line).toMatchObject({
      text: TEXT,
      from: { name: 'Hugo' },
      to: { name: 'Ana Beltrán' },
      value: { id: valueId, name: NAMES },
      shown: true,
    });
    expect(await world.auditOf(`company_value:${valueId}`)).toEqual(['user:1 company_value.added']);
  });

  it.each([
    ['to oneself', () => give(ana, ana), 'kudos_to_yourself'],
    ['from an account that is nobody’s', () => give(null, ana), 'colleagues_only'],
    ['for a value nobody knows', () => give(hugo, ana, TEXT, 99), 'kudos_value_unknown'],
    ['without words', () => give(hugo, ana, '  '), 'validation_failed'],
    ['of more than five hundred characters', () => give(hugo, ana, 'ñ'.repeat(501)), 'validation_failed'],
  ])('are not given %s', async (_, attempt, code) => {
    await expect(attempt()).rejects.toMatchObject({ code });
    expect(await feed(null)).toEqual([]);
  });

  it('are not given to somebody who left, nor for a value that is no longer used', async () => {
    const valueId = await world.get(CompanyValues).add(NAMES, 'test');
    await world.get(CompanyValues).retire(valueId, true, 'test');
    await expect(give(hugo, ana, TEXT, valueId)).rejects.toMatchObject({ code: 'kudos_value_unknown' });
    await world.get(Employees).upsert('E-12', { name: 'Ana Beltrán', leftOn: '2026-10-30' }, 'test');
    await expect(give(hugo, ana)).rejects.toMatchObject({ code: 'kudos_colleague_gone' });
  });

  it('are as many a month as the setting says, however many are sent at once, and new ones come with the month', async () => {
    await world.get(SettingsStore).set(kudosSetting, { monthlyAllowance: 3, digest: true });
    const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => give(hugo, ana)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'kudos_allowance_used' });
    expect(await world.get(Kudos).left(hugo)).toEqual({ left: 0, allowance: 3 });
    world.clock.advance(30 * DAY);
    expect(await world.get(Kudos).left(hugo)).toEqual({ left: 3, allowance: 3 });
    await give(hugo, ana);
  });

  it('to somebody who opted out stay between the two, in the feed, the API and a team’s page', async () => {
    await give(hugo, ana);
    await world.get(Employees).upsert('E-12', { name: 'Ana Beltrán', publicName: 'hidden' }, 'test');
    expect(await feed(luis)).toEqual([]);
    expect(await world.get(KudosQueries).report('', 10)).toEqual([]);
    const period = quarterPeriod('2026-Q4');
    expect(await world.get(KudosQueries).receivedIn([ana], period, 10)).toEqual([]);
    expect(await feed(ana)).toMatchObject([{ shown: false, to: { name: 'Ana Beltrán' } }]);
    expect(await feed(hugo)).toHaveLength(1);
  });

  it('that the receiver hides are gone for others at once, and there again once shown', async () => {
    const id = await give(hugo, ana);
    const choices = world.get(RecognitionChoices);
    await choices.choose(ana, 'kudos', id, 'hide');
    expect(await feed(luis)).toEqual([]);
    await choices.choose(ana, 'kudos', id, 'share');
    expect(await feed(luis)).toHaveLength(1);
    await expect(choices.choose(hugo, 'kudos', id, 'hide')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('carry one sign of a kind per colleague, which a second tap takes away', async () => {
    const id = await give(hugo, ana);
    await world.get(Kudos).react(id, luis, 'clap');
    await world.get(Kudos).react(id, ana, 'clap');
    const signs = async () => (await feed(luis))[0]?.reactions[0];
    expect(await signs()).toEqual({ kind: 'clap', count: 2, own: true });
    await world.get(Kudos).react(id, luis, 'clap');
    expect(await signs()).toEqual({ kind: 'clap', count: 1, own: false });
  });

  describe('that are reported', () => {
    it('wait for whoever moderates the receiver, and neither for who wrote nor for who received them', async () => {
      const id = await give(luis, ana);
      await world.get(Kudos).report(id, hugo, { reason: 'Es una burla' });
      const queries = world.get(KudosQueries);
      const diego = world.viewer([grant('lead', 'team')], world.ids['E-01']);
      const olga = world.viewer([grant('lead', 'team')], world.ids['E-02']);
      expect(await queries.reported(hr(), 'waiting', 10)).toMatchObject([{ id, reports: ['Es una burla'] }]);
      expect(await queries.reported(diego, 'waiting', 10)).toHaveLength(1);
      expect(await queries.reported(olga, 'waiting', 10)).toEqual([]);
      expect(await queries.mayModerate(olga, id)).toBe(false);
      expect(await queries.mayModerate(world.viewer([grant('hr', 'all')], ana), id)).toBe(false);
      await expect(world.get(Kudos).report(id, luis, { reason: 'mío' })).rejects.toMatchObject({
        code: 'kudos_report_own',
      });
    });

    it('are seen by nobody once taken down with a reason, and again once put back', async () => {
      const id = await give(luis, ana);
      await world.get(Kudos).report(id, hugo, { reason: 'Es una burla' });
      await world.get(Kudos).decide(id, 'hide', { reason: 'Falta de respeto' }, 'user:5');
      for (const reader of [null, hugo, luis, ana]) expect(await feed(reader)).toEqual([]);
      expect(await world.get(KudosQueries).reported(hr(), 'waiting', 10)).toEqual([]);
      expect(await world.get(KudosQueries).reported(hr(), 'hidden', 10)).toMatchObject([
        { id, hiddenReason: 'Falta de respeto' },
      ]);
      await world.get(Kudos).decide(id, 'keep', { reason: 'Fue un malentendido' }, 'user:5');
      expect(await feed(hugo)).toHaveLength(1);
      expect(await world.auditOf(`kudos:${id}`)).toEqual(['user:5 kudos.kept', 'user:5 kudos.hidden']);
    });

    it('cannot be decided without a reason', async () => {
      const id = await give(luis, ana);
      await expect(world.get(Kudos).decide(id, 'hide', { reason: ' ' }, 'user:5')).rejects.toMatchObject({
        code: 'validation_failed',
      });
      expect(await feed(hugo)).toHaveLength(1);
    });
  });

  describe('in the weekly mail', () => {
    const mails = () =>
      world.database.all<{ to: string; raw: string }>(
        'SELECT envelope_to AS "to", raw AS "raw" FROM captured_mail ORDER BY id',
      );

    it('are counted, without a name or a word of them, once per person who wants it', async () => {
      await world.signIn([grant('employee', 'own')], { employeeId: ana });
      const refusing = await world.signIn([grant('employee', 'own')], { employeeId: luis });
      await world.get(KudosDigest).choose(refusing.userId, false);
      await give(hugo, ana);
      await give(luis, ana, 'Palabras secretas');
      world.clock.advance(7 * DAY);
      for (let twice = 0; twice < 2; twice += 1) {
        await world.get(KudosDigest).plan();
        await world.work();
      }
      const sent = await mails();
      expect(sent).toHaveLength(1);
      const text = Buffer.from(sent[0]?.raw ?? '', 'latin1')
        .toString()
        .replaceAll('=\r\n', '');
      expect(text).toContain(`${world.get(Config).baseUrl}/recognition/kudos`);
      for (const secret of ['Hugo', 'Luis', 'turno', 'secretas']) expect(text).not.toContain(secret);
    });

    it('are passed over after a week without any, and where the organization wants no mail', async () => {
      await world.signIn([grant('employee', 'own')], { employeeId: ana });
      expect(await world.get(KudosDigest).plan()).toBe('skipped');
      await give(hugo, ana);
      world.clock.advance(DAY);
      await world.get(SettingsStore).set(kudosSetting, { monthlyAllowance: 10, digest: false });
      expect(await world.get(KudosDigest).plan()).toBe('skipped');
    });

    it('leave only once when two workers send at the same time', async () => {
      const { userId } = await world.signIn([grant('employee', 'own')], { employeeId: ana });
      await give(hugo, ana);
      world.clock.advance(DAY);
      const send = () => world.get(KudosDigest).send({ user: userId, weekFrom: '2026-10-28' });
      expect((await Promise.all([send(), send()])).sort()).toEqual(['skipped', 'success']);
      expect(await mails()).toHaveLength(1);
    });
  });

  it('in floods change neither a score nor a rollup', async () => {
    for (let index = 0; index < 6; index += 1) {
      await world.answer(await world.contact(), { rating: String(3 + (index % 3)) });
      await world.answer(await world.contact(['E-07']), { rating: '4' });
    }
    const read = async () => {
      world.get(Scores).forget();
      const { employees } = await world.get(Scores).forPeriod(quarterPeriod('2026-Q4'));
      return JSON.stringify([
        employees,
        await world.database.all('SELECT * FROM rollup ORDER BY 1, 2, 3, 4'),
      ]);
    };
    const before = await read();
    await world.get(SettingsStore).set(kudosSetting, { monthlyAllowance: 100, digest: true });
    for (let index = 0; index < 80; index += 1) await give(hugo, ana, `Gracias ${index}`);
    expect(await read()).toBe(before);
  });
});
