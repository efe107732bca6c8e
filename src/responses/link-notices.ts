/** What later modules have to say to a customer who opens the link of an answer again. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';
import type { Speech } from '../platform/i18n';

/** A sentence that leads to a page behind the same link. */
export interface LinkNotice {
  readonly href: string;
  readonly text: string;
}

export interface NoticeReader {
  readonly token: string;
  readonly invitationId: string;
  readonly locale: Locale;
  readonly speech: Speech;
}

type Source = (reader: NoticeReader) => Promise<LinkNotice | undefined>;

@Injectable()
export class LinkNotices {
  private readonly sources: Source[] = [];

  /** Called in `onModuleInit`. */
  add(source: Source): void {
    this.sources.push(source);
  }

  private calling: ((token: string) => string) | undefined;

  /** Where customers ask to be called. Called in `onModuleInit`. */
  offerCalls(href: (token: string) => string): void {
    this.calling = href;
  }

  /** Where the customer behind a link asks to be called; undefined where nobody calls. */
  callHref(token: string): string | undefined {
    return this.calling?.(token);
  }

  /** Of customers who have answered: nobody else has anything to be told. */
  async of(reader: NoticeReader): Promise<LinkNotice[]> {
    const notices: LinkNotice[] = [];
    for (const source of this.sources) {
      const notice = await source(reader);
      if (notice) notices.push(notice);
    }
    return notices;
  }
}
