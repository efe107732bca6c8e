/**
 * What customers say about the question itself: "I did not have this contact", "somebody else served me". It rates
 * nobody. A person looks at it and settles it; the note changes neither the contact nor an answer by itself.
 */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Invitations, type OpenInvitation } from '../invitations';
import { Audit } from '../platform/audit';
import { Clock } from '../platform/clock';
import { Database, newId } from '../platform/database';
import { DomainError, errors, parseInput } from '../platform/errors';
import { HONEYPOT } from './answer-form';
import { COMMENT_LIMIT, cleanComment, commentLength } from './calc';
import type { Decider } from './deciding';
import type { Sending } from './evidence';
import { LinkPersons } from './link-persons';
import { responseErrors } from './responses.errors';

/** What a customer can object to. */
export const NOTE_KINDS = ['not_me', 'wrong_person'] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** What came of looking into it. */
export const NOTE_RESOLUTIONS = [
  'contact_was_right',
  'contact_corrected',
  'answer_excluded',
  'no_trace',
] as const;
export type NoteResolution = (typeof NOTE_RESOLUTIONS)[number];

export type NoteOutcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly invitation: OpenInvitation }
  | {
      readonly kind: 'refused';
      readonly invitation: OpenInvitation;
      /** `validation_failed` with `/kind` or `/text`. */
      readonly error: DomainError;
    }
  | { readonly kind: 'opened'; readonly invitation: OpenInvitation };

const zForm = z.strictObject({
  kind: z
    .string()
    .optional()
    .refine((kind) => NOTE_KINDS.some((known) => known === kind), { params: { code: 'answer_missing' } })
    .transform((kind) => kind as NoteKind),
  text: z
    .string()
    .optional()
    .transform((typed) => cleanComment(typed ?? ''))
    .refine((text) => commentLength(text) <= COMMENT_LIMIT, {
      params: { code: 'answer_too_long', limit: COMMENT_LIMIT },
    })
    .transform((text) => (text === '' ? null : text)),
  opened: z.string().optional(),
  [HONEYPOT]: z.string().optional(),
});
const zSettling = z.strictObject({ resolution: z.enum(NOTE_RESOLUTIONS) });

@Injectable()
export class DataQualityNotes {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly invitations: Invitations,
    private readonly persons: LinkPersons,
  ) {}

  /**
   * Takes what a customer sent from the page "that is not right". Sent again it replaces what was said before.
   * What a program sent is thanked for and not kept: a note is looked into by a person.
   * @param body `kind`, `text`, and the hidden fields of the answer page, unchecked
   */
  async open(token: string, body: unknown, sending: Sending = {}): Promise<NoteOutcome> {
    const invitation = await this.invitations.byAnswerToken(token);
    if (!invitation) return { kind: 'unknown' };
    const now = this.clock.now();
    if (now >= invitation.expiresAt) return { kind: 'expired', invitation };
    let form;
    try {
      form = parseInput(zForm, body ?? {});
    } catch (error) {
      if (error instanceof DomainError) return { kind: 'refused', invitation, error };
      throw error;
    }
    if (this.persons.isPerson(token, invitation, body, sending))
      await this.keep(invitation, form.kind, form.text, now);
    return { kind: 'opened', invitation };
  }

  /**
   * @param resolution one of `NOTE_RESOLUTIONS`
   * @throws DomainError `validation_failed`, `not_found`, `data_quality_note_settled`, `own_response_undecidable` for
   *   somebody who served in the contact
   */
  async settle(id: string, resolution: string, decider: Decider): Promise<void> {
    const input = parseInput(zSettling, { resolution });
    await this.database.transaction(async () => {
      const note = await this.database.get<{ interactionId: string; kind: string }>(
        `SELECT interaction_id AS "interactionId", kind AS "kind" FROM data_quality_note WHERE id = ?`,
        [id],
      );
      if (!note) throw errors.not_found();
      const own = await this.database.get(
        `SELECT 1 AS "own" FROM participation WHERE interaction_id = ? AND employee_id = ?`,
        [note.interactionId, decider.employeeId ?? 0],
      );
      if (own) throw responseErrors.own_response_undecidable();
      const { changes } = await this.database.run(
        `UPDATE data_quality_note SET state = 'settled', settled_at = ?, settled_by = ?, resolution = ?
         WHERE id = ? AND state = 'open'`,
        [this.clock.now(), decider.actor, input.resolution, id],
      );
      if (changes === 0) throw responseErrors.data_quality_note_settled();
      await this.audit.record({
        actor: decider.actor,
        action: 'data_quality_note.settled',
        subject: `data_quality_note:${id}`,
        details: { kind: note.kind, resolution: input.resolution },
      });
    });
  }

  private keep(invitation: OpenInvitation, kind: NoteKind, text: string | null, at: number): Promise<void> {
    const { invitationId, interactionId } = invitation;
    return this.database.transaction(async () => {
      // Held, so that two at once are one note.
      await this.database.run(`UPDATE invitation SET updated_at = updated_at WHERE id = ?`, [invitationId]);
      const { changes } = await this.database.run(
        `UPDATE data_quality_note SET kind = ?, text = ?, opened_at = ? WHERE interaction_id = ? AND state = 'open'`,
        [kind, text, at, interactionId],
      );
      if (changes > 0) return;
      await this.database.run(
        `INSERT INTO data_quality_note (id, interaction_id, invitation_id, kind, text, state, opened_at)
         VALUES (?, ?, ?, ?, ?, 'open', ?)`,
        [newId(), interactionId, invitationId, kind, text, at],
      );
      await this.invitations.noteObjection(invitationId, at);
    });
  }
}
