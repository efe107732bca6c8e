/** The refusals of the surveys. */
import { defineErrors } from '../platform/errors';

export const surveyErrors = defineErrors({
  /** A published or retired version was to be changed: a change is a new version. */
  survey_version_frozen: 409,
  /** Somebody else saved the draft since it was opened. */
  survey_edited_meanwhile: 409,
  /** A survey asks something. */
  survey_question_last: 409,
  /** What was to be changed was removed meanwhile. */
  survey_question_gone: 404,
  /** The survey that every touchpoint falls back on stays. */
  survey_default_needed: 409,
  /** There is no draft to edit. */
  survey_no_draft: 404,
  /** What was to be imported is not a survey file. */
  survey_file_unreadable: 400,
  /** Texts of entries of `validation_failed`. */
  survey_text_placeholder: 400,
  survey_question_key: 400,
  survey_question_twice: 400,
  survey_scale_missing: 400,
  survey_scale_unexpected: 400,
  survey_scale_wrong: 400,
  survey_label_missing: 400,
  survey_label_ends: 400,
  survey_label_unknown: 400,
  survey_options_few: 400,
  survey_options_unexpected: 400,
  survey_option_twice: 400,
  survey_option_others: 400,
  survey_about_nobody: 400,
  survey_about_first: 400,
  survey_first_conditional: 400,
  survey_section_unknown: 400,
  survey_section_twice: 400,
  survey_section_order: 400,
  survey_section_empty: 400,
  survey_section_end: 400,
  survey_jump_backwards: 400,
  survey_logic_not_earlier: 400,
  survey_logic_each: 400,
  survey_logic_unfit: 400,
});
