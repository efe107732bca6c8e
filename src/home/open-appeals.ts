/** Appeals that wait for somebody's decision, on the first page of those who may decide them. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../access';
import { AppealsQueries } from '../appeals';
import type { HomePart, HomeReader, HomeSource } from './home-part';

@Injectable()
export class OpenAppeals implements HomeSource {
  constructor(private readonly appeals: AppealsQueries) {}

  isFor(viewer: Viewer): boolean {
    return viewer.can('appeals.decide');
  }

  async read({ viewer, say }: HomeReader): Promise<HomePart> {
    const count = await this.appeals.waiting(viewer);
    return {
      waiting: count === 0 ? [] : [{ text: say('home.appeals_waiting', { count }), href: '/appeals' }],
    };
  }
}
