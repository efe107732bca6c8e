/** Long reads beside everybody else: what was committed, without waiting for whoever is writing, and without holding them up. */
import { setTimeout as pause } from 'node:timers/promises';
import { together } from '../../src/platform/database';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

/** Counts far enough to take a while, and reads nothing. */
const LONG = `WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 400000)
  SELECT MAX(n) AS "last" FROM count`;

describeOnBothDatabases('a long read', (kind) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase(kind, { empty: true, entities: [] });
    await test.database.run('CREATE TABLE note (id integer PRIMARY KEY NOT NULL, word varchar)');
    await test.database.run(`INSERT INTO note (id, word) VALUES (1, 'uno'), (2, NULL)`);
  });
  afterEach(() => test.close());

  const words = () =>
    test.database.beside<{ id: number; word: string | null }>(
      'SELECT id AS "id", word AS "word" FROM note WHERE id <= ? ORDER BY id',
      [9],
    );

  it('gives rows by the names of their columns, with parameters', async () => {
    expect(await words()).toEqual([
      { id: 1, word: 'uno' },
      { id: 2, word: null },
    ]);
  });

  it('is answered while a transaction is open, and sees none of it', async () => {
    let inside!: () => void;
    let done!: () => void;
    const started = new Promise<void>((resolve) => (inside = resolve));
    const finished = new Promise<void>((resolve) => (done = resolve));
    const writing = test.database.transaction(async () => {
      await test.database.run(`INSERT INTO note (id, word) VALUES (3, 'tres')`);
      inside();
      await finished;
    });
    await started;
    const seen = await words();
    done();
    await writing;
    expect(seen).toHaveLength(2);
    expect(await words()).toHaveLength(3);
  });

  it('inside a transaction it sees what the transaction wrote', async () => {
    const seen = await test.database.transaction(async () => {
      await test.database.run(`INSERT INTO note (id, word) VALUES (3, 'tres')`);
      return words();
    });
    expect(seen).toHaveLength(3);
  });

  it('leaves the thread to others', async () => {
    const reading = test.database.beside<{ last: number }>(LONG).then((rows) => `read ${rows[0]?.last}`);
    expect(await Promise.race([reading, pause(1, 'somebody else')])).toBe('somebody else');
    expect(await reading).toBe('read 400000');
  });

  it('more of them than all threads have room for are each answered with their own', async () => {
    const asked = Array.from({ length: 40 }, (_, index) => index);
    const answers = await Promise.all(
      asked.map((index) =>
        test.database.beside<{ own: number }>('SELECT id + ? AS "own" FROM note ORDER BY id', [index]),
      ),
    );
    expect(answers).toEqual(asked.map((index) => [{ own: index + 1 }, { own: index + 2 }]));
  });

  it('on the one connection, others have their turn after each', async () => {
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    const seen: number[] = [];
    for (let read = 0; read < 3; read += 1) {
      await test.database.all<{ last: number }>(LONG);
      seen.push(turns);
    }
    clearInterval(counting);
    expect(seen[0]).toBeLessThan(seen[1] ?? 0);
    expect(seen[1]).toBeLessThan(seen[2] ?? 0);
  });

  it('inside a transaction, of what it does not write, it goes on while something is written', async () => {
    const [[seen], changed] = await test.database.transaction(() =>
      together([
        test.database.before<{ last: number }>(LONG),
        test.database.run(`UPDATE note SET word = 'dos' WHERE id = 2`),
      ]),
    );
    expect([seen?.last, changed.changes]).toEqual([400000, 1]);
    expect((await words())[1]?.word).toBe('dos');
  });

  it('a thread that nobody needed for a while is let go, and the next read has another one', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    try {
      await words();
      jest.advanceTimersByTime(60_000);
      expect(await words()).toHaveLength(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('a faulty one fails alone, with what is wrong', async () => {
    const [faulty, fine] = await Promise.allSettled([
      test.database.beside('SELECT nothing_of_the_kind FROM note'),
      words(),
    ]);
    expect(faulty).toMatchObject({ status: 'rejected' });
    expect(String((faulty as PromiseRejectedResult).reason)).toContain('nothing_of_the_kind');
    expect(fine.status).toBe('fulfilled');
  });

  it('cannot write', async () => {
    const written = await test.database
      .beside(`INSERT INTO note (id, word) VALUES (9, 'nueve') RETURNING id`)
      .then(
        () => 'written',
        () => 'refused',
      );
    // PostgreSQL lends an ordinary connection: there it is the reader of this code who keeps to reading.
    expect(written).toBe(kind === 'sqlite' ? 'refused' : 'written');
  });
});
