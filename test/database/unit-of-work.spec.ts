/** The unit of work under concurrency: what is acknowledged is there, what failed is not, nobody sees the half-done. */
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { insertInto } from '../../src/platform/database';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

@Entity('note')
class Note {
  @PrimaryColumn({ type: 'varchar' }) id!: string;
  @Column({ type: 'integer' }) pair!: number;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeOnBothDatabases('the unit of work', (kind) => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await openTestDatabase(kind, { empty: true, entities: [Note] });
    await test.database.run('CREATE TABLE note (id varchar PRIMARY KEY NOT NULL, pair integer NOT NULL)');
  });
  afterEach(() => test.close());

  const save = (id: string, pair = 0) => test.database.repository(Note).save({ id, pair });
  const ids = async () =>
    (await test.database.all<{ id: string }>('SELECT id FROM note ORDER BY id')).map((row) => row.id);

  it('a plain save during somebody else’s transaction survives that one’s rollback', async () => {
    let inside!: () => void;
    const started = new Promise<void>((resolve) => (inside = resolve));
    const rolledBack = test.database.transaction(async () => {
      await save('t1');
      inside();
      await pause(30);
      throw new Error('rolled back on purpose');
    });
    const outcome = rolledBack.catch((error: Error) => error.message);
    await started;
    await save('independent');
    expect(await outcome).toBe('rolled back on purpose');
    expect(await ids()).toEqual(['independent']);
  });

  it('a read never sees rows of a transaction that is still open', async () => {
    let inside!: () => void;
    const started = new Promise<void>((resolve) => (inside = resolve));
    const work = test.database
      .transaction(async () => {
        await save('uncommitted');
        inside();
        await pause(30);
        throw new Error('undo');
      })
      .catch(() => undefined);
    await started;
    const seen = await test.database.repository(Note).count();
    await work;
    expect(seen).toBe(0);
  });

  it('two plain saves at once are two transactions: one failing leaves the other', async () => {
    await save('taken');
    const results = await Promise.allSettled([
      test.database.repository(Note).insert({ id: 'taken', pair: 1 }),
      save('fine'),
      test.database.repository(Note).save([
        { id: 'a', pair: 1 },
        { id: 'b', pair: 1 },
      ]),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await ids()).toEqual(['a', 'b', 'fine', 'taken']);
  });

  it('a nested transaction that fails undoes only itself', async () => {
    await test.database.transaction(async () => {
      await save('outer');
      await expect(
        test.database.transaction(async () => {
          await save('inner');
          throw new Error('inner failed');
        }),
      ).rejects.toThrow('inner failed');
      await save('after');
    });
    expect(await ids()).toEqual(['after', 'outer']);
  });

  it('siblings inside one transaction take turns: one’s rollback takes nothing of the other along', async () => {
    await test.database.transaction(async () => {
      await Promise.allSettled([
        test.database.transaction(async () => {
          await save('kept');
          await pause(5);
          await save('kept-too');
        }),
        test.database.transaction(async () => {
          await pause(1);
          await save('dropped');
          throw new Error('no');
        }),
        save('plain'),
      ]);
    });
    expect(await ids()).toEqual(['kept', 'kept-too', 'plain']);
  });

  it('grouped callers fail alone', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) =>
        test.database.grouped(async () => {
          await test.database.run('INSERT INTO note (id, pair) VALUES (?, ?)', [`g${index}`, index]);
          if (index % 5 === 0) throw new Error('this one fails');
          return index;
        }),
      ),
    );
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(10);
    expect(await ids()).toHaveLength(40);
  });

  it('hooks after the commit run only for what was committed', async () => {
    const ran: string[] = [];
    await test.database.transaction(async () => {
      test.database.afterCommit(() => ran.push('outer'));
      await test.database
        .transaction(async () => {
          test.database.afterCommit(() => ran.push('undone'));
          throw new Error('undo');
        })
        .catch(() => undefined);
      expect(ran).toEqual([]);
    });
    expect(ran).toEqual(['outer']);
  });

  it('work that outlives its transaction is refused instead of joining another', async () => {
    let late!: Promise<unknown>;
    await test.database.transaction(async () => {
      late = pause(10).then(() => save('late'));
      late.catch(() => undefined);
    });
    await expect(late).rejects.toThrow('outlived its transaction');
    expect(await ids()).toEqual([]);
  });

  it('work that sorts much has room for it, while it lasts; what fails is undone', async () => {
    const room = async (): Promise<unknown> => {
      const [row] = await test.database.all<Record<string, unknown>>(
        kind === 'sqlite' ? 'PRAGMA temp_store' : 'SHOW work_mem',
      );
      return Object.values(row ?? {})[0];
    };
    const [onDisk, inMemory] = kind === 'sqlite' ? [1, 2] : ['64MB', '4MB'];
    expect(await room()).toBe(inMemory);
    const sorting = test.database.sortingOnDisk(async () => {
      await save('sorted');
      expect(await room()).toBe(onDisk);
      throw new Error('sorted in vain');
    });
    await expect(sorting).rejects.toThrow('sorted in vain');
    expect(await ids()).toEqual([]);
    expect(await room()).toBe(inMemory);
    await test.database.transaction(async () => {
      await test.database.sortingOnDisk(() => save('within'));
      expect(await room()).toBe(inMemory);
    });
    expect(await ids()).toEqual(['within']);
  });

  it('grouped callers that lock each other’s rows all succeed', async () => {
    await save('left');
    await save('right');
    const add = (id: string) => test.database.run('UPDATE note SET pair = pair + 1 WHERE id = ?', [id]);
    const both = (first: string, second: string) =>
      test.database.grouped(async () => {
        await add(first);
        await test.database.all('SELECT 1 AS one');
        await add(second);
      });
    await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        index % 2 === 0 ? both('left', 'right') : both('right', 'left'),
      ),
    );
    const pairs = await test.database.all<{ pair: number }>('SELECT pair FROM note ORDER BY id');
    expect(pairs.map((row) => row.pair)).toEqual([4, 4]);
  });

  it('what many look up at once is each one’s own, also inside a transaction', async () => {
    await Promise.all(['a', 'b', 'c'].map((id, index) => save(id, index)));
    const NOTE = {
      one: 'SELECT id, pair FROM note WHERE id = ?',
      many: 'SELECT id, pair, id AS key FROM note WHERE id = ANY($1::varchar[])',
    };
    const find = async (id: string) =>
      (await test.database.find<[id: string, pair: number]>(NOTE, id)).map(([, pair]) => pair);
    expect(await Promise.all(['c', 'a', 'nobody', 'c', 'b'].map(find))).toEqual([[2], [0], [], [2], [1]]);
    await test.database.transaction(async () => {
      await save('d', 3);
      expect(await find('d')).toEqual([3]);
    });
  });

  describe('works that share a transaction', () => {
    const ADD = insertInto('note', { id: 'varchar', pair: 'integer' });
    const CLAIM = insertInto('note', { id: 'varchar', pair: 'integer' }, 'id');

    it('are all kept, with everything they wrote', async () => {
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          test.database.sharing(async () => {
            const ours = await test.database.claim(CLAIM, [`s${String(index).padStart(3, '0')}`, index]);
            test.database.write(ADD, [`t${String(index).padStart(3, '0')}`, index]);
            return ours ? index : -1;
          }),
        ),
      );
      expect(results).toEqual(results.map((_, index) => index));
      expect(await ids()).toHaveLength(400);
    });

    it('a row is claimed by one of them, also before and after', async () => {
      await save('before');
      const claim = (id: string, pair: number) =>
        test.database.sharing(() => test.database.claim(CLAIM, [id, pair]));
      const claimed = await Promise.all([
        claim('before', 1),
        ...Array.from({ length: 20 }, (_, index) => claim('same', index)),
      ]);
      expect(claimed.filter(Boolean)).toHaveLength(1);
      expect(await claim('same', 99)).toBe(false);
      expect(await ids()).toEqual(['before', 'same']);
    });

    it('who lost a claim sees what the other one wrote, whole', async () => {
      const answer = async () => {
        if (await test.database.claim(CLAIM, ['answer', 1])) {
          await test.database.all('SELECT 1 AS one');
          test.database.write(ADD, ['answer-part', 1]);
          return 'first';
        }
        return (await ids()).join();
      };
      const seen = await Promise.all(Array.from({ length: 10 }, () => test.database.sharing(answer)));
      expect(seen.sort()).toEqual([...Array.from({ length: 9 }, () => 'answer,answer-part'), 'first']);
    });

    it('who fails fails alone, before or after writing, and the others are kept', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          test.database.sharing(async () => {
            if (index % 4 === 1) throw new Error('fails before');
            await test.database.claim(CLAIM, [`w${index}`, index]);
            test.database.write(ADD, [`x${index}`, index]);
            if (index % 4 === 2) throw new Error('fails after');
            if (index % 4 === 3) test.database.write(ADD, ['taken', index]);
          }),
        ),
      );
      const kept = results.filter((result) => result.status === 'fulfilled').length;
      // Ten that do nothing wrong, and the first of those that all write the same row.
      expect(kept).toBe(11);
      expect(await ids()).toHaveLength(23);
      for (const result of results.filter((one) => one.status === 'rejected')) {
        expect(String(result.reason)).toMatch(/fails before|fails after|UNIQUE|duplicate key/);
      }
    });

    it('one may read, use a repository or open a nested transaction', async () => {
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          test.database.sharing(async () => {
            await test.database.claim(CLAIM, [`n${String(index).padStart(2, '0')}`, index]);
            if (index % 3 === 0) await save(`r${index}`);
            if (index % 3 === 1) await test.database.transaction(() => save(`d${index}`));
            const row = await test.database.get<{ pair: number }>('SELECT pair FROM note WHERE id = ?', [
              `n${String(index).padStart(2, '0')}`,
            ]);
            return row?.pair;
          }),
        ),
      );
      expect(results).toEqual(Array.from({ length: 12 }, (_, index) => index));
      expect(await ids()).toHaveLength(20);
    });

    it('hooks after the commit run once for each that was kept', async () => {
      const ran: number[] = [];
      await Promise.allSettled(
        Array.from({ length: 6 }, (_, index) =>
          test.database.sharing(async () => {
            test.database.write(ADD, [`h${index}`, index]);
            test.database.afterCommit(() => ran.push(index));
            if (index === 3) throw new Error('not kept');
          }),
        ),
      );
      expect(ran.sort()).toEqual([0, 1, 2, 4, 5]);
    });

    it('rows that nobody waits for are there for the next statement, and undone with a nested transaction', async () => {
      await test.database.transaction(async () => {
        test.database.write(ADD, ['outer', 1]);
        await test.database
          .transaction(async () => {
            test.database.write(ADD, ['inner', 1]);
            throw new Error('undo');
          })
          .catch(() => undefined);
        await test.database
          .transaction(async () => test.database.write(ADD, ['outer', 2]))
          .catch(() => undefined);
        expect(await ids()).toEqual(['outer']);
        test.database.write(ADD, ['last', 1]);
      });
      expect(await ids()).toEqual(['last', 'outer']);
    });

    it('a row that cannot be written fails the transaction, and the words are its own', async () => {
      await save('taken');
      const outcome = test.database.transaction(async () => {
        await save('with it');
        test.database.write(ADD, ['taken', 1]);
      });
      expect(await outcome.catch(String)).toMatch(/UNIQUE|duplicate key/);
      expect(await ids()).toEqual(['taken']);
      expect(() => test.database.write(ADD, ['outside', 1])).toThrow('in a transaction');
    });
  });

  it('closing waits for the transaction that is still open', async () => {
    let inside!: () => void;
    const started = new Promise<void>((resolve) => (inside = resolve));
    const open = test.database.transaction(async () => {
      await save('first');
      inside();
      await pause(50);
      await save('second');
    });
    await started;
    const closed = test.database.close();
    await expect(open).resolves.toBeUndefined();
    await closed;
    await expect(ids()).rejects.toThrow();
  });

  it('600 mixed operations with forced rollbacks: no row lost, none leaked, no half pair ever seen', async () => {
    const expected: string[] = [];
    let halfPairs = 0;
    const operation = async (index: number): Promise<void> => {
      const id = `n${String(index).padStart(4, '0')}`;
      const pairOf = async () => {
        await save(`${id}a`, index);
        if (index % 2 === 0) await pause(1);
        await test.database.run('INSERT INTO note (id, pair) VALUES (?, ?)', [`${id}b`, index]);
      };
      const keep = (...kept: string[]) => expected.push(...kept);
      switch (index % 6) {
        case 0:
          await save(id, -1);
          keep(id);
          return;
        case 1:
          await test.database.transaction(pairOf);
          keep(`${id}a`, `${id}b`);
          return;
        case 2:
          await expect(
            test.database.transaction(async () => {
              await pairOf();
              throw new Error('rollback');
            }),
          ).rejects.toThrow('rollback');
          return;
        case 3:
          await test.database.grouped(pairOf);
          keep(`${id}a`, `${id}b`);
          return;
        case 4:
          await test.database.transaction(async () => {
            await pairOf();
            await test.database
              .transaction(async () => {
                await save(`${id}c`, index);
                throw new Error('inner');
              })
              .catch(() => undefined);
          });
          keep(`${id}a`, `${id}b`);
          return;
        default: {
          const rows = await test.database.all<{ n: number }>(
            'SELECT COUNT(*) AS n FROM note WHERE pair >= 0 GROUP BY pair HAVING COUNT(*) <> 2',
          );
          halfPairs += rows.length;
        }
      }
    };
    await Promise.all(Array.from({ length: 600 }, (_, index) => operation(index)));
    expect(halfPairs).toBe(0);
    expect(await ids()).toEqual(expected.sort());
  });
});
