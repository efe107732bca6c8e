/** Searching comments on both databases: the same is found, in the answer's own transaction, and forgotten with the customer. */
import fc from 'fast-check';
import { Erasure } from '../../src/customers';
import { EventBus } from '../../src/platform/events';
import { Exclusions, ResponseRecorded, Verifications } from '../../src/responses';
import { Reindexing } from '../../src/scoring';
import { holds } from '../../src/scoring/comments/marked';
import { readSearch } from '../../src/scoring/comments/search-words';
import { wordsOf } from '../../src/scoring/comments/words';
import { databaseKinds, describeOnBothDatabases } from '../support';
import { commentsWorld, type CommentsWorld } from './comments.fixture';

const DECIDER = { actor: 'user:1' };

describeOnBothDatabases('comments', (kind) => {
  let world: CommentsWorld;
  const indexed = () =>
    world.database.all(
      `SELECT response_id, received_at, counting_day, language, touchpoint_id, cell_id, question_id, about_employee_id, rating,
         counts, CAST(words AS text) AS words FROM comment_index ORDER BY response_id`,
    );

  beforeEach(async () => {
    world = await commentsWorld(kind, { pages: false });
  });
  afterEach(() => world.close());

  it('are found without regard to accents, capitals and endings, in the language they were written in', async () => {
    const waited = await world.answer({ comment: 'Esperé casi 50 minutos por teléfono' });
    const calm = await world.answer({ comment: 'La ATENCIÓN fue buenísima' });
    const hurried = await world.answer({ comment: 'muy mala atencion, mucha espera' });
    const english = await world.answer({ comment: 'I was waiting for an hour', locale: 'en' });
    const brazil = await world.answer({ comment: 'A solução demorou, mas veio', locale: 'pt-BR' });
    expect(await world.found('espera')).toEqual([waited, hurried]);
    expect(await world.found('atención')).toEqual([calm, hurried]);
    expect(await world.found('ATENCION')).toEqual([calm, hurried]);
    expect(await world.found('telefono')).toEqual([waited]);
    expect(await world.found('wait')).toEqual([english]);
    expect(await world.found('soluções')).toEqual([brazil]);
    expect(await world.found('solucao demora')).toEqual([brazil]);
    expect(await world.found('50')).toEqual([waited]);
  });

  it('a year is not what an ano is', async () => {
    const year = await world.answer({ comment: 'llevo un año esperando' });
    expect(await world.found('años')).toEqual([year]);
    expect(await world.found('ano')).toEqual([]);
  });

  it('phrases, exclusions and beginnings', async () => {
    const one = await world.answer({ comment: 'el técnico llegó tarde' });
    const two = await world.answer({ comment: 'llegó el técnico, y no fue tarde' });
    const three = await world.answer({ comment: 'la facturación está mal' });
    expect(await world.found('técnico llegó')).toEqual([one, two]);
    expect(await world.found('"técnico llegó"')).toEqual([one]);
    expect(await world.found('“llegó el técnico”')).toEqual([two]);
    expect(await world.found('tarde -"no fue"')).toEqual([one]);
    expect(await world.found('-tecnico')).toEqual([three]);
    expect(await world.found('factur*')).toEqual([three]);
    expect(await world.found('facturaci*')).toEqual([three]);
    expect(await world.found('"el tec"*')).toEqual([one, two]);
    expect(await world.found('la factura')).toEqual([three]);
    expect(await world.found('nada')).toEqual([]);
  });

  it('an answer and its words are lost together when a later listener fails', async () => {
    world.test.get(EventBus).on(ResponseRecorded, async () => {
      throw new Error('the later listener is out of order');
    });
    await expect(world.answer({ comment: 'perdido' })).rejects.toThrow('out of order');
    expect(await indexed()).toEqual([]);
    expect(await world.found('perdido')).toEqual([]);
  });

  it('an answer without words writes nothing', async () => {
    await world.answer({});
    expect(await indexed()).toEqual([]);
  });

  it('an excluded or rejected answer is not found until it counts again', async () => {
    const id = await world.answer({ comment: 'grosería tremenda' });
    await world.test.get(Exclusions).exclude(id, 'threats_or_slurs', null, DECIDER);
    expect(await world.found('grosería')).toEqual([]);
    await world.test.get(Exclusions).lift(id, null, DECIDER);
    expect(await world.found('grosería')).toEqual([id]);
    await world.test.get(Verifications).decide(id, 'rejected', null, DECIDER);
    expect(await world.found('grosería')).toEqual([]);
    await world.test.get(Verifications).decide(id, 'confirmed', null, DECIDER);
    expect(await world.found('grosería')).toEqual([id]);
  });

  it('after an erasure the word is found nowhere, not even in what the full-text index keeps for itself', async () => {
    const words = 'el perro Zorbaquito mordió al medidorista';
    const id = await world.answer({ comment: words, customer: 'C-1' });
    const other = await world.answer({ comment: 'todo bien con el medidorista', customer: 'C-2' });
    expect(await world.found('zorbaquito')).toEqual([id]);
    expect(await world.everythingIndexed()).toContain('zorbaquit');
    const [customerId = ''] = await world.test.get(Erasure).find('C-1');
    const report = await world.test.get(Erasure).eraseCustomer(customerId, 'user:1');
    expect(report.blanked['commentIndex']).toBe(1);
    expect(await world.found('zorbaquito')).toEqual([]);
    expect(await world.everythingIndexed()).not.toContain('zorbaquit');
    expect(await world.found('medidorista')).toEqual([other]);
    await world.test.get(Reindexing).rebuild();
    expect(await world.found('zorbaquito')).toEqual([]);
  });

  it('numbers and addresses that are masked cannot be searched for', async () => {
    await world.answer({ comment: 'llámenme al 55 1234 5678 o a marta@example.com' });
    expect(await world.found('5678')).toEqual([]);
    expect(await world.found('example')).toEqual([]);
    expect(await world.everythingIndexed()).not.toContain('5678');
  });

  it('filters: team, touchpoint, reason, rating, language, period, and whose answers may be seen', async () => {
    const { employees } = world;
    const ana = await world.answer({ comment: 'uno', rating: 5 });
    const hugo = await world.answer({
      comment: 'uno', rating: 2, employee: 'E-07', touchpoint: 'chat', reason: 'outage', locale: 'pt-BR',
    }); // prettier-ignore
    const { id: chatTeam } = (await world.database.get<{ id: number }>(
      `SELECT id AS "id" FROM team WHERE external_id = 'T-CHAT'`,
    ))!;
    const { id: chat } = (await world.database.get<{ id: number }>(
      `SELECT id AS "id" FROM touchpoint WHERE code = 'chat'`,
    ))!;
    expect(await world.found('')).toEqual([ana, hugo]);
    expect(await world.found('uno', { teamId: chatTeam })).toEqual([hugo]);
    expect(await world.found('uno', { touchpointId: chat })).toEqual([hugo]);
    expect(await world.found('', { channel: 'chat' })).toEqual([hugo]);
    expect(await world.found('', { reason: 'billing' })).toEqual([ana]);
    expect(await world.found('uno', { ratings: [4, 10] })).toEqual([ana]);
    expect(await world.found('uno', { language: 'pt-BR' })).toEqual([hugo]);
    expect(await world.found('', { period: { from: '2026-11-03', to: '2026-11-04' } })).toEqual([ana, hugo]);
    expect(await world.found('', { period: { from: '2026-11-04', to: '2026-12-01' } })).toEqual([]);
    expect(await world.found('uno', {}, [employees['E-12']!])).toEqual([ana]);
    expect(await world.found('uno', { teamId: chatTeam }, [employees['E-12']!])).toEqual([]);
    expect(await world.found('uno', {}, [])).toEqual([]);
  });

  it('what the migration’s job indexes anew is what the answers indexed themselves', async () => {
    await world.answer({ comment: 'La espera fue larga', rating: 2 });
    await world.answer({ comment: 'Muito bom', locale: 'pt-BR', employee: 'E-07', touchpoint: 'chat' });
    const excluded = await world.answer({ comment: 'fuera' });
    await world.test.get(Exclusions).exclude(excluded, 'threats_or_slurs', null, DECIDER);
    const before = await indexed();
    expect(before).toHaveLength(3);
    await world.database.run('DELETE FROM comment_index');
    expect(await world.test.get(Reindexing).rebuild()).toBe(3);
    expect(await indexed()).toEqual(before);
    expect(await world.test.get(Reindexing).rebuild()).toBe(3);
    expect(await indexed()).toEqual(before);
  });
});

