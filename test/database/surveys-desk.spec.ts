/** Making surveys on both databases: from templates and files, several authors at once, published, retired. */
import { Audit } from '../../src/platform/audit';
import { ManualClock } from '../../src/platform/clock';
import { DEFAULT_SURVEY, Surveys } from '../../src/surveys';
import { surveyFile } from '../../src/surveys/designer/survey-files';
import { SurveyDesk } from '../../src/surveys/designer/survey-desk.service';
import { describeOnBothDatabases, openTestDatabase, type TestDatabase } from '../support';

describeOnBothDatabases('the desk of the surveys', (kind) => {
  let test: TestDatabase;
  let surveys: Surveys;
  let desk: SurveyDesk;
  const clock = new ManualClock(Date.parse('2026-11-02T15:00:00Z'));
  const made = (name = 'Visita técnica') =>
    desk.create({ name, template: 'nps', tone: 'vos', languages: ['es', 'en'] }, 'user:1');

  beforeEach(async () => {
    test = await openTestDatabase(kind);
    const audit = new Audit(test.database, clock);
    surveys = new Surveys(test.database, audit, clock);
    desk = new SurveyDesk(test.database, surveys, audit, clock);
    await surveys.ensureDefault();
  });
  afterEach(() => test.close());

  const actions = async () =>
    (
      await test.database.all<{ action: string }>('SELECT action AS "action" FROM audit_entry ORDER BY seq')
    ).map(({ action }) => action);
  const states = async (id: number) =>
    (await desk.versions(id)).map(({ version, state }) => `${version} ${state}`);

  it('a survey gets a key from its name, and another one when that is taken', async () => {
    const ids = [await made(), await made('¡Visita  Técnica!'), await made('訪問')];
    const keys = await Promise.all(ids.map(async (id) => (await desk.draft(id)).draft.key));
    expect(keys).toEqual(['visita-tecnica', 'visita-tecnica-2', 'survey']);
    const { draft } = await desk.draft(ids[0]!);
    expect(draft.definition.languages).toEqual(['es', 'en']);
    expect(draft.definition.questions[0]?.texts.prompt.es).toContain('recomiendes');
  });

  it('an empty one asks a single question without words and cannot be published yet', async () => {
    const id = await desk.create(
      { name: 'Nueva', template: null, tone: 'usted', languages: ['es'] },
      'user:1',
    );
    await expect(desk.publish(id, 0, 'user:1')).rejects.toMatchObject({ code: 'validation_failed' });
    expect(await states(id)).toEqual(['1 draft']);
  });

  it('a new version begins as the newest one and there is only ever one draft, however many ask for it', async () => {
    const id = (await surveys.publishedFor('csat')).surveyId;
    await Promise.all([1, 2, 3].map(() => desk.startDraft(id, 'user:1')));
    expect(await states(id)).toEqual(['2 draft', '1 published']);
    expect((await desk.draft(id)).draft.definition).toEqual(DEFAULT_SURVEY);
    expect((await actions()).filter((action) => action === 'survey.draft_started')).toHaveLength(1);
  });

  it('of two authors the second is told, and nobody publishes what they have not seen', async () => {
    const id = await made();
    const { versionId, definition } = (await desk.draft(id)).draft;
    expect(await desk.save(versionId, { ...definition, languages: ['es'] }, 0)).toBe(1);
    await expect(desk.save(versionId, definition, 0)).rejects.toMatchObject({
      code: 'survey_edited_meanwhile',
    });
    await expect(desk.publish(id, 0, 'user:1')).rejects.toMatchObject({ code: 'survey_edited_meanwhile' });
    expect((await desk.publish(id, 1, 'user:1')).languages).toEqual(['es']);
    await expect(desk.publish(id, 1, 'user:1')).rejects.toMatchObject({ code: 'survey_no_draft' });
  });

  it('a discarded draft leaves the published version; one that was never published takes the survey along', async () => {
    const csat = (await surveys.publishedFor('csat')).surveyId;
    await desk.startDraft(csat, 'user:1');
    expect(await desk.discard(csat, 'user:1')).toBe(true);
    expect(await states(csat)).toEqual(['1 published']);
    const id = await made();
    expect(await desk.discard(id, 'user:1')).toBe(false);
    await expect(desk.draft(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('a retired survey gives way to the default one, which itself stays', async () => {
    const id = await made();
    await desk.publish(id, 0, 'user:1');
    expect((await surveys.publishedFor('visita-tecnica')).surveyId).toBe(id);
    await desk.retire(id, 'user:1');
    expect((await surveys.publishedFor('visita-tecnica')).key).toBe('csat');
    await expect(desk.retire(id, 'user:1')).rejects.toMatchObject({ code: 'not_found' });
    const csat = (await surveys.publishedFor('csat')).surveyId;
    await expect(desk.retire(csat, 'user:1')).rejects.toMatchObject({ code: 'survey_default_needed' });
    expect(await actions()).toEqual([
      'survey.published',
      'survey.created',
      'survey.published',
      'survey.retired',
    ]);
  });

  it('a copy and a file come back as the survey they were taken from', async () => {
    const csat = await surveys.publishedFor('csat');
    const copy = await desk.duplicate(csat.surveyId, 'Copia', 'user:1');
    const { draft } = await desk.draft(copy);
    expect(draft).toMatchObject({ key: 'copia', version: 1, definition: DEFAULT_SURVEY });
    const again = await desk.import(surveyFile(draft), 'user:1');
    expect((await desk.draft(again)).draft).toMatchObject({ key: 'copia-2', definition: DEFAULT_SURVEY });
    await desk.rename(again, 'Importada', 'user:1');
    expect((await desk.draft(again)).draft).toMatchObject({ key: 'copia-2', name: 'Importada' });
  });

  it('a file that is no survey is refused with every fault, and nothing is left behind', async () => {
    const faulty = {
      ...DEFAULT_SURVEY,
      questions: [...DEFAULT_SURVEY.questions, DEFAULT_SURVEY.questions[0]!],
    };
    const refused = async (text: string) =>
      desk.import(text, 'user:1').then(
        () => [],
        (error: { code: string; errors?: { pointer: string; code: string }[] }) =>
          error.errors?.map(({ pointer, code }) => `${pointer} ${code}`) ?? [error.code],
      );
    expect(await refused('not json')).toEqual(['survey_file_unreadable']);
    expect(
      await refused('{"format":"other","formatVersion":2,"name":"","definition":{"questions":[]},"x":1}'),
    ).toEqual(
      expect.arrayContaining([
        '/format field_choice',
        '/formatVersion field_choice',
        '/name field_required',
        '/definition/questions field_too_few',
        '/x unknown_field',
      ]),
    );
    expect(await refused(surveyFile({ name: 'Doble', definition: faulty }))).toEqual([
      '/definition/questions/3/key survey_question_twice',
    ]);
    expect(
      await test.database.get<{ n: number }>('SELECT CAST(COUNT(*) AS integer) AS "n" FROM survey'),
    ).toEqual({ n: 1 });
  });
});
