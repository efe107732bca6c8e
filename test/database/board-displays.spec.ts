/** Displays, scenes, reviewed and translated quotes, and consent that ends: on both databases. */
import { monthPeriod } from '../../src/kernel';
import { Employees } from '../../src/organization';
import { Boards, Quotes } from '../../src/recognition';
import { BoardChanges } from '../../src/recognition/board-changes';
import { BoardScenes } from '../../src/recognition/board-scenes';
import { Displays } from '../../src/recognition/displays.service';
import { QuoteConsents } from '../../src/recognition/quote-consents.service';
import { QuoteTranslations } from '../../src/recognition/quote-translations.service';
import { Exclusions } from '../../src/responses';
import { describeOnBothDatabases } from '../support';
import { type AnsweredWorld, answeredWorld, type Contact } from './answered.fixture';

const THANKS = 'Ana me llamó de vuelta.';

describeOnBothDatabases('boards on displays', (kind) => {
  let world: AnsweredWorld;
  beforeEach(async () => {
    world = await answeredWorld(kind);
  });
  afterEach(() => world.close());

  const board = (key: string, more: object = {}) =>
    world.get(Boards).create({ key, name: 'Gracias', locale: 'es', ...more }, 'cli');
  const page = (path: string) => world.http.get(path);
  const version = () => world.get(BoardChanges).version();

  async function thanks(comment = THANKS, employees = ['E-12'], shown?: string) {
    const contact: Contact = await world.contact(employees);
    const responseId = await world.answer(contact, { rating: '5', comment, mayQuote: 'on' });
    const row = await world.database.get<{ id: string; invitation: string }>(
      `SELECT q.id AS "id", r.invitation_id AS "invitation" FROM quote q JOIN response r ON r.id = q.response_id
       WHERE q.response_id = ?`,
      [responseId],
    );
    const quote = { id: row?.id ?? '', invitation: row?.invitation ?? '', responseId, contact };
    await world.get(Quotes).decide(quote.id, 'approved', 'user:1', shown);
    return quote;
  }

  it('are shown by their own link only, until it is taken back', async () => {
    const { id } = await board('muro', { open: false });
    const { id: other } = await board('otro');
    const displays = world.get(Displays);
    const { id: screen, token } = await displays.create(id, { name: 'Vestíbulo' }, 'user:1');
    expect((await page('/board/muro')).status).toBe(404);
    expect((await page(`/board/muro?display=${token}`)).status).toBe(200);
    expect(JSON.stringify(await world.database.all('SELECT * FROM board_display'))).not.toContain(token);
    const wrong = await page(`/board/otro?display=${token}`);
    expect([wrong.status, wrong.text.includes('ya no está disponible')]).toEqual([404, true]);
    await displays.rename(id, screen, { name: 'Comedor' }, 'user:1');
    expect(await displays.of(id)).toMatchObject([{ name: 'Comedor' }]);
    await expect(displays.rename(other, screen, { name: 'x' }, 'user:1')).rejects.toMatchObject({
      code: 'not_found',
    });
    const before = await version();
    await displays.revoke(id, screen, 'user:1');
    expect(await version()).not.toBe(before);
    const gone = await page(`/board/muro?display=${token}`);
    expect([gone.status, gone.text.includes('ya no está disponible')]).toEqual([404, true]);
    expect((await page(`/board/muro/live?display=${token}`)).status).toBe(404);
    expect((await world.auditOf(`board:${id}`)).reverse()).toEqual([
      'cli board.created', 'user:1 board.display_created', 'user:1 board.display_renamed', 'user:1 board.display_revoked',
    ]); // prettier-ignore
  });

  it('hear of every change that concerns them, and of nothing while answers wait', async () => {
    await board('muro');
    const moves = async (change: () => Promise<unknown>) => {
      const before = await version();
      await change();
      return (await version()) !== before;
    };
    expect(
      await moves(() =>
        world.contact().then((one) => world.answer(one, { rating: '5', comment: 'x', mayQuote: 'on' })),
      ),
    ).toBe(false);
    let quote = '';
    expect(await moves(async () => void (quote = (await thanks()).id))).toBe(true);
    const change = (facts: object) =>
      world.get(Employees).upsert('E-12', { name: 'Ana Beltrán', ...facts }, 'test');
    expect(await moves(() => change({ publicName: 'first_name' }))).toBe(true);
    expect(await moves(() => change({ email: 'ana@example.com' }))).toBe(false);
    expect(await moves(() => change({ team: 'T-CHA', effectiveOn: '2026-11-03' }))).toBe(true);
    expect(
      await moves(() =>
        world.get(QuoteTranslations).write(quote, { locale: 'en', text: 'Ana called back.' }, 'user:1'),
      ),
    ).toBe(true);
    expect(await moves(() => world.get(Quotes).takeDown(quote, 'user:1'))).toBe(true);
    expect(
      await moves(async () =>
        world
          .get(Boards)
          .change((await world.get(Boards).list())[0]?.id ?? 0, { name: 'Otro', locale: 'es' }, 'user:1'),
      ),
    ).toBe(true);
  });

  it('show what a reviewer left, keep the original, and take no added word', async () => {
    await board('muro');
    await expect(
      thanks('Llame al contrato 88231, Hugo lo sabe.', ['E-12'], 'Hugo es el mejor.'),
    ).rejects.toMatchObject({
      code: 'quote_words_added',
    });
    const { id } = await thanks('Ana lo arregló, contrato 88231.', ['E-12'], 'Ana lo arregló, •••.');
    expect((await page('/board/muro')).text).toContain('Ana lo arregló, •••.</blockquote>');
    expect(await world.database.get('SELECT original AS "original" FROM quote WHERE id = ?', [id])).toEqual({
      original: 'Ana lo arregló, contrato 88231.',
    });
  });

  it('name nobody in somebody else’s thanks who opted out', async () => {
    await board('muro');
    await thanks('Ana y Hugo Salas me ayudaron.');
    await world.get(Employees).upsert('E-07', { name: 'Hugo Salas', publicName: 'hidden' }, 'test');
    const { text } = await page('/board/muro');
    expect(text).toContain('Ana y ••• ••• me ayudaron.');
    expect(text).not.toMatch(/Hugo|Salas/);
  });

  it('show a translation with the original beside it, in the language of the board', async () => {
    await board('wall', { locale: 'en' });
    const { id } = await thanks();
    const translations = world.get(QuoteTranslations);
    await expect(translations.ask(id, { locale: 'es' }, 'user:1')).rejects.toMatchObject({
      code: 'quote_not_translatable',
    });
    await translations.ask(id, { locale: 'en' }, 'user:1');
    expect((await page('/board/wall')).text).toContain(`>${THANKS}</blockquote>`);
    await translations.write(id, { locale: 'en', text: 'Ana called me back.' }, 'user:2');
    const { text } = await page('/board/wall');
    expect(text).toContain('>Ana called me back.</blockquote>');
    expect(text).toContain(`<q lang="es" dir="auto">${THANKS}</q>`);
  });

  it('lose words whose consent ended, and do not get them back by a decision about the answer', async () => {
    await board('muro');
    const { id, invitation, responseId } = await thanks();
    const consents = world.get(QuoteConsents);
    await consents.end(id);
    expect((await page('/board/muro')).text).not.toContain(THANKS);
    const hr = { actor: 'user:500', employeeId: null };
    await world.get(Exclusions).exclude(responseId, 'wrong_employee', null, hr);
    await world.get(Exclusions).lift(responseId, null, hr);
    const own = await consents.ofInvitation(invitation);
    expect(own).toMatchObject({ state: 'withdrawn', consentEndedAt: world.clock.now() });
    if (own) await consents.giveAgain(own);
    expect(await consents.ofInvitation(invitation)).toMatchObject({ state: 'pending', consentEndedAt: null });
    expect((await world.auditOf(`quote:${id}`)).reverse()).toEqual([
      'user:1 quote.approved', 'customer quote.consent_ended', 'customer quote.consent_given_again',
    ]); // prettier-ignore
  });

  it('celebrate years of service in the month they are reached, as people wish and whom the board is for', async () => {
    await world.hire('J-1', 'Julia Soto', { team: 'T-CHA' });
    await world.database.run(
      `UPDATE employee SET hired_on = '2016-11-20' WHERE external_id IN ('J-1', 'E-12')`,
    );
    await world.database.run(`UPDATE employee SET public_name = 'first_name' WHERE external_id = 'J-1'`);
    const scenes = async (key: string, query = '') => {
      const { text } = await page(`/board/${key}${query}`);
      return [...text.matchAll(/<li><b>([^<]*)<\/b> <span>([^<]*)</g)].map(
        ([, name, detail]) => `${name}: ${detail}`,
      );
    };
    await board('muro');
    await board('chat', { teamId: world.teams['T-CHA'] });
    await board('sin', { leftOut: ['anniversaries'] });
    expect(await scenes('muro')).toEqual(['Ana Beltrán: 10 años', 'Julia: 10 años']);
    expect(await scenes('chat')).toEqual(['Julia: 10 años']);
    expect(await scenes('sin')).toEqual([]);
    expect(await scenes('muro', '?period=2026-Q3')).toEqual([]);
    expect((await page('/board/muro?period=2026-Q4')).status).toBe(404);
    expect((await page('/board/muro?period=nothing')).status).toBe(404);
  });

  it('ask every scene for people of the whole organization, with the minimum of the board', async () => {
    const asked: unknown[] = [];
    world.get(BoardScenes).add({
      key: 'test',
      order: 1,
      titleKey: 'boards.scene.anniversaries',
      content: async (request) => {
        asked.push(request);
        return ['E-21', 'E-12'].map((one) => ({
          who: { employeeId: world.ids[one] ?? 0 },
          detail: { words: 'a\u202eb' },
        }));
      },
    });
    await board('muro', { minimumN: 40, periodKind: 'month' });
    const { text } = await page('/board/muro');
    expect(text).toMatch(/Ana Beltrán<\/b> <span>ab<[\s\S]*Luis Mora<\/b> <span>ab</);
    expect(asked).toEqual([
      {
        period: monthPeriod('2026-10'),
        periodName: '2026-10',
        minimumN: 40,
        today: '2026-11-03',
        archive: false,
      },
    ]);
  });
});
