/**
 * Where surveys are made: started from a template, a file, another survey or nothing, written as a draft, published,
 * retired. `Surveys` reads and freezes; this is for the people who write.
 */
import { Injectable } from '@nestjs/common';
import type { Locale, Tone } from '../../kernel';
import { Audit } from '../../platform/audit';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { errors } from '../../platform/errors';
import { DEFAULT_SURVEY_KEY } from '../default-survey';
import type { PublishedSurvey } from '../published-survey';
import type { SurveyDraft } from '../survey-shape';
import type { SurveyVersionState } from '../survey-version.entity';
import { surveyErrors } from '../surveys.errors';
import { Surveys } from '../surveys.service';
import { fromTemplate, type TemplateKey } from '../templates';
import { newQuestion } from './starters';
import { readSurveyFile } from './survey-files';

export interface NewSurvey {
  name: string;
  /** Null: one question and nothing else. */
  template: TemplateKey | null;
  tone: Tone;
  /** The author's first. */
  languages: readonly Locale[];
}

/** One version with what it asks. */
export interface VersionContent {
  surveyId: number;
  versionId: number;
  key: string;
  name: string;
  version: number;
  state: SurveyVersionState;
  edits: number;
  definition: SurveyDraft;
}

const VERSIONS = `SELECT s.id AS "surveyId", v.id AS "versionId", s.key AS "key", s.name AS "name",
    v.version AS "version", v.state AS "state", v.edits AS "edits", v.definition AS "definition"
  FROM survey s JOIN survey_version v ON v.survey_id = s.id WHERE s.id = ?`;

const LONGEST_KEY = 56;

