/** The survey an empty installation asks: the template for after a contact, in the formal tone. */
import type { SurveyDefinition } from './survey-definition';
import { fromTemplate } from './templates';

export const DEFAULT_SURVEY_KEY = 'csat';
export const DEFAULT_SURVEY_NAME = 'Satisfacción después del contacto';
export const DEFAULT_SURVEY: SurveyDefinition = fromTemplate('post_contact', 'usted');
