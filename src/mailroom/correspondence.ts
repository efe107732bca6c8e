/**
 * Letters of later modules: mails that people here write to customers, and what comes back to them. Whoever writes
 * letters joins; the mailroom reads the mail and hands it over, inside its own transaction.
 */
import { Injectable } from '@nestjs/common';
import type { DeliveryReport, LetterReference } from './reading';

/** A person's reply to a letter: the text they wrote, without what they quoted. */
export interface LetterReply {
  readonly letter: LetterReference;
  /** The writer's address, normalised. */
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** How many files came with it; they are not kept. */
  readonly attachments: number;
  /** As written, without its brackets; null when there is none. */
  readonly messageId: string | null;
}

export interface Correspondent {
  /** Whether the reference is one we gave a letter ourselves: its seal is right. */
  knows(letter: LetterReference): boolean;
  received(reply: LetterReply): Promise<void>;
  /** A mail system says what became of a letter. @param letterId from the envelope; may be no letter at all */
  returned(letterId: string, report: DeliveryReport): Promise<void>;
}

@Injectable()
export class Correspondence {
  private readonly correspondents: Correspondent[] = [];

  /** Called in `onModuleInit`. */
  join(correspondent: Correspondent): void {
    this.correspondents.push(correspondent);
  }

  /** Who wrote the letter; undefined when nobody did. */
  of(letter: LetterReference | null): Correspondent | undefined {
    return letter === null ? undefined : this.correspondents.find((one) => one.knows(letter));
  }

  async returned(letterId: string, report: DeliveryReport): Promise<void> {
    for (const one of this.correspondents) await one.returned(letterId, report);
  }
}
