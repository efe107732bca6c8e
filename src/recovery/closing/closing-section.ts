/** How a case ends, on its page: the cause, what the customer says, and beside it what they rated first. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { I18n, problemsOf } from '../../platform/i18n';
import { type CaseReader, CaseSections } from '../case-sections';
import { Letters } from '../conversation/letters.service';
import { FollowUps } from './follow-ups.service';
import { RootCauses } from './root-causes';

const ASKABLE = ['resolved', 'verified'];

@Injectable()
export class ClosingSection implements OnModuleInit {
  constructor(
    private readonly sections: CaseSections,
    private readonly causes: RootCauses,
    private readonly followUps: FollowUps,
    private readonly letters: Letters,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.sections.add({
      key: 'closing',
      column: 'side',
      order: 30,
      partial: 'case-closing',
      model: (reader) => this.model(reader),
    });
  }

  private async model({ viewer, story, canWork, refused }: CaseReader): Promise<object> {
    const [tree, said, named] = await Promise.all([
      this.causes.tree(viewer.locale),
      this.followUps.outcomeOf(story.id),
      this.causes.of(story.id),
    ]);
    const cause = tree.find(({ id }) => id === named);
    const isPutRight = ASKABLE.includes(story.state);
    const label = { cause: this.i18n.text(viewer.locale, 'outcomes.cause') };
    return {
      id: story.id,
      rating: story.rating,
      cause: cause?.path,
      standard: cause?.standard,
      outcome: said.outcome,
      outcomeAt: said.at,
      askedAt: said.askedAt,
      canWork: canWork && story.state !== 'closed',
      canAsk: canWork && isPutRight && (await this.letters.obstacle(story.id)) === null,
      causeId: cause ? String(cause.id) : '',
      causes: [
        // Nobody names a cause by leaving the first of the list.
        ...(cause ? [] : [{ value: '', label: this.i18n.text(viewer.locale, 'outcomes.cause_choose') }]),
        ...tree
          .filter(({ retiredAt }) => retiredAt === null)
          .map(({ id, path }) => ({ value: String(id), label: path })),
      ],
      label,
      problems: refused && problemsOf(refused.problem, this.i18n, viewer.locale, label),
    };
  }
}
