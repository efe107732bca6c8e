/** One version of a survey: `draft`, then `published` and frozen, then `retired` when a newer one is published. */
import { Entity } from 'typeorm';
import { InstantColumn, IntColumn, JsonColumn, NameColumn, SerialId } from '../platform/database';
import type { SurveyDefinition } from './survey-definition';

export type SurveyVersionState = 'draft' | 'published' | 'retired';

@Entity('survey_version')
export class SurveyVersion {
  @SerialId() id!: number;
  @IntColumn() surveyId!: number;
  @IntColumn() version!: number;
  @NameColumn() state!: SurveyVersionState;
  @JsonColumn() definition!: SurveyDefinition;
  @InstantColumn({ nullable: true }) publishedAt!: number | null;
  /** How often the draft was saved: a second author saving over a newer state is told. */
  @IntColumn() edits!: number;
  @InstantColumn({ nullable: true }) createdAt!: number | null;
  @InstantColumn({ nullable: true }) retiredAt!: number | null;
}
