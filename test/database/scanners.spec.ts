/**
 * Programs that open links and press buttons, against customers who answer, on both databases: whatever order they come
 * in, at most one answer counts, and it is the customer's.
 */
import fc from 'fast-check';
import { describeOnBothDatabases } from '../support';
import { HOUR, type ResponsesFixture, responsesFixture, SECOND, SENT_AT } from './responses.fixture';

const PHONE = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0 Mobile Safari/537.36';
const DESK = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36';
const MINUTE = 60 * SECOND;

describeOnBothDatabases('scanners and customers', (kind) => {
  let world: ResponsesFixture;

  beforeEach(async () => {
    world = await responsesFixture(kind);
  });
  afterEach(() => world.close());

  const stampOf = async (token: string, rating?: string) => {
    const door = await world.responses.open(token, { rating });
    return 'stamp' in door ? door.stamp : '';
  };
  const press = (token: string, form: Record<string, unknown>, more: object = {}) =>
    world.responses.submit(token, form, { userAgent: DESK, ...more });
  /** What counts for an invitation, as a comment; null while nothing does. */
  const counted = async (invitationId: string): Promise<{ rating: number; counts: number } | undefined> =>
    world.database.get(
      `SELECT a.rating AS "rating", c.counts AS "counts" FROM response r
       JOIN response_current c ON c.response_id = r.id
       JOIN answer a ON a.response_id = r.id AND a.revision = c.revision
       JOIN question q ON q.id = a.question_id AND q.key = 'rating'
       WHERE r.invitation_id = ?`,
      [invitationId],
    );
  const signs = async () =>
    (await world.database.all<{ sign: string }>('SELECT sign AS "sign" FROM machine_sign ORDER BY sign')).map(
      ({ sign }) => sign,
    );

  /** Opens the page, looks at it, chooses and presses. */
  async function customer(token: string, rating: string, seconds = 8) {
    const opened = await stampOf(token);
    world.clock.advance(seconds * SECOND);
    return press(token, { rating, opened }, { userAgent: PHONE, byGesture: true });
  }

  describe('a scanner', () => {
    it('that only opens every link of the mail, again and again, answers nothing and is remembered', async () => {
      const { token } = await world.invite();
      for (let round = 0; round < 3; round += 1) {
        for (const rating of ['1', '2', '3', '4', '5']) await world.responses.open(token, { rating });
      }
      await world.watch.noted();
      expect(await world.count('response')).toBe(0);
      expect(await signs()).toEqual(['many_links_fetched']);
    });

    it('that presses on every page it opens, in order, never counts', async () => {
      const { token, invitationId } = await world.invite();
      for (const rating of ['1', '2', '3', '4', '5']) {
        const opened = await stampOf(token, rating);
        world.clock.advance(300);
        await press(token, { rating, opened });
      }
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
    });

    it('that waits on every page as a person would is known by the row of them', async () => {
      const { token, invitationId } = await world.invite();
      for (const rating of ['1', '2', '3', '4', '5']) {
        const opened = await stampOf(token, rating);
        world.clock.advance(3 * SECOND);
        await press(token, { rating, opened });
      }
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
      expect(world.recorded.filter((event) => event.counts).length).toBe(
        world.changed.filter((event) => event.counted).length +
          world.recorded.filter((event) => event.previous?.counts).length,
      );
      world.clock.advance(5 * MINUTE);
      await customer(token, '4');
      expect(await counted(invitationId)).toEqual({ rating: 4, counts: 1 });
    });

    it('that fills in the form without its stamp, right after opening the page, never counts', async () => {
      const { token, invitationId } = await world.invite();
      await world.responses.open(token, { rating: '1' });
      world.clock.advance(200);
      await press(token, { rating: '1' });
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
    });

    it('that sends the customer’s own form again with another rating does not overwrite the answer', async () => {
      const { token, invitationId } = await world.invite();
      const opened = await stampOf(token);
      world.clock.advance(8 * SECOND);
      await press(token, { rating: '5', opened }, { userAgent: PHONE, byGesture: true });
      for (const rating of ['1', '2', '3', '4']) {
        world.clock.advance(2 * SECOND);
        await press(token, { rating, opened });
      }
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
      expect(await world.count('response_revision')).toBe(5);
      expect(world.recorded).toHaveLength(1);
    });

    it('that ticks every box of the customer’s own form allows nothing; taking a consent back is believed at once', async () => {
      const { token, invitationId } = await world.invite();
      const consents = () =>
        world.database.get(
          `SELECT v.may_quote AS "quote", v.may_contact AS "contact" FROM response r
           JOIN response_current c ON c.response_id = r.id
           JOIN response_revision v ON v.response_id = r.id AND v.revision = c.revision WHERE r.invitation_id = ?`,
          [invitationId],
        );
      await press(token, { rating: '5', mayQuote: '1' });
      world.clock.advance(SECOND);
      await press(token, { rating: '5' });
      expect(await consents()).toEqual({ quote: 0, contact: 0 });
      world.clock.advance(SECOND);
      await press(token, { rating: '5', mayQuote: '1', mayContact: '1' });
      expect(await consents()).toEqual({ quote: 0, contact: 0 });
    });

    it('that comes first does not keep the customer’s answer out, nor its own answer in', async () => {
      const { token, invitationId } = await world.invite();
      world.clock.set(SENT_AT + 3 * SECOND);
      const opened = await stampOf(token, '1');
      await press(token, { rating: '1', opened });
      await press(token, { rating: '2', opened });
      world.clock.advance(20 * SECOND);
      await customer(token, '5');
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
      await press(token, { rating: '1', opened });
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });

    it.each([
      ['says what it is', { userAgent: 'Mozilla/5.0 HeadlessChrome/126.0' }],
      ['comes from a network of scanners', { address: '209.222.82.7' }],
      ['comes from one of them in the newer writing', { address: '::ffff:209.222.82.7' }],
    ])('that %s waits for a decision', async (_, sending) => {
      const { token, invitationId } = await world.invite();
      const opened = await stampOf(token);
      world.clock.advance(9 * SECOND);
      await press(token, { rating: '1', opened }, sending);
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
    });

    it('that followed the hidden link, or asked for the page in a storm, waits; the customer later does not', async () => {
      const { token, invitationId } = await world.invite();
      await world.responses.trapped(token);
      for (let times = 0; times < 6; times += 1) await world.responses.open(token, { head: true });
      const opened = await stampOf(token);
      world.clock.advance(5 * SECOND);
      await press(token, { rating: '1', opened });
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
      await world.watch.noted();
      expect(await signs()).toEqual(['head_storm', 'honeypot_link']);
      world.clock.advance(2 * HOUR);
      await customer(token, '5');
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });

    it('seen by another node is known here too', async () => {
      const { token, invitationId } = await world.invite();
      await world.database.run(
        `INSERT INTO machine_sign (invitation_id, sign, times, first_at, last_at) VALUES (?, 'honeypot_link', 1, ?, ?)`,
        [invitationId, world.clock.now(), world.clock.now()],
      );
      const opened = await stampOf(token);
      world.clock.advance(5 * SECOND);
      await press(token, { rating: '1', opened });
      expect(await counted(invitationId)).toMatchObject({ counts: 0 });
    });

    it('that never stops fills neither the disk nor the customer’s page', async () => {
      const { token, invitationId } = await world.invite();
      await customer(token, '5');
      for (let times = 0; times < 60; times += 1) {
        await press(token, { rating: String((times % 4) + 1), website: 'x' });
        world.clock.advance(SECOND);
      }
      expect(await world.count('response_revision')).toBe(21);
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });
  });

  describe('a customer', () => {
    it('who taps 1 by mistake and follows the link to change it is believed, seconds later', async () => {
      const { token, invitationId } = await world.invite();
      await customer(token, '1', 3);
      world.clock.advance(2 * SECOND);
      await customer(token, '5', 3);
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });

    it('who goes back to the same page and sends it again is believed where the browser vouches for it', async () => {
      const { token, invitationId } = await world.invite();
      const opened = await stampOf(token);
      world.clock.advance(4 * SECOND);
      await press(token, { rating: '1', opened }, { userAgent: PHONE, byGesture: true });
      world.clock.advance(5 * SECOND);
      await press(token, { rating: '5', opened }, { userAgent: PHONE, byGesture: true });
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });

    it('who answers while a scanner is at the same link is believed for a page of their own', async () => {
      const { token, invitationId } = await world.invite();
      const opened = await stampOf(token);
      world.clock.advance(3 * SECOND);
      await press(token, { rating: '1', website: 'x' });
      world.clock.advance(4 * SECOND);
      await press(token, { rating: '5', opened }, { userAgent: PHONE, byGesture: true });
      expect(await counted(invitationId)).toEqual({ rating: 5, counts: 1 });
    });

    it('with a stamp of another link, or one that was made up, is neither better nor worse off than without', async () => {
      const { token, invitationId } = await world.invite();
      const other = await world.invite();
      const foreign = await stampOf(other.token);
      for (const opened of [foreign, 'x'.repeat(50), `${foreign}x`, '']) {
        expect((await press(token, { rating: '4', opened })).kind).toBe('recorded');
      }
      expect(await counted(invitationId)).toEqual({ rating: 4, counts: 1 });
    });
  });

  it('fifty at once at one link are one response, and at fifty links fifty', async () => {
    const one = await world.invite();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => press(one.token, { rating: String((i % 5) + 1) })),
    );
    expect(await world.count('response')).toBe(1);
    const fifty = await Promise.all(Array.from({ length: 50 }, () => world.invite()));
    await Promise.all(fifty.map(({ token }) => press(token, { rating: '5' })));
    expect(await world.count('response')).toBe(51);
  });

  it('in whatever order machines and customers come, at most one answer counts, and exactly the customer’s', async () => {
    const step = fc.record({
      who: fc.constantFrom(
        'look',
        'head',
        'trap',
        'hasty',
        'trapped form',
        'named',
        'again',
        'person',
        'change',
      ),
      rating: fc.constantFrom('1', '2', '3'),
      pause: fc.integer({ min: 100, max: 4000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 14 }),
        fc.boolean(),
        async (steps, quiet) => {
          world.clock.set(SENT_AT + 10 * MINUTE);
          const { token, invitationId } = await world.invite();
          let held = '';
          let heldAt = -Infinity;
          let lastPost = -Infinity;
          let lastBy = '';
          const human: string[] = [];
          /** Customers choose 4 or 5, machines never do: so their answers are told apart. */
          const person = async () => {
            const rating = String(4 + (human.length % 2));
            await customer(token, rating);
            human.push(rating);
            lastPost = world.clock.now();
          };
          const machine = async (form: Record<string, unknown>, more: object = {}) => {
            await press(token, form, more);
            lastPost = world.clock.now();
          };
          for (const { who, rating, pause } of steps) {
            world.clock.advance(pause);
            if (who === 'look') [held, heldAt] = [await stampOf(token, rating), world.clock.now()];
            if (who === 'head') await world.responses.open(token, { head: true });
            if (who === 'trap') await world.responses.trapped(token);
            if (who === 'hasty') {
              [held, heldAt] = [await stampOf(token), world.clock.now()];
              await machine({ rating, opened: held });
            }
            if (who === 'trapped form') await machine({ rating, website: 'x' });
            if (who === 'named') await machine({ rating }, { userAgent: 'BarracudaCentral/1.0' });
            // A form that was open before the last answer is sent again. A program that opens the page anew and takes a
            // person's time over it, once, cannot be told from one (docs/adr/0010-human-answers.md).
            const resends = ['person', 'change', 'hasty', 'again'].includes(lastBy) && heldAt <= lastPost;
            if (who === 'again' && resends && world.clock.now() - lastPost < 9 * SECOND)
              await machine({ rating, opened: held });
            if (who === 'person') await person();
            if (who === 'change' && human.length > 0) await person();
            if (lastPost === world.clock.now()) lastBy = who;
          }
          if (quiet) {
            world.clock.advance(2 * MINUTE);
            await person();
            await machine({ rating: '1', opened: held });
          }
          const found = await counted(invitationId);
          if (found?.counts === 1) expect(human).toContain(String(found.rating));
          if (quiet) expect(found).toEqual({ rating: Number(human.at(-1)), counts: 1 });
        },
      ),
      { numRuns: kind === 'sqlite' ? 60 : 20 },
    );
  });
});
