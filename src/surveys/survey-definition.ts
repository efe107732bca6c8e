/** What a survey asks, as it is written by its author and frozen when a version is published. */
import type { z } from 'zod';
import { parseInput } from '../platform/errors';
import { SurveyDraft, SurveyShape } from './survey-shape';
import { checkStructure } from './survey-structure';

/** A survey that can be asked. Strict: an unknown key is refused by name. */
export const SurveyDefinition = SurveyShape.superRefine((definition, context) => {
  checkStructure(definition, (code, path, params) =>
    context.addIssue({ code: 'custom', path: [...path], params: { code, ...params } }),
  );
});
export type SurveyDefinition = z.output<typeof SurveyDefinition>;

/**
 * Reads a finished definition that comes from outside.
 * @throws DomainError `validation_failed` with one entry per fault
 */
export function parseSurveyDefinition(input: unknown): SurveyDefinition {
  return parseInput(SurveyDefinition, input);
}

/**
 * Reads a draft, finished or not.
 * @throws DomainError `validation_failed` with one entry per fault in its shape
 */
export function parseSurveyDraft(input: unknown): SurveyDraft {
  return parseInput(SurveyDraft, input);
}
