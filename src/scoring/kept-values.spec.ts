/** What was worked out from many answers is kept for a while; what few answers gave is worked out anew. */
import { ManualClock } from '../platform/clock';
import { KeptValues } from './kept-values';

const NOW = Date.UTC(2026, 10, 3, 18);

function counting(answers: number) {
  const clock = new ManualClock(NOW);
  const kept = new KeptValues<{ answers: number; round: number }>(clock, (value) => value.answers, 3);
  let round = 0;
  const read = async (key = 'quarter', atLeastMs = 0) =>
    (
      await kept.get(
        key,
        async () => {
          round += 1;
          return { answers, round };
        },
        atLeastMs,
      )
    ).round;
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { clock, kept, read, settled };
}

describe('kept values', () => {
  it('few answers are read again each time, unless the reader asks for a while', async () => {
    const { clock, read } = counting(19_999);
    expect([await read(), await read()]).toEqual([1, 2]);
    expect([await read('year', 1000), await read('year', 1000)]).toEqual([3, 3]);
    clock.advance(1000);
    expect(await read('year', 1000)).toBe(4);
  });

  it('a hundred thousand answers are kept four seconds, then shown once more while they are read anew', async () => {
    const { clock, read, settled } = counting(100_000);
    expect(await read()).toBe(1);
    clock.advance(3999);
    expect(await read()).toBe(1);
    clock.advance(1);
    expect(await read()).toBe(1);
    await settled();
    await settled();
    expect(await read()).toBe(2);
  });

  it('what nobody asked for in a long time is not shown again', async () => {
    const { clock, read } = counting(100_000);
    await read();
    clock.advance(8000);
    expect(await read()).toBe(2);
  });

  it('however many answers, after ten minutes nothing old is shown', async () => {
    const { clock, read } = counting(1_000_000_000);
    await read();
    clock.advance(600_000);
    expect(await read()).toBe(2);
  });

  it('those who ask at once share one reading', async () => {
    const { read } = counting(5);
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 1, 1]);
  });

  it('what was forgotten while it was read is not kept', async () => {
    const { kept, read } = counting(100_000);
    const reading = read();
    kept.forget();
    expect(await reading).toBe(1);
    expect(await read()).toBe(2);
  });

  it('a reading that fails is told and not kept', async () => {
    const { kept, read } = counting(100_000);
    await expect(kept.get('quarter', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await read()).toBe(1);
  });

  it('keeps a few and then begins anew', async () => {
    const { read } = counting(100_000);
    for (const key of ['a', 'b', 'c']) await read(key);
    expect(await read('a')).toBe(1);
    expect(await read('d')).toBe(4);
    expect(await read('a')).toBe(5);
  });
});
