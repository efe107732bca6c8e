/** Awards: what a rule asks for, who gets it once a period is closed, votes, certificates, and what is taken back. */
import { EventBus } from '../../src/platform/events';
import { Employees } from '../../src/organization';
import {
  AwardGranting,
  Awards,
  AwardVotes,
  Kudos,
  RecognitionAwarded,
  RecognitionChoices,
} from '../../src/recognition';
import type { NewAward } from '../../src/recognition/awards/award-definition';
import { AwardQueries } from '../../src/recognition/awards/award.queries';
import { AwardRules } from '../../src/recognition/awards/award-rules.service';
import { AwardStore, type RuleAward } from '../../src/recognition/awards/award.store';
import { Certificates } from '../../src/recognition/awards/certificates';
import { monthPeriod } from '../../src/kernel';
import { describeOnBothDatabases } from '../support';
import { pdfText } from '../support/pdf-text';
import { type AnsweredWorld, answeredWorld, DAY, grant } from './answered.fixture';

const NAME = { es: 'Buen trato', en: 'Good service', 'pt-BR': 'Bom atendimento' };
const NOVEMBER = monthPeriod('2026-11');
/** The fourth of December: November is over and its answers have settled. */
const CLOSED = 31 * DAY;

describeOnBothDatabases('awards', (kind) => {
  let world: AnsweredWorld;
  let ana: number;
  let hugo: number;
  let luis: number;
  const told: RecognitionAwarded[] = [];
  beforeEach(async () => {
    world = await answeredWorld(kind);
    [ana = 0, hugo = 0, luis = 0] = [world.ids['E-12'], world.ids['E-07'], world.ids['E-21']];
    told.length = 0;
    world.get(EventBus).on(RecognitionAwarded, (event) => void told.push(event));
  });
  afterEach(() => world.close());

  const common = { name: NAME, icon: 'star', period: 'month', ties: 'all' } as const;
  const rule = (conditions: object[], more: object = {}): NewAward =>
    ({ ...common, way: 'rule', places: null, rule: { conditions }, ...more }) as NewAward;
  const define = (award: NewAward) => world.get(Awards).define(award, 'user:9');
  const kudosRule = (more: object = {}) => rule([{ kind: 'kudos', atLeast: 2, from: 2 }], more);
  const thank = (from: number, to: number) => world.get(Kudos).give(from, { to, text: 'Gracias' });
  const holders = async () =>
    (await world.get(AwardQueries).grants(world.viewer([grant('hr', 'all')]), null, 50)).map(
      ({ person, from }) => `${person} ${from}`,
    );
  /** Ana and Luis are thanked by two colleagues each. */
  async function thanked() {
    for (const from of [hugo, world.ids['E-01'] ?? 0]) for (const to of [ana, luis]) await thank(from, to);
  }

  describe('by rule', () => {
    it('are given to everybody who earns them once the period is over, once, with audit, mail and event', async () => {
      const id = await define(kudosRule());
      await world.signIn([grant('employee', 'own')], { employeeId: ana });
      await thanked();
      await thank(hugo, world.ids['E-02'] ?? 0);
      expect(await world.get(AwardGranting).run()).toBe('skipped');
      world.clock.advance(CLOSED);
      const runs = await Promise.all([world.get(AwardGranting).run(), world.get(AwardGranting).run()]);
      expect(runs.sort()).toEqual(['skipped', 'success']);
      expect(await world.get(AwardGranting).run()).toBe('skipped');
      expect(await holders()).toEqual(['Ana Beltrán 2026-11-01', 'Luis Mora 2026-11-01']);
      expect(told.map(({ employeeId, awardName }) => [employeeId, awardName.en])).toEqual([
        [ana, 'Good service'],
        [luis, 'Good service'],
      ]);
      expect(await world.auditOf(`award:${id}`)).toEqual(['system award.given', 'user:9 award.defined']);
      await world.work();
      const mails = await world.database.all<{ subject: string }>(
        'SELECT subject AS "subject" FROM captured_mail ORDER BY id',
      );
      expect(mails.map(({ subject }) => subject)).toEqual(['Usted recibió un premio: Buen trato']);
    });

    it('come with the figure that met each condition', async () => {
      await define(kudosRule());
      await thanked();
      world.clock.advance(CLOSED);
      await world.get(AwardGranting).run();
      const [own] = await world.get(AwardQueries).ofEmployee(ana, true, 5);
      expect(own?.reasons).toEqual([{ kind: 'kudos', value: 2, of: 2 }]);
    });

    it('on results wait for the closed period, and never speak of too few answers', async () => {
      await define(rule([{ kind: 'band', atLeast: 'consistent' }]));
      await world.answer(await world.contact(), { rating: '5' });
      for (let index = 0; index < 12; index += 1)
        await world.answer(await world.contact(['E-07']), { rating: '5' });
      const award = (await world.get(AwardStore).all())[0] as RuleAward;
      const look = await world.get(AwardRules).look(award, NOVEMBER);
      expect(look.closed).toBe(false);
      world.clock.advance(CLOSED);
      await world.get(AwardGranting).run();
      const names = (await holders()).join();
      expect(names).not.toContain('Ana');
      expect((await world.get(AwardRules).look(award, NOVEMBER)).closed).toBe(true);
      const looked = (await world.get(AwardRules).look(award, NOVEMBER)).given.map(({ name }) => name);
      expect(await holders()).toEqual(looked.map((name) => `${name} 2026-11-01`));
    });

    it('tried out change nothing', async () => {
      await define(kudosRule());
      await thanked();
      const award = (await world.get(AwardStore).all())[0] as RuleAward;
      const rows = () => world.database.all('SELECT * FROM award_grant');
      const look = await world.get(AwardRules).look(award, NOVEMBER);
      expect(look.given.map(({ name }) => name)).toEqual(['Ana Beltrán', 'Luis Mora']);
      expect(look.people).toBe(5);
      expect(await rows()).toEqual([]);
      expect(told).toEqual([]);
    });

    it('of which there are too few go in turn: who had it least often, then by name', async () => {
      await define(kudosRule({ places: 1, ties: 'alphabetical' }));
      await thanked();
      world.clock.advance(CLOSED);
      await world.get(AwardGranting).run();
      await thanked();
      world.clock.advance(31 * DAY);
      await world.get(AwardGranting).run();
      expect(await holders()).toEqual(['Luis Mora 2026-12-01', 'Ana Beltrán 2026-11-01']);
    });

    it('go to who opted out in private: told, and neither announced nor shown', async () => {
      await define(kudosRule());
      await thanked();
      await world.get(Employees).upsert('E-12', { name: 'Ana Beltrán', publicName: 'hidden' }, 'test');
      await world.signIn([grant('employee', 'own')], { employeeId: ana });
      world.clock.advance(CLOSED);
      await world.get(AwardGranting).run();
      await world.work();
      expect(told.map(({ employeeId }) => employeeId)).toEqual([luis]);
      const queries = world.get(AwardQueries);
      expect((await queries.report('', 10)).map(({ person }) => person)).toEqual(['Luis Mora']);
      expect(await queries.ofEmployee(ana, false, 5)).toEqual([]);
      expect(await queries.ofEmployee(ana, true, 5)).toHaveLength(1);
      const colleague = world.viewer([grant('employee', 'own')], hugo);
      expect((await queries.grants(colleague, null, 5)).map(({ person }) => person)).toEqual(['Luis Mora']);
      const mails = await world.database.all<{ to: string }>('SELECT envelope_to AS "to" FROM captured_mail');
      expect(mails).toHaveLength(1);
    });

    it('are not given for what was before them, nor once they ended', async () => {
      const id = await define(kudosRule({ startsOn: '2026-12-01' }));
      await thanked();
      world.clock.advance(CLOSED);
      expect(await world.get(AwardGranting).run()).toBe('skipped');
      await world.get(Awards).retire(id, 'user:9');
      world.clock.advance(31 * DAY);
      expect(await world.get(AwardGranting).run()).toBe('skipped');
      await expect(world.get(Awards).retire(id, 'user:9')).rejects.toMatchObject({ code: 'not_found' });
    });

    it.each([
      ['without a condition', rule([]), '/rule/conditions', 'award_rule_empty'],
      [
        'with the same condition twice',
        rule([{ kind: 'answers', atLeast: 9 }, { kind: 'answers', atLeast: 8 }]), // prettier-ignore
        '/rule/conditions',
        'award_condition_twice',
      ],
      [
        'on fewer answers than may be shown',
        rule([{ kind: 'answers', atLeast: 4 }]),
        '/rule/conditions/0/atLeast',
        'field_too_small',
      ],
      [
        'on the thanks of one friend',
        rule([{ kind: 'kudos', atLeast: 2, from: 1 }]),
        '/rule/conditions/0/from',
        'field_too_small',
      ],
      [
        'with a picture nobody has',
        rule([{ kind: 'answers', atLeast: 9 }], { icon: 'x' }),
        '/icon',
        'field_choice',
      ],
    ])('are not defined %s, and it is said where', async (_, award, pointer, code) => {
      await expect(define(award)).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [expect.objectContaining({ pointer, code })],
      });
    });
  });

  describe('taken back with a reason', () => {
    async function given() {
      await define(kudosRule());
      await thanked();
      world.clock.advance(CLOSED);
      await world.get(AwardGranting).run();
      const [own] = await world.get(AwardQueries).ofEmployee(ana, true, 5);
      return own?.id ?? '';
    }

    it('are gone from profiles and for others at once, and human resources see why', async () => {
      const id = await given();
      await expect(world.get(Awards).revoke(id, { reason: '' }, 'user:9')).rejects.toMatchObject({
        code: 'validation_failed',
      });
      await world.get(Awards).revoke(id, { reason: 'Se contó mal' }, 'user:9');
      const queries = world.get(AwardQueries);
      expect(await queries.ofEmployee(ana, true, 5)).toEqual([]);
      expect((await queries.report('', 10)).map(({ person }) => person)).toEqual(['Luis Mora']);
      const seen = await queries.grants(world.viewer([grant('hr', 'all')]), null, 5);
      expect(seen.find((one) => one.id === id)).toMatchObject({ revokedReason: 'Se contó mal' });
      await expect(world.get(Awards).revoke(id, { reason: 'otra vez' }, 'user:9')).rejects.toMatchObject({
        code: 'award_revoked_already',
      });
      expect(await world.auditOf(`award_grant:${id}`)).toEqual(['user:9 award.revoked']);
    });

    it('have no certificate any more', async () => {
      const id = await given();
      const own = world.viewer([grant('employee', 'own')], ana);
      const { file, name } = await world.get(Certificates).of(own, id, 'en');
      const bytes: Buffer[] = [];
      for await (const part of file as unknown as AsyncIterable<Buffer>) bytes.push(part);
      const text = pdfText(Buffer.concat(bytes));
      expect(text).toContain('Ana Beltrán');
      expect(text).toContain('Good service');
      expect(name).toBe('Good service Ana Beltrán');
      const colleague = world.viewer([grant('employee', 'own')], hugo);
      await expect(world.get(Certificates).of(colleague, id, 'es')).rejects.toMatchObject({
        code: 'not_found',
      });
      await world.get(Awards).revoke(id, { reason: 'Se contó mal' }, 'user:9');
      await expect(world.get(Certificates).of(own, id, 'es')).rejects.toMatchObject({ code: 'not_found' });
    });

    it('as those kept to oneself are not shown to others', async () => {
      const id = await given();
      await world.get(RecognitionChoices).choose(ana, 'award', id, 'hide');
      const queries = world.get(AwardQueries);
      expect((await queries.within(NOVEMBER)).map(({ person }) => person)).toEqual(['Luis Mora']);
      await world.get(RecognitionChoices).choose(ana, 'award', id, 'share');
      expect(await queries.within(NOVEMBER)).toHaveLength(2);
    });
  });

  describe('by vote', () => {
    const vote: NewAward = { ...common, way: 'vote', places: 1, voteDays: 10 };
    const nominate = (id: number, by: number, employeeId: number) =>
      world.get(AwardVotes).nominate(id, by, { employeeId, reason: 'Siempre ayuda' });
    const diego = () => world.ids['E-01'] ?? 0;
    const olga = () => world.ids['E-02'] ?? 0;

    async function voting() {
      const id = await define(vote);
      await nominate(id, hugo, ana);
      await nominate(id, ana, luis);
      world.clock.advance(29 * DAY);
      return id;
    }

    it('go to whoever most voted for, once the vote is closed', async () => {
      const id = await voting();
      await world.get(AwardVotes).vote(id, hugo, ana);
      await world.get(AwardVotes).vote(id, diego(), ana);
      await world.get(AwardVotes).vote(id, ana, luis);
      expect(await world.get(AwardGranting).run()).toBe('skipped');
      world.clock.advance(10 * DAY);
      await world.get(AwardGranting).run();
      expect(await holders()).toEqual(['Ana Beltrán 2026-11-01']);
      const [own] = await world.get(AwardQueries).ofEmployee(ana, true, 5);
      expect(own?.reasons).toEqual([{ kind: 'vote', value: 2, of: 3 }]);
    });

    it('count one vote per person, however often it is sent, and nobody can tell for whom it was', async () => {
      const id = await voting();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, () => world.get(AwardVotes).vote(id, hugo, ana)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'award_vote_cast' });
      expect(await world.database.all('SELECT * FROM award_voter')).toEqual([
        { award_id: id, from_day: '2026-11-01', employee_id: hugo },
      ]);
      expect(await world.database.all('SELECT votes AS "votes" FROM award_vote')).toEqual([{ votes: 1 }]);
      expect(await world.auditOf(`award:${id}`)).toEqual(['user:9 award.defined']);
    });

    it('are not given on so few votes that a winner would tell how somebody voted', async () => {
      const id = await voting();
      await world.get(AwardVotes).vote(id, hugo, ana);
      await world.get(AwardVotes).vote(id, diego(), ana);
      world.clock.advance(11 * DAY);
      expect(await world.get(AwardGranting).run()).toBe('success');
      expect(await holders()).toEqual([]);
    });

    it('with as many votes each go to all of them, or in turn', async () => {
      const id = await voting();
      await world.get(AwardVotes).vote(id, hugo, ana);
      await world.get(AwardVotes).vote(id, diego(), luis);
      await world.get(AwardVotes).vote(id, olga(), ana);
      await world.get(AwardVotes).vote(id, ana, luis);
      world.clock.advance(11 * DAY);
      await world.get(AwardGranting).run();
      expect(await holders()).toEqual(['Ana Beltrán 2026-11-01', 'Luis Mora 2026-11-01']);
    });

    it('know no vote for oneself, for nobody proposed, before or after their days', async () => {
      const id = await define(vote);
      await expect(nominate(id, ana, ana)).rejects.toMatchObject({ code: 'award_yourself' });
      await nominate(id, hugo, ana);
      const cast = (by: number, whom: number) => world.get(AwardVotes).vote(id, by, whom);
      await expect(cast(hugo, ana)).rejects.toMatchObject({ code: 'award_vote_closed' });
      world.clock.advance(29 * DAY);
      await expect(cast(ana, ana)).rejects.toMatchObject({ code: 'award_yourself' });
      await expect(cast(hugo, luis)).rejects.toMatchObject({ code: 'award_nominee_unavailable' });
      world.clock.advance(10 * DAY);
      await expect(cast(hugo, ana)).rejects.toMatchObject({ code: 'award_vote_closed' });
    });

    it('neither propose nor elect somebody who opted out', async () => {
      const id = await voting();
      await world.get(Employees).upsert('E-12', { name: 'Ana Beltrán', publicName: 'hidden' }, 'test');
      await expect(nominate(id, hugo, ana)).rejects.toMatchObject({ code: 'award_nominee_unavailable' });
      const open = await world.get(AwardVotes).nominees(id, NOVEMBER);
      expect(open.map(({ name }) => name)).toEqual(['Luis Mora']);
    });
  });
});
