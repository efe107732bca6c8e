/**
 * Whatever day the demo company is started, the pages that open tell its four stories: the team with the hard contacts, the
 * slow decline, the week without water, and the newcomer with four answers.
 */
import { DateTime } from 'luxon';
import { COMPANY, NEWCOMER } from '../../seeds/demo/cast';
import { chaptersAt } from '../../seeds/demo/chapters';
import { seedOrganization, seedSettings } from '../../seeds/demo/organization';
import { HARD_MIX_TEAM } from '../../seeds/demo/touchpoints';
import { type DemoInteraction, generateYear } from '../../seeds/demo/year';
import { addDays } from '../../src/kernel';
import { Interactions, interactionInput } from '../../src/interactions';
import { Employees } from '../../src/organization';
import { SettingsStore } from '../../src/platform/views';
import { Responses } from '../../src/responses';
import { Surveys } from '../../src/surveys';
import { bootApp, type SignedIn, type TestApp } from '../support';

const DECLINING = 'E-02';
const MINUTE = 60_000;

/**
 * Of the demo year the answers that the stories are told from: those of the quarter pages open at, with some weeks before the one
 * without water, and those about the one who declines; the earlier ones under a reason of their own, or they alone would be
 * what is usual.
 */
function told(today: string): DemoInteraction[] {
  const { opened, outage } = chaptersAt(today);
  const weeksBefore = addDays(outage.from, -42);
  const from = weeksBefore < opened.from ? weeksBefore : opened.from;
  return generateYear({ seed: 'agua-clara', until: today }).flatMap((contact) => {
    const { answered, occurredAt, participants } = contact;
    if (!answered || occurredAt >= opened.to) return [];
    if (from <= occurredAt) return [contact];
    return participants.some(({ employee }) => employee === DECLINING)
      ? [{ ...contact, reason: 'information' as const, touchpoint: 'web-office', channel: 'web' as const }]
      : [];
  });
}

async function tell(test: TestApp, contacts: readonly DemoInteraction[]): Promise<void> {
  const { versionId } = await test.get(Surveys).publishedFor(null);
  const [intake, responses] = [test.get(Interactions), test.get(Responses)];
  await test.get(SettingsStore).get('organization');
  await test.database.transaction(async () => {
    for (const { answered, externalId, touchpoint, channel, reason, occurredAt, participants } of contacts) {
      if (!answered) continue;
      test.clock.set(Date.parse(occurredAt) + MINUTE);
      const { id } = await intake.intake(
        interactionInput.parse({
          source: 'demo',
          externalId,
          touchpoint,
          channel,
          reason,
          occurredAt,
          participants,
        }),
      );
      const answeredAt = Date.parse(answered.answeredAt);
      test.clock.set(answeredAt);
      await responses.record({
        interactionId: id,
        surveyVersionId: versionId,
        source: 'operator',
        locale: answered.locale,
        answeredAt,
        answers: {
          rating: answered.ratings.employee,
          ...(answered.comment !== null && { comment: answered.comment }),
        },
      });
    }
  });
}

/** The first and the last day of a quarter, the first day pages open at it, and one in the middle. */
describe.each(['2026-10-01', '2026-10-29', '2026-12-31', '2027-02-10'])(
  'the demo company started on %s',
  (today) => {
    let test: TestApp;
    let hr: SignedIn;
    const ids: Record<string, number> = {};

    beforeAll(async () => {
      const now = DateTime.fromISO(today, { zone: COMPANY.zone }).set({ hour: 9 }).toMillis();
      test = await bootApp('sqlite', { now });
      test.clock.set(DateTime.fromMillis(now).minus({ months: 13 }).toMillis());
      await seedSettings(test.get);
      await seedOrganization(test.get, today);
      await tell(test, told(today));
      test.clock.set(now);
      await test.work();
      for (const [externalId, { id }] of await test.get(Employees).byExternalIds([DECLINING, NEWCOMER]))
        ids[externalId] = id;
      hr = await test.signIn([{ role: 'hr', scope: 'all' }]);
    });
    afterAll(() => test.close());

    const page = async (path: string) => words((await hr.get(path).expect(200)).text);

    it('shows on the dashboard that raw numbers slander the team with the hard contacts', async () => {
      const text = await page('/dashboard');
      const [, share, expected] =
        /Chat noche parece ir mal \((\d+) % satisfechos\), pero le tocan los contactos difíciles: con los mismos, los demás equipos lograrían (\d+) %/.exec(
          text,
        ) ?? [];
      expect(Number(share)).toBeLessThan(72);
      expect(Number(expected)).toBeLessThan(Number(share) + 15);
    });

    it('shows the slow decline with how rarely chance would do it, on the dashboard and on the page of the one', async () => {
      const decline = /de (\d+) a (\d+) puntos en doce meses\. Por azar pasaría menos de una vez en ([\d,]+)/;
      const [sentence, from, to] =
        new RegExp(`Raúl Ibarra baja poco a poco: ${decline.source}`).exec(await page('/dashboard')) ?? [];
      expect(sentence).toBeDefined();
      expect(Number(from)).toBeGreaterThan(Number(to) + 20);
      expect(await page(`/employees/${ids[DECLINING]}`)).toMatch(decline);
    });

    it('shows the week without water: more contacts, fewer satisfied, and what customers wrote about', async () => {
      const text = await page('/dashboard');
      const [, answers, usual] = /hubo (\d+) respuestas por corte; lo normal son (\d+)/.exec(text) ?? [];
      expect(Number(answers)).toBeGreaterThan(2 * Number(usual));
      const [, then, others] = /Quedaron satisfechos (\d+) %; en las demás semanas, (\d+) %/.exec(text) ?? [];
      expect(Number(then)).toBeLessThan(Number(others) - 8);
      expect(text).toMatch(/Los comentarios hablaron más de «/);
    });

    it('shows the newcomer with four of the five answers a result needs, and no result', async () => {
      expect(await page('/dashboard')).toContain(
        'Elsa Vega acaba de llegar: lleva 4 de las 5 respuestas que hacen falta para mostrar un resultado.',
      );
      expect(await page(`/employees/${ids[NEWCOMER]}`)).toContain(
        'Hay 4 respuestas de las 5 que hacen falta para mostrar un resultado.',
      );
    });

    it('tells on the page of the team what its score would be unadjusted', async () => {
      const [team] = await test.database.all<{ id: number }>(
        'SELECT id AS "id" FROM team WHERE external_id = ?',
        [HARD_MIX_TEAM],
      );
      const [, raw, fair] =
        /Le tocan contactos más difíciles que a los demás: sin ajustar, (\d+) % satisfechos; comparable, (\d+) %/.exec(
          await page(`/teams/${team?.id}`),
        ) ?? [];
      expect(Number(fair)).toBeGreaterThan(Number(raw) + 8);
    });
  },
);

/** The page as somebody reads it: no tags, one space between words. */
function words(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#?\w+;/g, ' ')
    .replace(/\s+/g, ' ');
}
