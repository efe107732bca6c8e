/** Gestures on the page of their case: what was given and asked for, and the form to give one. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { pickText } from '../../kernel';
import { newId } from '../../platform/database';
import { I18n, problemsOf } from '../../platform/i18n';
import { type CaseReader, CaseSections } from '../case-sections';
import { GestureCatalogue } from './gesture-catalogue';
import { GestureQueries } from './gesture.queries';

@Injectable()
export class GestureSection implements OnModuleInit {
  constructor(
    private readonly sections: CaseSections,
    private readonly queries: GestureQueries,
    private readonly catalogue: GestureCatalogue,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.sections.add({
      key: 'gestures',
      column: 'main',
      order: 40,
      partial: 'case-gestures',
      model: (reader) => this.model(reader),
    });
  }

  private async model({ viewer, story, canWork, refused }: CaseReader): Promise<object> {
    const { locale } = viewer;
    const lines = await this.queries.ofCase(story.id, locale);
    const kinds = canWork ? (await this.catalogue.kinds()).filter(({ retiredAt }) => retiredAt === null) : [];
    const formats = this.i18n.formatsFor(locale);
    const label = {
      kind: this.i18n.text(locale, 'gestures.kind'),
      gestureReason: this.i18n.text(locale, 'gestures.reason'),
    };
    return {
      id: story.id,
      gestures: lines.map((line) => ({
        ...line,
        code: canWork ? line.code : null,
        refused: line.state === 'refused',
      })),
      canGive: kinds.length > 0 && story.state !== 'closed',
      nothingToGive: canWork && kinds.length === 0,
      once: newId(),
      kinds: await Promise.all(
        kinds.map(async (kind) => ({
          value: String(kind.id),
          label: this.i18n.text(
            locale,
            kind.costMinor <= (await this.catalogue.authorityOf(viewer.grants, kind.currency))
              ? 'gestures.option'
              : 'gestures.option_asks',
            {
              name: pickText(kind.names, locale),
              value: formats.money({ minor: kind.valueMinor, currency: kind.currency }),
            },
          ),
        })),
      ),
      label,
      typed: refused?.typed ?? {},
      problems: refused && problemsOf(refused.problem, this.i18n, locale, label),
    };
  }
}
