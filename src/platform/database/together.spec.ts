import { together } from './together';

describe('works of one transaction', () => {
  test('give what each of them gave', async () => {
    expect(await together([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  });

  test('fail as the first of them, once none is at work any more', async () => {
    let finish!: () => void;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const events: string[] = [];
    const all = together([
      Promise.reject(new Error('no room')),
      slow.then(() => events.push('slow one done')),
    ]).catch((error: Error) => events.push(error.message));
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual([]);
    finish();
    await all;
    expect(events).toEqual(['slow one done', 'no room']);
  });
});
