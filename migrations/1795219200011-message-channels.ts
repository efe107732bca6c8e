/**
 * Messages beside mail: the providers they go through, which message an invitation became there (its number as a keyed
 * hash only), and the receipts of providers, each once. What is due is found per provider; mail looks past messages
 * without leaving its index.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE message_channel (
     id {serial}, name {name} NOT NULL UNIQUE, kind {name} NOT NULL CHECK (kind IN ('sms','whatsapp')), enabled {int} NOT NULL,
     settings {text} NOT NULL, secret {text}, hook_key_hash {name} UNIQUE, created_at {big} NOT NULL, updated_at {big} NOT NULL)`,
  `ALTER TABLE invitation ADD COLUMN message_channel_id {int}`,
  `DROP INDEX invitation_due`,
  `CREATE INDEX invitation_due ON invitation (send_at, id, message_channel_id) WHERE state = 'planned'`,
  `CREATE INDEX invitation_due_message ON invitation (message_channel_id, send_at, id)
     WHERE state = 'planned' AND message_channel_id IS NOT NULL`,
  `CREATE TABLE invitation_message (
     invitation_id {uuid} PRIMARY KEY NOT NULL REFERENCES invitation (id), channel_id {int} NOT NULL REFERENCES message_channel (id),
     round {int} NOT NULL, provider_id {name}, number_hash {name} NOT NULL, handed_over_at {big} NOT NULL)`,
  `CREATE INDEX invitation_message_provider ON invitation_message (channel_id, provider_id) WHERE provider_id IS NOT NULL`,
  `CREATE INDEX invitation_message_number ON invitation_message (number_hash)`,
  `CREATE TABLE message_receipt (
     channel_id {int} NOT NULL REFERENCES message_channel (id), hash {name} NOT NULL, provider_id {name}, status {name} NOT NULL,
     code {name}, received_at {big} NOT NULL, invitation_id {uuid} REFERENCES invitation (id),
     PRIMARY KEY (channel_id, hash)) {clustered}`,
  `CREATE INDEX message_receipt_waiting ON message_receipt (channel_id, provider_id) WHERE invitation_id IS NULL`,
  `CREATE INDEX message_receipt_received ON message_receipt (received_at)`,
];

export class MessageChannels1795219200011 implements MigrationInterface {
  name = 'MessageChannels1795219200011';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await ddl(runner, [
      'DROP TABLE message_receipt',
      'DROP TABLE invitation_message',
      'DROP INDEX invitation_due_message',
      'DROP INDEX invitation_due',
      'ALTER TABLE invitation DROP COLUMN message_channel_id',
      `CREATE INDEX invitation_due ON invitation (send_at, id) WHERE state = 'planned'`,
      'DROP TABLE message_channel',
    ]);
  }
}
