/** The rows a response is made of, in the order of their columns; `ResponseStore` fills them in. */
import { insertInto } from '../platform/database';

export const ADD_RESPONSE = insertInto(
  'response',
  {
    id: 'varchar', invitation_id: 'varchar', interaction_id: 'varchar', survey_version_id: 'integer', source: 'varchar',
    locale: 'varchar', received_at: 'bigint', counting_day: 'varchar', collector_id: 'integer', entered_by: 'integer',
  }, // prettier-ignore
  'invitation_id',
);
export const ADD_REVISION = insertInto('response_revision', {
  response_id: 'varchar', revision: 'integer', received_at: 'bigint', state: 'varchar', step: 'varchar',
  may_contact: 'integer', contact_when: 'varchar', may_quote: 'integer', quote_name: 'varchar', evidence: 'text',
}); // prettier-ignore
export const ADD_ANSWER = insertInto('answer', {
  response_id: 'varchar', revision: 'integer', question_id: 'integer', about_employee_id: 'integer', rating: 'integer',
}); // prettier-ignore
export const ADD_TEXT = insertInto('answer_text', {
  response_id: 'varchar', revision: 'integer', question_id: 'integer', text: 'text',
}); // prettier-ignore
export const ADD_CHOICE = insertInto('answer_choice', {
  response_id: 'varchar', revision: 'integer', question_id: 'integer', choice: 'varchar',
}); // prettier-ignore
export const ADD_ATTRIBUTION = insertInto('attribution', {
  response_id: 'varchar', entry: 'integer', employee_id: 'integer', share_ppm: 'integer', reason: 'varchar',
  decided_by: 'varchar', decided_at: 'bigint', note: 'text', rating_seen: 'integer',
  counting_day: 'varchar',
}); // prettier-ignore
export const ADD_VERIFICATION = insertInto('verification', {
  id: 'varchar', response_id: 'varchar', status: 'varchar', evidence: 'text', decided_by: 'varchar', decided_at: 'bigint',
}); // prettier-ignore
export const ADD_CURRENT = insertInto('response_current', {
  response_id: 'varchar', revision: 'integer', attribution_entry: 'integer', verification: 'varchar', excluded: 'integer',
  counts: 'integer', complete: 'integer', updated_at: 'bigint',
}); // prettier-ignore