@Injectable()
export class SurveyDesk {
  constructor(
    private readonly database: Database,
    private readonly surveys: Surveys,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @returns id of the new survey, with a draft of its first version */
  async create({ name, template, tone, languages }: NewSurvey, actor: string): Promise<number> {
    const definition: SurveyDraft = template
      ? fromTemplate(template, tone)
      : { questions: [{ ...newQuestion('csat', 'rating'), required: true }] };
    return this.start(name, { ...definition, languages: [...languages] }, actor, {
      template: template ?? 'none',
    });
  }

  /**
   * @returns id of the new survey
   * @throws DomainError `survey_file_unreadable`, `validation_failed` naming every fault in the file
   */
  async import(file: string, actor: string): Promise<number> {
    const { name, definition } = readSurveyFile(file);
    return this.start(name, definition, actor, { imported: true });
  }

  /** A new survey that asks what this one asks now, draft or not. @returns its id */
  async duplicate(surveyId: number, name: string, actor: string): Promise<number> {
    const [newest] = await this.versions(surveyId);
    if (!newest) throw errors.not_found();
    return this.start(name, newest.definition, actor, { copyOf: surveyId });
  }

  /** Every version of a survey, newest first; empty for an unknown id. */
  async versions(surveyId: number): Promise<VersionContent[]> {
    const rows = await this.database.all<Omit<VersionContent, 'definition'> & { definition: string }>(
      `${VERSIONS} ORDER BY v.version DESC`,
      [surveyId],
    );
    return rows.map((row) => ({ ...row, definition: JSON.parse(row.definition) as SurveyDraft }));
  }

  /** The draft being written, with the versions before it. @throws DomainError `not_found`, `survey_no_draft` */
  async draft(surveyId: number): Promise<{ draft: VersionContent; earlier: VersionContent[] }> {
    const versions = await this.versions(surveyId);
    if (versions.length === 0) throw errors.not_found();
    const draft = versions.find(({ state }) => state === 'draft');
    if (!draft) throw surveyErrors.survey_no_draft();
    return { draft, earlier: versions.filter(({ state }) => state !== 'draft') };
  }

  /** A draft of the next version, beginning as the newest one is; the one that is there already, if any. */
  async startDraft(surveyId: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.hold(surveyId);
      const versions = await this.versions(surveyId);
      const [newest] = versions;
      if (!newest) throw errors.not_found();
      if (versions.some(({ state }) => state === 'draft')) return;
      await this.surveys.draft({ key: newest.key, name: newest.name }, newest.definition);
      await this.record('survey.draft_started', surveyId, actor, { version: newest.version + 1 });
    });
  }

  /**
   * Keeps what the author wrote. Not audited: a draft asks nobody, and what is published is.
   * @param edits how often the draft had been saved when the author opened it
   * @returns how often it has been saved now
   * @throws DomainError `validation_failed`, `survey_edited_meanwhile`, `survey_version_frozen`
   */
  save(versionId: number, definition: SurveyDraft, edits: number): Promise<number> {
    return this.surveys.revise(versionId, definition, edits);
  }

  /** Another name for the people who work with it; its key stays. @throws DomainError `not_found` */
  async rename(surveyId: number, name: string, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      const { changes } = await this.database.run('UPDATE survey SET name = ? WHERE id = ?', [
        name,
        surveyId,
      ]);
      if (changes === 0) throw errors.not_found();
      await this.record('survey.renamed', surveyId, actor, {});
    });
  }

  /**
   * Throws a draft away; with it the survey, when nothing of it was ever published.
   * @returns whether the survey is still there
   */
  async discard(surveyId: number, actor: string): Promise<boolean> {
    return this.database.transaction(async () => {
      await this.hold(surveyId);
      const { draft, earlier } = await this.draft(surveyId);
      await this.database.run(`DELETE FROM survey_version WHERE id = ? AND state = 'draft'`, [
        draft.versionId,
      ]);
      if (earlier.length === 0) await this.database.run('DELETE FROM survey WHERE id = ?', [surveyId]);
      await this.record('survey.draft_discarded', surveyId, actor, { version: draft.version });
      return earlier.length > 0;
    });
  }

  /**
   * Publishes the draft as the author saw it.
   * @param edits how often it had been saved then
   * @throws DomainError `survey_edited_meanwhile`, `validation_failed` naming all that is missing, `survey_no_draft`
   */
  async publish(surveyId: number, edits: number, actor: string): Promise<PublishedSurvey> {
    return this.database.transaction(async () => {
      await this.hold(surveyId);
      const { draft } = await this.draft(surveyId);
      if (draft.edits !== edits) {
        throw surveyErrors.survey_edited_meanwhile({ survey: draft.name, version: draft.version });
      }
      return this.surveys.publish(draft.versionId, actor);
    });
  }

  /**
   * Asks the survey no more: touchpoints that use it fall back on the default survey. Answers stay.
   * @throws DomainError `survey_default_needed`, `not_found` when nothing is published
   */
  async retire(surveyId: number, actor: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.hold(surveyId);
      const published = (await this.versions(surveyId)).find(({ state }) => state === 'published');
      if (!published) throw errors.not_found();
      if (published.key === DEFAULT_SURVEY_KEY) throw surveyErrors.survey_default_needed();
      await this.database.run(
        `UPDATE survey_version SET state = 'retired', retired_at = ? WHERE id = ? AND state = 'published'`,
        [this.clock.now(), published.versionId],
      );
      await this.record('survey.retired', surveyId, actor, { version: published.version });
    });
  }

  private async start(
    name: string,
    definition: SurveyDraft,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<number> {
    return this.database.transaction(async () => {
      const key = await this.keyFor(name);
      await this.surveys.draft({ key, name }, definition);
      const row = await this.database.get<{ id: number }>('SELECT id AS "id" FROM survey WHERE key = ?', [
        key,
      ]);
      if (!row) throw new Error(`The survey ${key} was not written.`);
      await this.record('survey.created', row.id, actor, { key, ...details });
      return row.id;
    });
  }

  /** Made from the name: what touchpoints and programs call the survey. Taken at once, so that nobody else gets it. */
  private async keyFor(name: string): Promise<string> {
    const plain = name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, LONGEST_KEY)
      .replace(/^-|-$/g, '');
    const base = plain || 'survey';
    for (let number = 1; ; number += 1) {
      const key = number === 1 ? base : `${base}-${number}`;
      const { changes } = await this.database.run(
        'INSERT INTO survey (key, name, created_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
        [key, name, this.clock.now()],
      );
      if (changes > 0) return key;
    }
  }

  /** Others who change the same survey wait until this transaction ends. */
  private async hold(surveyId: number): Promise<void> {
    await this.database.run('UPDATE survey SET key = key WHERE id = ?', [surveyId]);
  }

  private async record(
    action: string,
    surveyId: number,
    actor: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record({ actor, action, subject: `survey:${surveyId}`, details });
  }
}
