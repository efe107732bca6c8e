/** What later modules hang on the pages of people: badges with a picture, words and the way to where they come from. */
import { Injectable } from '@nestjs/common';
import type { Locale } from '../kernel';

export interface ProfileBadge {
  /** One path, 24 × 24, drawn as an outline. */
  readonly icon: string;
  readonly text: string;
  readonly href: string;
}

export interface BadgeReader {
  readonly employeeId: number;
  /** Whether that person reads. */
  readonly own: boolean;
  readonly locale: Locale;
}

type Source = (reader: BadgeReader) => Promise<ProfileBadge[]>;

@Injectable()
export class ProfileBadges {
  private readonly sources: Source[] = [];

  /** Called in `onModuleInit`. */
  add(source: Source): void {
    this.sources.push(source);
  }

  async of(reader: BadgeReader): Promise<ProfileBadge[]> {
    return (await Promise.all(this.sources.map((source) => source(reader)))).flat();
  }
}
