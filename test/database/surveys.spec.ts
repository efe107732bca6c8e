/** Surveys on both databases: published once, frozen, retired by the next version. */
import { Audit } from '../../src/platform/audit';
import { ManualClock } from '../../src/platform/clock';
import { DomainError } from '../../src/platform/errors';
import { DEFAULT_SURVEY, Surveys } from '../../src/surveys';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

describeOnBothDatabases('surveys', (kind) => {
  let test: TestDatabase;
  let surveys: Surveys;
  const clock = new ManualClock(Date.parse('2026-11-02T15:00:00Z'));
  const anotherNode = () => new Surveys(test.database, new Audit(test.database, clock), clock);

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    surveys = anotherNode();
  });
  afterEach(() => test.close());

  const count = async (table: 'survey' | 'survey_version' | 'question' | 'audit_entry') =>
    (await test.database.get<{ n: number }>(`SELECT COUNT(*) AS "n" FROM ${table}`))?.n;
  const states = async () =>
    (
      await test.database.all<{ state: string }>(
        `SELECT state AS "state" FROM survey_version ORDER BY version`,
      )
    ).map((row) => row.state);

  it('an empty database gets the CSAT survey once, however many nodes start at the same time', async () => {
    await Promise.all([surveys, anotherNode(), anotherNode()].map((node) => node.ensureDefault()));
    await surveys.ensureDefault();
    expect([await count('survey'), await count('survey_version'), await count('question')]).toEqual([
      1, 1, 3,
    ]);
    const survey = await surveys.publishedFor(null);
    expect(survey).toMatchObject({ key: 'csat', version: 1 });
    expect(
      survey.questions.map(({ key, kind, subject, required }) => [key, kind, subject, required]),
    ).toEqual([
      ['rating', 'csat', 'employee', true],
      ['process', 'csat', 'process', false],
      ['comment', 'text', 'company', false],
    ]);
    expect(survey.questions.every((question) => Number.isInteger(question.id))).toBe(true);
    expect(await count('audit_entry')).toBe(1);
  });

  it('without a published survey nobody can be asked, and the reason is said', async () => {
    await expect(surveys.publishedFor(null)).rejects.toThrow('No survey is published');
  });

  it('a touchpoint that names an unknown survey or a mere draft gets the default one', async () => {
    await surveys.ensureDefault();
    await surveys.draft({ key: 'visits', name: 'Visitas' }, DEFAULT_SURVEY);
    expect((await surveys.publishedFor('nowhere')).key).toBe('csat');
    expect((await surveys.publishedFor('visits')).key).toBe('csat');
  });

  it('a published version is frozen; the next one retires it and both stay readable', async () => {
    await surveys.ensureDefault();
    const first = await surveys.publishedFor(null);
    await expect(surveys.revise(first.versionId, DEFAULT_SURVEY)).rejects.toMatchObject({
      code: 'survey_version_frozen',
    });
    await expect(surveys.publish(first.versionId, 'user:1')).rejects.toMatchObject({
      code: 'survey_version_frozen',
    });

    const draft = await surveys.draft(
      { key: 'csat', name: 'CSAT' },
      { questions: DEFAULT_SURVEY.questions.slice(0, 1) },
    );
    await expect(surveys.version(draft)).rejects.toMatchObject({ code: 'not_found' });
    await surveys.revise(draft, { questions: DEFAULT_SURVEY.questions.slice(0, 2) });
    await surveys.publish(draft, 'user:1');
    expect(await states()).toEqual(['retired', 'published']);
    expect((await anotherNode().publishedFor('csat')).questions).toHaveLength(2);
    expect((await surveys.publishedFor('csat')).versionId).toBe(draft);
    expect((await surveys.version(first.versionId)).questions).toHaveLength(3);
  });

  it('a version that is undone after being published was never published', async () => {
    await surveys.ensureDefault();
    const before = await surveys.publishedFor('csat');
    const draft = await surveys.draft({ key: 'csat', name: 'CSAT' }, DEFAULT_SURVEY);
    const undone = test.database.transaction(async () => {
      await surveys.publish(draft, 'user:1');
      await surveys.publishedFor('csat');
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect((await surveys.publishedFor('csat')).versionId).toBe(before.versionId);
    await expect(surveys.version(draft)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a draft that lacks something stays a draft, and what it lacks is named', async () => {
    await surveys.ensureDefault();
    const rating = DEFAULT_SURVEY.questions[0];
    const texts = { prompt: { es: '¿Nos recomendaría?' } };
    const draft = await surveys.draft(
      { key: 'nps', name: 'NPS' },
      { questions: [{ ...rating, key: 'recommend', kind: 'nps', scale: { min: 0, max: 10 }, texts }] },
    );
    const refusal: unknown = await surveys.publish(draft, 'user:1').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'validation_failed' });
    expect((refusal as DomainError).errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/questions/0/texts/prompt/en field_required',
      '/questions/0/texts/prompt/pt-BR field_required',
      '/questions/0/texts/labels survey_label_ends',
    ]);
    await expect(surveys.version(draft)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a pair of expected and perceived is published with a row for each half', async () => {
    const words = (es: string) => ({ es, en: es, 'pt-BR': es });
    const labels = { '1': words('Nada'), '7': words('Del todo') };
    const pair = {
      key: 'promptness', kind: 'expectation', subject: 'company', required: true, dimension: 'responsiveness',
      scale: { min: 1, max: 7 }, texts: { prompt: words('Atienden con prontitud'), labels },
    }; // prettier-ignore
    const draft = await surveys.draft({ key: 'servqual', name: 'SERVQUAL' }, { questions: [pair] });
    const survey = await surveys.publish(draft, 'user:1');
    const [question] = survey.questions;
    const rows = await test.database.all<{ id: number; key: string; part: string }>(
      `SELECT id AS "id", key AS "key", part AS "part" FROM question WHERE survey_version_id = ? ORDER BY position`,
      [draft],
    );
    expect(rows).toEqual([
      { id: question!.expectedId, key: 'promptness.expected', part: 'expected' },
      { id: question!.id, key: 'promptness.perceived', part: 'perceived' },
    ]);
    expect(survey.sections).toEqual([{ key: '', then: [], shuffle: false, questions: survey.questions }]);
  });

  it('a draft saved by somebody else meanwhile is not written over', async () => {
    const draft = await surveys.draft({ key: 'csat-2', name: 'CSAT' }, DEFAULT_SURVEY);
    expect(await surveys.revise(draft, DEFAULT_SURVEY, 0)).toBe(1);
    await expect(surveys.revise(draft, DEFAULT_SURVEY, 0)).rejects.toMatchObject({
      code: 'survey_edited_meanwhile',
    });
    expect(await surveys.revise(draft, DEFAULT_SURVEY, 1)).toBe(2);
  });
});
