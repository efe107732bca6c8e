/** Many rows written at once: all of them as they are, or none. */
import { insertInto } from '../../src/platform/database';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

const ADD = insertInto('note', { id: 'varchar', pair: 'integer' });

describeOnBothDatabases('many rows at once', (kind) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase(kind, { empty: true, entities: [] });
    await test.database.run('CREATE TABLE note (id varchar PRIMARY KEY NOT NULL, pair integer NOT NULL)');
  });
  afterEach(() => test.close());

  const save = (id: string, pair = 0) =>
    test.database.run('INSERT INTO note (id, pair) VALUES (?, ?)', [id, pair]);
  const ids = async () =>
    (await test.database.all<{ id: string }>('SELECT id FROM note ORDER BY id')).map((row) => row.id);
  const rows = (count: number) => Array.from({ length: count }, (_, index) => [`m${100 + index}`, index]);

  it.each([1, 20, 47])('are all written, each as it is, in their order: %i', async (count) => {
    await test.database.transaction(async () => {
      test.database.writeAll(ADD, rows(count));
      await save('z', count);
    });
    expect(await test.database.all('SELECT id, pair FROM note ORDER BY id')).toEqual([
      ...rows(count).map(([id, pair]) => ({ id, pair })),
      { id: 'z', pair: count },
    ]);
  });

  it('are none of them kept when one of them cannot be', async () => {
    await save('m125');
    const written = test.database.transaction(async () => {
      test.database.writeAll(ADD, rows(47));
    });
    expect(await written.catch(String)).toMatch(/UNIQUE|duplicate key/);
    expect(await ids()).toEqual(['m125']);
  });
});
