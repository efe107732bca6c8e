/**
 * The one door through which a message leaves, whatever carries it. Mail goes through its own (`platform/mail`), which
 * makes the same promise: one hand-over, never repeated by itself, and an honest word about what became of it.
 */

export interface OutgoingMessage {
  /** E.164. */
  readonly to: string;
  readonly text: string;
  /** The answer page. */
  readonly link: string;
  /** The same on every try, so that a provider that has the message already can tell. */
  readonly reference: string;
  /** What fills the places of a template of the provider's, in order. */
  readonly parameters: readonly string[];
  /** The provider's code of the language. */
  readonly language: string;
}

export type MessageOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string | null }
  /** Surely not taken. */
  | {
      readonly kind: 'refused';
      /** Short and free of personal data: `http_429`, or the provider's code. */
      readonly code: string;
      readonly permanent: boolean;
      /** The number gets no messages. */
      readonly aboutNumber: boolean;
      /** It says something about us, or about the provider, and nothing about the message. */
      readonly aboutUs: 'sign_in' | 'connection' | null;
      readonly tooFast: boolean;
      readonly retryAfterMs: number | null;
    }
  /** It may have been taken. */
  | { readonly kind: 'uncertain'; readonly code: string };

export interface MessageChannel {
  /** Hands the message over, once. Never throws for what the provider does. @throws Error inside a transaction */
  send(message: OutgoingMessage): Promise<MessageOutcome>;
}
