/** An auditor's share of the first page: whether the record still holds. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { AuditChecks } from './audit-check';
import type { HomePart, HomeReader, HomeSource } from './home-part';

@Injectable()
export class AuditWatch implements HomeSource {
  constructor(private readonly checks: AuditChecks) {}

  isFor(viewer: Viewer): boolean {
    return viewer.hasRole('auditor');
  }

  async read({ say, formats }: HomeReader): Promise<HomePart> {
    const check = await this.checks.current();
    const broken = check !== null && !check.ok;
    const waiting = broken
      ? [
          {
            text: say('home.chain_broken', { seq: formats.number(check.brokenAt ?? 0) }),
            href: '/audit',
            late: true,
          },
        ]
      : check === null
        ? [{ text: say('home.chain_unchecked'), href: '/audit' }]
        : [];
    return {
      waiting,
      figures: [
        {
          label: say('home.chain'),
          value: say(
            broken
              ? 'home.chain_value_broken'
              : check
                ? 'home.chain_value_whole'
                : 'home.chain_value_unchecked',
          ),
          note: check
            ? say('home.chain_note', { count: check.entries, at: formats.instant(check.at) })
            : undefined,
          href: '/audit',
          tone: broken ? 'care' : undefined,
        },
      ],
    };
  }
}
