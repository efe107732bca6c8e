/**
 * Outgoing webhooks: who is told (`webhook_endpoint`, its secrets sealed), what happened (`webhook_event`, written in the
 * transaction in which it happened), one delivery per endpoint and event, and every try of it.
 *
 * A delivery does not refer to its endpoint: an endpoint deleted at the same moment must not make the answer of a customer fail.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE webhook_endpoint (
     id {serial}, name {name} NOT NULL UNIQUE, url {text} NOT NULL, events {text} NOT NULL,
     state {name} NOT NULL CHECK (state IN ('on','off')), off_reason {name} CHECK (off_reason IN ('by_hand','gone','failing')),
     failing_since {big}, created_at {big} NOT NULL, updated_at {big} NOT NULL)`,
  `CREATE TABLE webhook_secret (
     id {serial}, endpoint_id {int} NOT NULL REFERENCES webhook_endpoint (id) ON DELETE CASCADE, sealed {text} NOT NULL,
     made_at {big} NOT NULL, ends_at {big})`,
  `CREATE INDEX webhook_secret_endpoint ON webhook_secret (endpoint_id)`,
  `CREATE TABLE webhook_event (
     id {uuid} PRIMARY KEY NOT NULL, type {name} NOT NULL, body {text} NOT NULL, happened_at {big} NOT NULL)`,
  `CREATE TABLE webhook_delivery (
     id {uuid} PRIMARY KEY NOT NULL, endpoint_id {int} NOT NULL, event_id {uuid} NOT NULL REFERENCES webhook_event (id),
     state {name} NOT NULL CHECK (state IN ('waiting','delivered','failed')), tries {int} NOT NULL, round_tries {int} NOT NULL,
     next_at {big}, claim {uuid}, lease_until {big}, last_status {int}, last_error {name}, last_ms {int},
     created_at {big} NOT NULL, ended_at {big}, UNIQUE (endpoint_id, event_id))`,
  `CREATE INDEX webhook_delivery_due ON webhook_delivery (endpoint_id, next_at, id) WHERE state = 'waiting'`,
  `CREATE INDEX webhook_delivery_listed ON webhook_delivery (endpoint_id, id)`,
  `CREATE INDEX webhook_delivery_event ON webhook_delivery (event_id)`,
  `CREATE TABLE webhook_try (
     delivery_id {uuid} NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE, number {int} NOT NULL, at {big} NOT NULL,
     status {int}, error {name}, ms {int} NOT NULL, PRIMARY KEY (delivery_id, number)) {clustered}`,
];

export class Webhooks1795219200061 implements MigrationInterface {
  name = 'Webhooks1795219200061';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      'DROP TABLE webhook_try',
      'DROP TABLE webhook_delivery',
      'DROP TABLE webhook_event',
      'DROP TABLE webhook_secret',
      'DROP TABLE webhook_endpoint',
    ]);
  }
}
