/** What was promised, on the page of its case: each promise, the apology for a broken one, and the form of a new one. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isLocale } from '../../kernel';
import { I18n, problemsOf } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { type CaseReader, CaseSections } from '../case-sections';
import { OPEN_STATES } from '../case-states';
import type { CaseStory } from '../recovery.queries';
import { type PromiseLine, PromiseQueries } from './promise.queries';

@Injectable()
export class PromiseSection implements OnModuleInit {
  constructor(
    private readonly sections: CaseSections,
    private readonly promises: PromiseQueries,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.sections.add({
      key: 'promises',
      column: 'main',
      order: 30,
      partial: 'case-promises',
      model: (reader) => this.model(reader),
    });
  }

  private async model({ viewer, story, canWork, refused }: CaseReader): Promise<object> {
    const { id } = story;
    const say = (key: string): string => this.i18n.text(viewer.locale, key);
    const label = {
      text: say('promises.what'),
      dueAt: say('promises.by_when'),
      promisedBy: say('promises.by_whom'),
    };
    const [promises, promisers, { name }] = await Promise.all([
      this.promises.ofCase(id),
      canWork ? this.promises.promisers(id, viewer.userId) : [],
      this.settings.get('organization'),
    ]);
    return {
      id,
      canPromise: canWork && OPEN_STATES.includes(story.state),
      promises: promises.map((promise) => ({
        ...promise,
        broken: promise.state === 'broken',
        canKeep: canWork && promise.keptAt === null && promise.customerWord !== 'kept',
        keptLate: promise.keptAt !== null && promise.keptAt >= promise.dueAt,
        apology: canWork && promise.state === 'broken' ? this.apology(story, promise, name) : undefined,
      })),
      label,
      typed: refused?.typed ?? { text: '', dueAt: '', promisedBy: String(viewer.userId) },
      promisers: promisers.map((one) => ({ value: String(one.id), label: one.name })),
      problems: refused && problemsOf(refused.problem, this.i18n, viewer.locale, label),
    };
  }

  /** In the customer's language, tone and zone; by name where the reader knows it. */
  private apology(story: CaseStory, { text, dueAt }: PromiseLine, organization: string): string {
    const locale = isLocale(story.customerLocale) ? story.customerLocale : 'es';
    const speech = this.i18n.forCustomers();
    const due = speech.formatsFor(locale, story.customerZone ?? undefined).instant(dueAt, 'long');
    const hello =
      story.customerName === null
        ? speech.text(locale, 'promises.apology_hello_nobody')
        : speech.text(locale, 'promises.apology_hello', { name: story.customerName });
    return `${hello}\n\n${speech.text(locale, 'promises.apology_text', { promise: text, due, organization })}`;
  }
}
