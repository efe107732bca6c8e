/** Thanks that go to and fro between the same two: found, shown to reviewers, decided about; and nothing changes by it. */
import { Kudos, KudosQueries } from '../../src/recognition';
import { SettingsStore } from '../../src/platform/views';
import { kudosSetting } from '../../src/recognition/kudos/kudos-setting';
import { quarterPeriod } from '../../src/kernel';
import { describeOnBothDatabases } from '../support';
import { DAY, type SignalsWorld, signalsWorld } from './signals.fixture';

describeOnBothDatabases('thanks to and fro', (kind) => {
  let world: SignalsWorld;
  beforeEach(async () => {
    world = await signalsWorld(kind);
    await world.get(SettingsStore).set(kudosSetting, { monthlyAllowance: 100, digest: true });
  });
  afterEach(() => world.close());

  const person = (index: number) => world.ids[`E-${String(index).padStart(2, '0')}`] ?? 0;
  const thank = (from: number, to: number) =>
    world.get(Kudos).give(person(from), { to: person(to), text: 'Gracias' });
  /** Everybody of 3 … 10 thanks several others. */
  async function honest() {
    for (let from = 3; from <= 10; from += 1)
      for (const step of [1, 3]) await thank(from, 3 + ((from - 3 + step) % 8));
  }
  const reviewers = [{ role: 'reviewer', scope: 'all' }] as const;

  it('among colleagues who thank many, two who keep theirs to each other are found; the others are not', async () => {
    await honest();
    for (let index = 0; index < 8; index += 1) {
      await thank(1, 2);
      await thank(2, 1);
    }
    const before = await world.get(KudosQueries).counts(quarterPeriod('2026-Q4'));
    world.clock.advance(DAY);
    await world.look();
    expect(await world.found()).toEqual(['kudos_reciprocity E-01 open', 'kudos_reciprocity E-02 open']);
    const [signal] = await world.queries.list(world.viewer([...reviewers]), true, 10);
    expect(signal?.evidence).toContain('kudosId');
    expect(await world.get(KudosQueries).counts(quarterPeriod('2026-Q4'))).toEqual(before);
  });

  it('thanks that go round among many are held against nobody', async () => {
    await honest();
    world.clock.advance(DAY);
    await world.look();
    expect(await world.found()).toEqual([]);
  });

  it('neither of the two sees the signal about themselves, and a page says it in words', async () => {
    await honest();
    for (let index = 0; index < 8; index += 1) {
      await thank(1, 2);
      await thank(2, 1);
    }
    world.clock.advance(DAY);
    await world.look();
    const [signal] = await world.queries.list(world.viewer([...reviewers]), true, 10);
    const id = signal?.id ?? '';
    expect(
      await world.queries.one(world.viewer([...reviewers], signal?.employee.slice(-4)), id),
    ).toBeUndefined();
    const reviewer = await world.signIn([...reviewers]);
    const page = await reviewer.get(`/signals/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Gracias que van y vuelven entre los mismos');
  });
});
