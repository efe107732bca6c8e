/** How often themes are mentioned in a period, beside the one before, and how the rating differs when they are. */
import { Injectable } from '@nestjs/common';
import { type Period, previousPeriods } from '../../kernel';
import type { CommentFilters, Visible } from '../comments/comment-filters';
import { CommentQueries, type CommentSums } from '../comments/comments.queries';
import { lift, type Lift, type RatingSums, shareChange, type ShareChange } from './calc/lift';
import { wantedOf } from './theme-definition';
import type { Theme } from './themes.service';

export interface ThemeCount {
  readonly theme: Theme;
  /** Comments of the period that are about it. */
  readonly comments: number;
  /** Of all comments of the period; null when there are none. */
  readonly share: number | null;
  readonly shareBefore: number | null;
  /** Null with fewer than five comments in one of the periods. */
  readonly change: ShareChange | null;
  /** Null with fewer than five rated comments with or without it. */
  readonly lift: Lift | null;
}

export interface ThemeCounts {
  readonly comments: number;
  readonly commentsBefore: number;
  readonly before: Period;
  /** The scale of the ratings that are compared: the one most comments were rated on. */
  readonly scale: { readonly min: number; readonly max: number } | null;
  /** Rated on that scale. */
  readonly rated: number;
  /** In the order of the themes. */
  readonly themes: readonly ThemeCount[];
}

@Injectable()
export class ThemeCounter {
  constructor(private readonly queries: CommentQueries) {}

  /** @param visible the employees whose answers may be seen: others are not counted */
  async count(
    visible: Visible,
    filters: CommentFilters,
    period: Period,
    themes: readonly Theme[],
  ): Promise<ThemeCounts> {
    const before = previousPeriods(period, 1)[0] ?? period;
    const all = await this.queries.sums(visible, { ...filters, period });
    const allBefore = await this.queries.sums(visible, { ...filters, period: before });
    const most = all.find(({ scaleMax, n }) => scaleMax !== null && n > 0);
    const total = commentsIn(all);
    const totalBefore = commentsIn(allBefore);
    const counts: ThemeCount[] = [];
    for (const theme of themes) {
      const wanted = wantedOf(theme);
      const now = await this.queries.sums(visible, { ...filters, period, wanted });
      const earlier = commentsIn(await this.queries.sums(visible, { ...filters, period: before, wanted }));
      const comments = commentsIn(now);
      counts.push({
        theme,
        comments,
        share: total > 0 ? comments / total : null,
        shareBefore: totalBefore > 0 ? earlier / totalBefore : null,
        change: shareChange([comments, total], [earlier, totalBefore]),
        lift: most ? lift(onScale(now, most), onScale(all, most)) : null,
      });
    }
    return {
      comments: total,
      commentsBefore: totalBefore,
      before,
      scale: most ? { min: most.scaleMin ?? 1, max: most.scaleMax ?? 5 } : null,
      rated: most?.n ?? 0,
      themes: counts,
    };
  }
}

function commentsIn(sums: readonly CommentSums[]): number {
  return sums.reduce((total, { comments }) => total + comments, 0);
}

/** Ratings of different scales are not added up. */
function onScale(sums: readonly CommentSums[], scale: CommentSums): RatingSums {
  const found = sums.find(
    ({ scaleMin, scaleMax }) => scaleMin === scale.scaleMin && scaleMax === scale.scaleMax,
  );
  return found ?? { n: 0, sum: 0, squares: 0 };
}
