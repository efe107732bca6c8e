/** Awards on boards: who was given one, by its name. */
import { Injectable } from '@nestjs/common';
import type { BoardScene, SceneEntry, SceneRequest } from '../board-scenes';
import { AwardQueries } from './award.queries';

@Injectable()
export class AwardScene implements BoardScene {
  readonly key = 'awards';
  readonly order = 25;
  readonly titleKey = 'awards.scene';

  constructor(private readonly queries: AwardQueries) {}

  /** Awards for periods that end among the board's days; today's board shows those given since, too. */
  async content({ period, today, archive }: SceneRequest): Promise<SceneEntry[]> {
    const until = archive || period.to > today ? period.to : today;
    const grants = await this.queries.within({ from: period.from, to: until });
    return grants.map(({ employeeId, awardName }) => ({
      who: { employeeId },
      detail: {
        key: 'awards.scene_name',
        params: { es: awardName.es, en: awardName.en, pt: awardName['pt-BR'] },
      },
    }));
  }
}
