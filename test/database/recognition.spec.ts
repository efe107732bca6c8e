/** Quotes: which words wait, who decides, when they are gone again. */
import { Erasure } from '../../src/customers';
import { EventBus } from '../../src/platform/events';
import { QuoteApproved, Quotes, QuotesQueries } from '../../src/recognition';
import { Attributions, Exclusions, Verifications } from '../../src/responses';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, grant, HOUR } from './answered.fixture';

const THANKS = 'Me explicó la factura línea por línea.';
const GOOD = { rating: '5', comment: THANKS, mayQuote: 'on' };
const HR = { actor: 'user:500', employeeId: null };

describeOnBothDatabases('quotes', (kind) => {
  let world: AnsweredWorld;
  beforeEach(async () => {
    world = await answeredWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  const quoteOf = (responseId: string) =>
    world.database.get<{ id: string; state: string; text: string; name: string; decidedBy: string | null }>(
      `SELECT id AS "id", state AS "state", text AS "text", shown_name AS "name", decided_by AS "decidedBy"
       FROM quote WHERE response_id = ?`,
      [responseId],
    );
  const decide = (...args: Parameters<Quotes['decide']>) => world.get(Quotes).decide(...args);

  it('thank whoever is credited after a correction, as decided before', async () => {
    const { id, responseId } = await approved();
    const correction = { reason: 'wrong_person', note: 'Atendió Luis', credited: [{ employee: 'E-21' }] };
    await world.get(Attributions).correct(responseId, correction, HR);
    expect(await quoteOf(responseId)).toMatchObject({ state: 'approved' });
    expect(
      await world.database.all('SELECT employee_id AS "id" FROM quote_employee WHERE quote_id = ?', [id]),
    ).toEqual([{ id: world.ids['E-21'] }]);
  });

  /** A happy answer whose words wait. */
  async function waiting(employees = ['E-12'], form: Record<string, string> = {}) {
    const contact = await world.contact(employees);
    const responseId = await world.answer(contact, { ...GOOD, ...form });
    const quote = await quoteOf(responseId);
    if (!quote) throw new Error('The words do not wait.');
    return { contact, responseId, ...quote };
  }
  async function approved(employees?: string[]) {
    const quote = await waiting(employees);
    await decide(quote.id, 'approved', HR.actor);
    return quote;
  }

  describe('wait', () => {
    it('with consent, words, a good rating and an answer that counts', async () => {
      expect(await waiting()).toMatchObject({ state: 'pending', text: THANKS, decidedBy: null });
    });

    it.each([
      ['without consent', { rating: '5', comment: THANKS }],
      ['without words', { rating: '5', mayQuote: 'on' }],
      ['with a poor rating', { ...GOOD, rating: '2' }],
      ['when a program may have written them', { ...GOOD, website: 'x' }],
    ])('not %s', async (_, form) => {
      expect(await quoteOf(await world.answer(await world.contact(), form))).toBeUndefined();
    });

    it('with telephone numbers and addresses hidden', async () => {
      expect(
        await waiting(['E-12'], { comment: 'Gracias, escríbame a marta@example.com o al 55 1234 5678' }),
      ).toMatchObject({ text: 'Gracias, escríbame a •••@••• o al ••• ••••' });
    });

    it.each([
      ['full', 'Marta Ruiz'],
      ['first', 'Marta'],
      ['initial', 'Marta R.'],
      ['anonymous', ''],
      ['', 'Marta R.'],
    ])('under the name the customer chose: %s', async (quoteName, name) => {
      expect(await waiting(['E-12'], { quoteName })).toMatchObject({ name });
    });

    it('once a person confirms the answer, as far as it is fit to be shown', async () => {
      const machine = { website: 'x' };
      const thanks = await world.answer(await world.contact(), { ...GOOD, quoteName: 'first', ...machine });
      const secret = await world.answer(await world.contact(), { rating: '5', comment: THANKS, ...machine });
      const poor = await world.answer(await world.contact(), { ...GOOD, rating: '1', ...machine });
      for (const id of [thanks, secret, poor])
        await world.get(Verifications).decide(id, 'confirmed', null, HR);
      expect(await quoteOf(thanks)).toMatchObject({ state: 'pending', text: THANKS, name: 'Marta' });
      expect(await quoteOf(secret)).toBeUndefined();
      expect(await quoteOf(poor)).toBeUndefined();
      const people = await world.get(QuotesQueries).list(world.viewer([grant('hr', 'all')]), 'pending', 10);
      expect(people).toMatchObject([{ people: 'Ana Beltrán', customer: 'Marta' }]);
    });
  });

  describe('are gone', () => {
    it('at once when a correction takes the consent back, also after approval', async () => {
      const quote = await approved();
      world.clock.advance(HOUR);
      await world.answer(quote.contact, { rating: '5', comment: THANKS });
      expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'withdrawn' });
      await expect(decide(quote.id, 'approved', HR.actor)).rejects.toMatchObject({
        code: 'quote_already_decided',
      });
    });

    it('when the words are taken back, or the rating turns poor', async () => {
      for (const form of [
        { rating: '5', mayQuote: 'on' },
        { ...GOOD, rating: '1' },
      ]) {
        const quote = await approved();
        world.clock.advance(HOUR);
        await world.answer(quote.contact, form);
        expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'withdrawn' });
      }
    });

    it('when the response is excluded, and wait anew when that is lifted', async () => {
      const quote = await approved();
      await world.get(Exclusions).exclude(quote.responseId, 'wrong_employee', null, HR);
      expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'withdrawn' });
      await world.get(Exclusions).lift(quote.responseId, null, HR);
      expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'pending', decidedBy: null });
    });

    it('when the response is found to be a machine’s', async () => {
      const quote = await approved();
      await world.get(Verifications).decide(quote.responseId, 'rejected', null, HR);
      expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'withdrawn' });
    });

    it('with every word when the customer is erased, and do not come back', async () => {
      const quote = await approved();
      await world.get(Erasure).eraseCustomer(quote.contact.customerId, 'cli');
      const gone = { state: 'withdrawn', text: '', name: '' };
      expect(await quoteOf(quote.responseId)).toMatchObject(gone);
      await world.get(Exclusions).exclude(quote.responseId, 'wrong_employee', null, HR);
      await world.get(Exclusions).lift(quote.responseId, null, HR);
      expect(await quoteOf(quote.responseId)).toMatchObject(gone);
    });
  });

  it('wait anew with other words, under the name chosen now', async () => {
    const quote = await approved();
    world.clock.advance(HOUR);
    await world.answer(quote.contact, { ...GOOD, comment: 'Otras palabras.', quoteName: 'anonymous' });
    expect(await quoteOf(quote.responseId)).toEqual({
      id: quote.id,
      state: 'pending',
      text: 'Otras palabras.',
      name: '',
      decidedBy: null,
    });
  });

  it('stay approved when the same answer is sent again', async () => {
    const quote = await approved();
    await world.answer(quote.contact, GOOD);
    expect(await quoteOf(quote.responseId)).toMatchObject({ state: 'approved', decidedBy: HR.actor });
  });

  describe('are decided', () => {
    it('once, when two decide at the same moment, and audited once', async () => {
      const { id, responseId } = await waiting();
      const heard: QuoteApproved[] = [];
      world.get(EventBus).on(QuoteApproved, async (event) => void heard.push(event));
      const both = await Promise.allSettled([
        decide(id, 'approved', 'user:1'),
        decide(id, 'rejected', 'user:2'),
      ]);
      expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(both.find((one) => one.status === 'rejected')).toMatchObject({
        reason: { code: 'quote_already_decided' },
      });
      const quote = await quoteOf(responseId);
      expect(await world.auditOf(`quote:${id}`)).toEqual([`${quote?.decidedBy} quote.${quote?.state}`]);
      expect(heard).toHaveLength(quote?.state === 'approved' ? 1 : 0);
    });

    it('telling who is praised', async () => {
      const { id } = await waiting(['E-12', 'E-07']);
      const heard: QuoteApproved[] = [];
      world.get(EventBus).on(QuoteApproved, async (event) => void heard.push(event));
      await decide(id, 'approved', 'user:1');
      expect(heard).toEqual([{ quoteId: id, employeeIds: [world.ids['E-12'], world.ids['E-07']] }]);
    });

    it('not when there is no such quote', async () => {
      await expect(
        decide('019a5c1e-7b0a-7d3c-9a51-2f6f0c1f9b11', 'approved', 'user:1'),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    it('by nobody whom they praise, and by a lead only about the own people', async () => {
      const { id } = await waiting(['E-12', 'E-01']);
      const { id: ofAna } = await waiting(['E-12']);
      const queries = world.get(QuotesQueries);
      const [diego, olga, hr, praised] = [
        world.viewer([grant('lead', 'team')], world.ids['E-01']),
        world.viewer([grant('lead', 'team')], world.ids['E-02']),
        world.viewer([grant('hr', 'all')]),
        world.viewer([grant('hr', 'all'), grant('admin', 'all')], world.ids['E-12']),
      ] as const;
      const seen = async (who: typeof diego) => [
        await queries.mayDecide(who, id),
        await queries.mayDecide(who, ofAna),
        await queries.pending(who),
        (await queries.list(who, 'pending', 10)).map((one) => one.id),
      ];
      expect(await seen(hr)).toEqual([true, true, 2, [id, ofAna]]);
      expect(await seen(diego)).toEqual([false, true, 1, [ofAna]]);
      expect(await seen(olga)).toEqual([false, false, 0, []]);
      expect(await seen(praised)).toEqual([false, false, 0, []]);
    });
  });
});
