/**
 * Mail that comes in. Of a mail only a keyed hash, its class and what it says about an invitation are kept; the words
 * of customers' replies stand apart, so that they can be blanked. And how far a mailbox was read, and what a check of
 * the sending domain found.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ddl } from './dialect';

const tables = [
  `CREATE TABLE incoming_mail (
     hash {name} PRIMARY KEY NOT NULL, class {name} NOT NULL, way {name} NOT NULL, received_at {big} NOT NULL,
     invitation_id {uuid} REFERENCES invitation (id), kind {name}, code {name}, receiver {name}, address_hash {name}) {clustered}`,
  `CREATE INDEX incoming_mail_received ON incoming_mail (received_at, class)`,
  `CREATE INDEX incoming_mail_address ON incoming_mail (address_hash, received_at) WHERE address_hash IS NOT NULL`,
  `CREATE TABLE mail_reply (
     id {uuid} PRIMARY KEY NOT NULL, invitation_id {uuid} NOT NULL REFERENCES invitation (id), received_at {big} NOT NULL,
     from_customer {int} NOT NULL, sender {name}, subject {text}, text {text}, attachments {int} NOT NULL,
     forward {name} NOT NULL CHECK (forward IN ('none','waiting','sent','failed')), forwarded_at {big}, blanked_at {big})`,
  `CREATE INDEX mail_reply_invitation ON mail_reply (invitation_id, received_at)`,
  `CREATE INDEX mail_reply_kept ON mail_reply (received_at) WHERE blanked_at IS NULL`,
  `CREATE TABLE mailbox_state (
     mailbox {name} PRIMARY KEY NOT NULL, uid_validity {name}, last_uid {big} NOT NULL, polled_at {big}, worked_at {big},
     failures {int} NOT NULL, error {name}, next_at {big} NOT NULL)`,
  `CREATE TABLE domain_check (
     id {serial}, domain {name} NOT NULL, checked_at {big} NOT NULL, checked_by {name} NOT NULL, findings {text} NOT NULL)`,
];

export class Mailroom1795219200007 implements MigrationInterface {
  name = 'Mailroom1795219200007';

  async up(runner: QueryRunner): Promise<void> {
    await ddl(runner, tables);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['domain_check', 'mailbox_state', 'mail_reply', 'incoming_mail'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
