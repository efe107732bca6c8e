/** First schema, part two: customers, interactions, surveys, invitations, responses, rollups, recovery, recognition. */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE customer (
     id {uuid} PRIMARY KEY NOT NULL, external_id {name} UNIQUE, name {name}, email {name}, phone {name}, locale {name},
     timezone {name}, segment {name} NOT NULL, created_at {big} NOT NULL, updated_at {big} NOT NULL, erased_at {big})`,
  `CREATE INDEX customer_email ON customer (email)`,
  `CREATE TABLE suppression (
     address_hash {name} PRIMARY KEY NOT NULL, reason {name} NOT NULL, source {name} NOT NULL, suppressed_at {big} NOT NULL)`,

  `CREATE TABLE touchpoint (
     id {serial}, code {name} NOT NULL UNIQUE, names {text} NOT NULL, channel {name} NOT NULL, presence {name} NOT NULL,
     survey_key {name}, phone {name}, hours {text}, created_at {big} NOT NULL, retired_at {big})`,
  `CREATE TABLE cell (
     id {serial}, channel {name} NOT NULL, reason {name} NOT NULL, segment {name} NOT NULL,
     UNIQUE (channel, reason, segment))`,
  `CREATE TABLE interaction (
     id {uuid} PRIMARY KEY NOT NULL, source {name} NOT NULL, external_id {name} NOT NULL,
     touchpoint_id {int} NOT NULL REFERENCES touchpoint (id), cell_id {int} NOT NULL REFERENCES cell (id),
     occurred_at {big} NOT NULL, occurred_day {day} NOT NULL, customer_id {uuid} REFERENCES customer (id),
     data {text}, created_at {big} NOT NULL, UNIQUE (source, external_id))`,
  `CREATE INDEX interaction_occurred ON interaction (occurred_at, id)`,
  `CREATE INDEX interaction_customer ON interaction (customer_id, occurred_at)`,
  `CREATE TABLE participation (
     interaction_id {uuid} NOT NULL REFERENCES interaction (id), employee_id {int} NOT NULL REFERENCES employee (id),
     role {name} NOT NULL, share_ppm {int} NOT NULL CHECK (share_ppm > 0 AND share_ppm <= 1000000),
     occurred_day {day} NOT NULL, PRIMARY KEY (interaction_id, employee_id)) {clustered}`,
  `CREATE INDEX participation_employee ON participation (employee_id, occurred_day)`,

  `CREATE TABLE survey (id {serial}, key {name} NOT NULL UNIQUE, name {name} NOT NULL, created_at {big} NOT NULL)`,
  `CREATE TABLE survey_version (
     id {serial}, survey_id {int} NOT NULL REFERENCES survey (id), version {int} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('draft','published','retired')), definition {text} NOT NULL,
     published_at {big}, UNIQUE (survey_id, version))`,
  `CREATE TABLE question (
     id {serial}, survey_version_id {int} NOT NULL REFERENCES survey_version (id), key {name} NOT NULL,
     kind {name} NOT NULL, subject {name} NOT NULL, position {int} NOT NULL, scale_min {int}, scale_max {int},
     UNIQUE (survey_version_id, key))`,

  `CREATE TABLE invitation (
     id {uuid} PRIMARY KEY NOT NULL, interaction_id {uuid} NOT NULL REFERENCES interaction (id),
     survey_id {int} NOT NULL REFERENCES survey (id), survey_version_id {int} NOT NULL REFERENCES survey_version (id),
     step {int} NOT NULL, channel {name} NOT NULL, customer_id {uuid} REFERENCES customer (id), locale {name} NOT NULL,
     state {name} NOT NULL CHECK (state IN
       ('planned','queued','sending','sent','delivered','bounced','answered','expired','suppressed','cancelled','unknown')),
     reason {name}, send_at {big}, expires_at {big}, sent_at {big}, answered_at {big}, attempts {int} NOT NULL,
     lease_until {big}, message_id {name}, last_error {text}, created_at {big} NOT NULL, updated_at {big} NOT NULL,
     UNIQUE (interaction_id, survey_id, step))`,
  `CREATE INDEX invitation_due ON invitation (send_at, id) WHERE state = 'planned'`,
  `CREATE INDEX invitation_leased ON invitation (lease_until) WHERE state = 'sending'`,
  `CREATE INDEX invitation_open ON invitation (expires_at) WHERE state IN ('sent','delivered','unknown')`,
  `CREATE INDEX invitation_customer ON invitation (customer_id, created_at)`,
  `CREATE TABLE invitation_token (
     token_hash {name} PRIMARY KEY NOT NULL, invitation_id {uuid} NOT NULL REFERENCES invitation (id),
     purpose {name} NOT NULL CHECK (purpose IN ('answer','unsubscribe')), created_at {big} NOT NULL,
     expires_at {big} NOT NULL, revoked_at {big})`,
  `CREATE INDEX invitation_token_invitation ON invitation_token (invitation_id)`,
  `CREATE TABLE invitation_event (
     id {uuid} PRIMARY KEY NOT NULL, invitation_id {uuid} NOT NULL REFERENCES invitation (id), at {big} NOT NULL,
     state {name} NOT NULL, detail {text})`,
  `CREATE INDEX invitation_event_invitation ON invitation_event (invitation_id, at)`,

  `CREATE TABLE response (
     id {uuid} PRIMARY KEY NOT NULL, invitation_id {uuid} UNIQUE REFERENCES invitation (id),
     interaction_id {uuid} NOT NULL REFERENCES interaction (id),
     survey_version_id {int} NOT NULL REFERENCES survey_version (id), source {name} NOT NULL, locale {name} NOT NULL,
     received_at {big} NOT NULL, counting_day {day} NOT NULL)`,
  `CREATE INDEX response_received ON response (received_at, id)`,
  `CREATE INDEX response_interaction ON response (interaction_id)`,
  `CREATE TABLE response_revision (
     response_id {uuid} NOT NULL REFERENCES response (id), revision {int} NOT NULL, received_at {big} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('partial','complete')), may_contact {int} NOT NULL, may_quote {int} NOT NULL,
     quote_name {name} NOT NULL, evidence {text} NOT NULL, PRIMARY KEY (response_id, revision)) {clustered}`,
  `CREATE TABLE answer (
     response_id {uuid} NOT NULL REFERENCES response (id), revision {int} NOT NULL,
     question_id {int} NOT NULL REFERENCES question (id), rating {int}, PRIMARY KEY (response_id, revision, question_id)) {clustered}`,
  `CREATE TABLE answer_text (
     response_id {uuid} NOT NULL REFERENCES response (id), revision {int} NOT NULL,
     question_id {int} NOT NULL REFERENCES question (id), text {text}, PRIMARY KEY (response_id, revision, question_id)) {clustered}`,
  `CREATE TABLE verification (
     id {uuid} PRIMARY KEY NOT NULL, response_id {uuid} NOT NULL REFERENCES response (id),
     status {name} NOT NULL CHECK (status IN ('confirmed','provisional','rejected')), evidence {text} NOT NULL,
     decided_by {name} NOT NULL, decided_at {big} NOT NULL)`,
  `CREATE INDEX verification_response ON verification (response_id, decided_at)`,
  `CREATE TABLE attribution (
     response_id {uuid} NOT NULL REFERENCES response (id), entry {int} NOT NULL, employee_id {int} NOT NULL REFERENCES employee (id),
     share_ppm {int} NOT NULL, reason {name} NOT NULL, decided_by {name} NOT NULL, decided_at {big} NOT NULL,
     PRIMARY KEY (response_id, entry, employee_id)) {clustered}`,
  `CREATE TABLE exclusion (
     id {uuid} PRIMARY KEY NOT NULL, response_id {uuid} NOT NULL REFERENCES response (id), reason {name} NOT NULL,
     note {text}, lifts_id {uuid} UNIQUE REFERENCES exclusion (id), decided_by {name} NOT NULL, decided_at {big} NOT NULL)`,
  `CREATE INDEX exclusion_response ON exclusion (response_id)`,
  `CREATE TABLE response_current (
     response_id {uuid} PRIMARY KEY NOT NULL REFERENCES response (id), revision {int} NOT NULL, attribution_entry {int} NOT NULL,
     verification {name} NOT NULL, excluded {int} NOT NULL, counts {int} NOT NULL, updated_at {big} NOT NULL)`,

  `CREATE TABLE rollup (
     employee_id {int} NOT NULL REFERENCES employee (id), day {day} NOT NULL,
     touchpoint_id {int} NOT NULL REFERENCES touchpoint (id), cell_id {int} NOT NULL REFERENCES cell (id),
     question_id {int} NOT NULL REFERENCES question (id), rating {int} NOT NULL, responses {int} NOT NULL,
     weight_ppm {big} NOT NULL, PRIMARY KEY (employee_id, day, touchpoint_id, cell_id, question_id, rating)) {clustered}`,

  `CREATE TABLE recovery_case (
     id {uuid} PRIMARY KEY NOT NULL, response_id {uuid} NOT NULL UNIQUE REFERENCES response (id),
     customer_id {uuid} REFERENCES customer (id), state {name} NOT NULL CHECK (state IN
       ('open','acknowledged','promised','resolved','verified','closed','reopened')),
     owner_user_id {int} REFERENCES user_account (id), opened_at {big} NOT NULL, due_at {big} NOT NULL,
     acknowledged_at {big}, resolved_at {big}, updated_at {big} NOT NULL)`,
  `CREATE INDEX recovery_case_state ON recovery_case (state, due_at)`,
  `CREATE TABLE recovery_note (
     id {uuid} PRIMARY KEY NOT NULL, case_id {uuid} NOT NULL REFERENCES recovery_case (id), at {big} NOT NULL,
     author {name} NOT NULL, kind {name} NOT NULL, text {text} NOT NULL)`,
  `CREATE INDEX recovery_note_case ON recovery_note (case_id, at)`,

  `CREATE TABLE quote (
     id {uuid} PRIMARY KEY NOT NULL, response_id {uuid} NOT NULL UNIQUE REFERENCES response (id), text {text} NOT NULL,
     shown_name {name} NOT NULL, locale {name} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('pending','approved','rejected','withdrawn')),
     thanked_day {day} NOT NULL, decided_by {name}, decided_at {big}, created_at {big} NOT NULL)`,
  `CREATE INDEX quote_state ON quote (state, thanked_day, id)`,
  `CREATE TABLE quote_employee (
     quote_id {uuid} NOT NULL REFERENCES quote (id), employee_id {int} NOT NULL REFERENCES employee (id),
     PRIMARY KEY (quote_id, employee_id)) {clustered}`,
  `CREATE INDEX quote_employee_employee ON quote_employee (employee_id)`,
  `CREATE TABLE board (
     id {serial}, key {name} NOT NULL UNIQUE, name {name} NOT NULL, team_id {int} REFERENCES team (id),
     locale {name} NOT NULL, created_at {big} NOT NULL, revoked_at {big})`,
];

export class InteractionsToResponses1795219200001 implements MigrationInterface {
  name = 'InteractionsToResponses1795219200001';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'board',
      'quote_employee',
      'quote',
      'recovery_note',
      'recovery_case',
      'rollup',
      'response_current',
      'exclusion',
      'attribution',
      'verification',
      'answer_text',
      'answer',
      'response_revision',
      'response',
      'invitation_event',
      'invitation_token',
      'invitation',
      'question',
      'survey_version',
      'survey',
      'participation',
      'interaction',
      'cell',
      'touchpoint',
      'suppression',
      'customer',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
