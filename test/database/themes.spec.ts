/** Themes on both databases: what they find, what they go with, and who decided on their lists. */
import { ThemeCounter } from '../../src/scoring/themes/theme-counts';
import { wantedOf } from '../../src/scoring/themes/theme-definition';
import { Themes } from '../../src/scoring/themes/themes.service';
import { Audit } from '../../src/platform/audit';
import { describeOnBothDatabases } from '../support';
import { commentsWorld, type CommentsWorld } from './comments.fixture';

const REFUSED = { message: expect.stringContaining('append-only') };
const PERIOD = { from: '2026-10-01', to: '2027-01-01' };
const QUEUE = {
  names: { es: 'Filas', en: 'Queues', 'pt-BR': 'Filas' },
  phrases: { es: ['fila', 'hacer cola', '-sin fila'], en: ['queue*'], 'pt-BR': [] },
};

describeOnBothDatabases('themes', (kind) => {
  let world: CommentsWorld;
  let themes: Themes;
  beforeEach(async () => {
    world = await commentsWorld(kind, { pages: false });
    themes = world.test.get(Themes);
  });
  afterEach(() => world.close());

  it('a comment is about a theme when a phrase of its language stands in it and none that rules it out', async () => {
    const one = await world.answer({ comment: 'Había FILAS larguísimas' });
    const two = await world.answer({ comment: 'tuve que hacer una cola… haciendo cola otra vez' });
    await world.answer({ comment: 'entré sin fila' });
    await world.answer({ comment: 'la cola del perro' });
    const three = await world.answer({ comment: 'Two queues and one window', locale: 'en' });
    await world.answer({ comment: 'fila enorme', locale: 'pt-BR' });
    expect(await world.found('', { wanted: wantedOf(QUEUE) })).toEqual([one, two, three]);
  });

  /*
   * Ten comments rated on 1–5, five with the theme (1, 2, 3, 2, 2) and five without (4, 5, 3, 4, 4): means 2 and 4,
   * variances 0.5 and 0.5, standard error √(0.1 + 0.1) = 0.4472136, 8 degrees of freedom, t = 2.306004:
   * −2 ± 1.031276. One more of the theme has no rating that may be compared; in the quarter before one of six.
   */
  it('counts, shares, change and the rating that goes with it are those of a calculation by hand', async () => {
    const before = Date.UTC(2026, 7, 12, 18);
    for (let n = 0; n < 6; n += 1)
      await world.answer({ comment: n === 0 ? 'mucha fila' : 'todo bien', answeredAt: before });
    for (const rating of [1, 2, 3, 2, 2]) await world.answer({ comment: 'mucha fila', rating });
    for (const rating of [4, 5, 3, 4, 4]) await world.answer({ comment: 'todo bien', rating });
    await world.answer({ rating: 1 });
    await themes.add(QUEUE, 'user:1');
    const queue = (await themes.current()).filter(({ key }) => key === 'filas');
    const counts = await world.test.get(ThemeCounter).count('all', {}, PERIOD, queue);
    expect(counts).toMatchObject({ comments: 10, rated: 10, commentsBefore: 6, scale: { min: 1, max: 5 } });
    const [count] = counts.themes;
    expect(count).toMatchObject({
      comments: 5,
      share: 0.5,
      lift: { difference: -2, withTheme: 2, without: 4 },
    });
    expect(count?.shareBefore).toBeCloseTo(1 / 6, 12);
    expect(count?.lift?.interval?.low).toBeCloseTo(-2 - 1.031276, 5);
    expect(count?.lift?.interval?.high).toBeCloseTo(-2 + 1.031276, 5);
    expect(count?.change?.difference).toBeCloseTo(1 / 3, 12);
  });

  it('only answers about people whose answers the reader may see are counted', async () => {
    for (const rating of [1, 2, 3, 2, 2]) await world.answer({ comment: 'mucha fila', rating });
    await world.answer({ comment: 'mucha fila', rating: 5, employee: 'E-07' });
    await themes.add(QUEUE, 'user:1');
    const queue = (await themes.current()).filter(({ key }) => key === 'filas');
    const seen = await world.test.get(ThemeCounter).count([world.employees['E-12']!], {}, PERIOD, queue);
    expect(seen).toMatchObject({ comments: 5, themes: [{ comments: 5 }] });
  });

  it('a changed list is a version of its own, told by the audit, and the lists before it stay readable', async () => {
    const [waiting] = await themes.current();
    expect(waiting).toMatchObject({ key: 'waiting', version: 0, decidedBy: null });
    const changed = { names: waiting!.names, phrases: { ...waiting!.phrases, es: ['espera', 'Tardó'] } };
    await themes.change('waiting', 0, { definition: changed }, 'user:7');
    expect(await themes.one('waiting')).toMatchObject({
      version: 1,
      decidedBy: 'user:7',
      phrases: { es: ['espera', 'Tardó'] },
    });
    await themes.change('waiting', 1, { retired: true }, 'user:7');
    expect((await themes.current()).map(({ key }) => key)).not.toContain('waiting');
    expect((await themes.history('waiting')).map(({ version, retired }) => [version, retired])).toEqual([
      [2, true],
      [1, false],
      [0, false],
    ]);
    const entries = await world.database.all<{ action: string; details: string }>(
      `SELECT action AS "action", details AS "details" FROM audit_entry WHERE subject = 'theme:waiting' ORDER BY seq`,
    );
    expect(entries.map(({ action }) => action)).toEqual(['theme.changed', 'theme.retired']);
    expect(JSON.parse(entries[0]!.details)).toMatchObject({ version: 1, phrases: { es: 2 } });
    expect((await world.test.get(Audit).verify()).ok).toBe(true);
    await expect(world.database.run(`UPDATE theme_version SET retired = 0`)).rejects.toMatchObject(REFUSED);
    await expect(world.database.run(`DELETE FROM theme_version`)).rejects.toMatchObject(REFUSED);
  });

  it('of two who change the same list at once, the second is told', async () => {
    const definition = { names: QUEUE.names, phrases: QUEUE.phrases };
    await themes.change('waiting', 0, { definition }, 'user:1');
    await expect(themes.change('waiting', 0, { definition }, 'user:2')).rejects.toMatchObject({
      code: 'theme_changed_meanwhile',
    });
  });

  it('a line without a word, a name that is missing and a theme nobody made are refused', async () => {
    const lines = { ...QUEUE, phrases: { ...QUEUE.phrases, es: ['fila', '—'] } };
    await expect(themes.add(lines, 'user:1')).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(themes.add({ ...QUEUE, names: { ...QUEUE.names, en: '' } }, 'user:1')).rejects.toMatchObject(
      {
        code: 'validation_failed',
      },
    );
    await expect(themes.change('nobody', 0, { retired: true }, 'user:1')).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await world.database.all('SELECT * FROM theme_version')).toEqual([]);
  });
});