describe('whatever is typed', () => {
  let worlds: CommentsWorld[];
  const WORDS =
    'espera esperó factura facturación año ano técnico no llegó tarde a la bill waiting atenção ações 50'.split(
      ' ',
    );
  const LOCALES = ['es', 'en', 'pt-BR'] as const;
  const written: { text: string; locale: (typeof LOCALES)[number] }[] = [];
  const ids: string[][] = [];

  beforeAll(async () => {
    worlds = await Promise.all(databaseKinds.map((kind) => commentsWorld(kind, { pages: false })));
    const word = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
    );
    const texts = fc.sample(
      fc.record({
        text: fc.array(word, { minLength: 1, maxLength: 9 }).map((some) => `x ${some.join(' ')}`),
        locale: fc.constantFrom(...LOCALES),
      }),
      { numRuns: 60, seed: 41 },
    );
    // As the form would clean it: control characters and halves of pairs never reach the index.
    for (const { text, locale } of texts) written.push({ text: text.replaceAll(/\p{C}/gu, ''), locale });
    for (const world of worlds) {
      const own: string[] = [];
      for (const { text, locale } of written) own.push(await world.answer({ comment: text, locale }));
      ids.push(own);
    }
  });
  afterAll(() => Promise.all(worlds.map((world) => world.close())));

  /** What should be found, by reading every comment. */
  const expected = (typed: string): number[] => {
    const wanted = readSearch(typed);
    if (!wanted) return written.map((_, index) => index);
    return written.flatMap(({ text, locale }, index) => {
      const { all, none } = wanted[locale]!;
      const words = wordsOf(text, locale);
      const fits =
        all.every((group) => group.some((phrase) => holds(words, phrase))) &&
        !none.some((phrase) => holds(words, phrase));
      return fits ? [index] : [];
    });
  };

  const clause = fc.oneof(
    fc.constantFrom(...WORDS),
    fc
      .tuple(fc.constantFrom('', '-'), fc.constantFrom(...WORDS), fc.constantFrom('', '*'))
      .map((parts) => parts.join('')),
    fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((some) => `"${some.join(' ')}"`),
    fc.constantFrom(
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      '(',
      ')',
      '^',
      ':',
      '{words}:',
      "'",
      '"',
      '\\',
      '!',
      '&',
      '|',
      '<->',
      ':*',
      '*',
      '-',
      '--',
      ';',
      '%',
      '?',
    ),
  );

  it('finds the same comments on both databases, and those that reading each of them finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(clause, { maxLength: 5 }).map((some) => some.join(' ')),
        async (typed) => {
          const wanted = expected(typed);
          for (const [at, world] of worlds.entries())
            expect(
              (await world.found(typed)).map((id) => ids[at]!.indexOf(id)).sort((a, b) => a - b),
            ).toEqual(wanted);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('is a search: no text is a mistake', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.string({ unit: 'grapheme', maxLength: 60 }),
        ),
        async (typed) => {
          const [one, other] = await Promise.all(worlds.map((world) => world.found(typed)));
          expect(one!.length).toBe(other!.length);
        },
      ),
      { numRuns: 250 },
    );
  });
});
