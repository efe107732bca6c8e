/** Everything about the decision on one contact: the contact, its mails, and what the decision rested on. */
import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '../../platform/database';
import type { InvitationState } from '../invitation-states';

export interface FoundContact {
  id: string;
  source: string;
  externalId: string;
  touchpointNames: string;
  channel: string;
  reason: string;
  segment: string;
  occurredAt: number;
}

export interface DecidedStep {
  id: string;
  step: number;
  /** What carries it: `email`, `sms`, `whatsapp`, `chat`. */
  channel: string;
  state: InvitationState;
  reason: string | null;
  sendAt: number | null;
  sentAt: number | null;
  createdAt: number;
  surveyName: string;
}

/** What was kept with a decision; which entries there are depends on when it was made and on what it rested. */
export type KeptEvidence = Readonly<Record<string, string | number | null | undefined>>;

const CONTACT = `SELECT n.id AS "id", n.source AS "source", n.external_id AS "externalId", t.names AS "touchpointNames",
    cell.channel AS "channel", cell.reason AS "reason", cell.segment AS "segment", n.occurred_at AS "occurredAt"
  FROM interaction n JOIN touchpoint t ON t.id = n.touchpoint_id JOIN cell ON cell.id = n.cell_id`;

@Injectable()
export class WhyQueries {
  constructor(private readonly database: Database) {}

  /** Contacts of that id or external identifier that the reader may see; at most ten. */
  async find(
    reference: string,
    source: string,
    employeeIds: readonly number[] | 'all',
  ): Promise<FoundContact[]> {
    if (employeeIds !== 'all' && employeeIds.length === 0) return [];
    const seen =
      employeeIds === 'all'
        ? ''
        : `AND EXISTS (SELECT 1 FROM participation p WHERE p.interaction_id = n.id
             AND p.employee_id IN (${placeholders(employeeIds.length)}))`;
    const people = employeeIds === 'all' ? [] : employeeIds;
    // Asked source by source, the index finds it however many contacts there are.
    const sources = source === '' ? await this.sources() : [source];
    if (sources.length === 0) return [];
    return this.database.all<FoundContact>(
      `${CONTACT} WHERE (n.id = ? OR (n.source IN (${placeholders(sources.length)}) AND n.external_id = ?)) ${seen}
       ORDER BY n.occurred_at DESC LIMIT 10`,
      [source === '' ? reference : '', ...sources, reference, ...people],
    );
  }

  /** First mails and reminders of a contact, in order. */
  async steps(interactionId: string): Promise<DecidedStep[]> {
    return this.database.all<DecidedStep>(
      `SELECT i.id AS "id", i.step AS "step", i.channel AS "channel", i.state AS "state", i.reason AS "reason", i.send_at AS "sendAt",
         i.sent_at AS "sentAt", i.created_at AS "createdAt", s.name AS "surveyName"
       FROM invitation i JOIN survey s ON s.id = i.survey_id WHERE i.interaction_id = ? ORDER BY i.survey_id, i.step`,
      [interactionId],
    );
  }

  /** What the decision about an invitation rested on. */
  async evidence(invitationId: string): Promise<KeptEvidence> {
    const row = await this.database.get<{ detail: string | null }>(
      `SELECT detail AS "detail" FROM invitation_event WHERE invitation_id = ? AND state IN ('planned', 'suppressed')
       ORDER BY at, id LIMIT 1`,
      [invitationId],
    );
    return JSON.parse(row?.detail ?? '{}') as KeptEvidence;
  }

  async employeeName(id: number): Promise<string | undefined> {
    const row = await this.database.get<{ name: string }>(
      `SELECT name AS "name" FROM employee WHERE id = ?`,
      [id],
    );
    return row?.name;
  }

  /** Programs that contacts come from. */
  async sources(): Promise<string[]> {
    // Step by step through the index: as many look-ups as there are sources, however many contacts.
    const sources: string[] = [];
    for (let after = ''; sources.length < 20;) {
      const row = await this.database.get<{ source: string | null }>(
        `SELECT MIN(source) AS "source" FROM interaction WHERE source > ?`,
        [after],
      );
      if (!row?.source) break;
      sources.push(row.source);
      after = row.source;
    }
    return sources;
  }
}
