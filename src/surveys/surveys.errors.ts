/** The refusals of the surveys. */
import { defineErrors } from '../platform/errors';

export const surveyErrors = defineErrors({
  /** The definition has questions that cannot be asked yet, or starts with one that is not rated. */
  survey_not_publishable: 422,
  /** A published or retired version was to be changed: a change is a new version. */
  survey_version_frozen: 409,
  /** Texts of entries of `validation_failed`. */
  survey_text_placeholder: 400,
  survey_question_key: 400,
  survey_question_twice: 400,
  survey_scale_missing: 400,
  survey_scale_unexpected: 400,
  survey_scale_wrong: 400,
  survey_label_missing: 400,
  survey_label_unknown: 400,
});
