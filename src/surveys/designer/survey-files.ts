/** A survey as a file: taken along to another installation, kept beside a report, or sent to a colleague. */
import { z } from 'zod';
import { structuralFaults } from '../completing';
import { DomainError, parseInput, zText } from '../../platform/errors';
import { SurveyDraft } from '../survey-shape';
import { surveyErrors } from '../surveys.errors';

const FORMAT = 'aplauso.survey';
/** Characters of a file; the largest survey in three languages has fewer. */
const LONGEST_FILE = 300_000;

const zFile = z.strictObject({
  format: z.literal(FORMAT),
  formatVersion: z.literal(1),
  name: zText(120),
  definition: SurveyDraft,
});

/** Faults that would leave the designer unable to tell two things apart; others can be put right there. */
const UNUSABLE = /^survey_(question_twice|section_(unknown|twice|order|end))$/;

export interface SurveyFile {
  name: string;
  definition: SurveyDraft;
}

/** The text of the file, to be read by people too. */
export function surveyFile({ name, definition }: SurveyFile): string {
  return `${JSON.stringify({ format: FORMAT, formatVersion: 1, name, definition }, null, 2)}\n`;
}

/**
 * @throws DomainError `survey_file_unreadable`, or `validation_failed` naming everything that is wrong in it
 */
export function readSurveyFile(text: string): SurveyFile {
  if (text.length > LONGEST_FILE) throw surveyErrors.survey_file_unreadable({}, '/file');
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw surveyErrors.survey_file_unreadable({}, '/file');
  }
  const { name, definition } = parseInput(zFile, content);
  const faults = structuralFaults(definition)
    .filter(({ code }) => UNUSABLE.test(code))
    .map((fault) => ({ ...fault, pointer: `/definition${fault.pointer}` }));
  if (faults.length > 0) {
    throw new DomainError('validation_failed', 400, { count: faults.length }, undefined, faults);
  }
  return { name, definition };
}
