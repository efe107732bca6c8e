/**
 * What later modules know about an invitation and its page shows beneath the timeline, such as a customer's reply by
 * mail. Each source decides what the reader may see.
 */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';

/** One note, in finished words. */
export interface InvitationNote {
  /** UTC milliseconds. */
  at: number;
  heading: string;
  /** Somebody's own words, shown as they are; null when the reader may not see them. */
  text: string | null;
  /** What there is to say about it, line by line. */
  lines: readonly string[];
}

type Source = (
  invitation: { id: string; interactionId: string },
  viewer: Viewer,
) => Promise<InvitationNote[]>;

@Injectable()
export class InvitationNotes {
  private readonly sources: Source[] = [];

  /** Called in `onModuleInit`. */
  add(source: Source): void {
    this.sources.push(source);
  }

  /** Oldest first. */
  async of(invitation: { id: string; interactionId: string }, viewer: Viewer): Promise<InvitationNote[]> {
    const notes = await Promise.all(this.sources.map((source) => source(invitation, viewer)));
    return notes.flat().sort((a, b) => a.at - b.at);
  }
}
