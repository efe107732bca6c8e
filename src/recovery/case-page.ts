/** The page of a case with everything that happened, what was promised, and what its reader can do. */
import { Injectable } from '@nestjs/common';
import type { AppRequest, Viewer } from '../access';
import { isLocale } from '../kernel';
import { Clock } from '../platform/clock';
import { type DomainError, errors } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, SettingsStore } from '../platform/views';
import { OPEN_STATES, stepsFrom } from './case-states';
import { type PromiseLine, PromiseQueries } from './promises/promise.queries';
import { type CaseStory, RecoveryQueries } from './recovery.queries';

/** The form of a new promise as it was typed. */
export interface TypedPromise {
  readonly text: string;
  readonly dueAt: string;
  readonly promisedBy: string;
}

@Injectable()
export class CasePage {
  constructor(
    private readonly pages: Pages,
    private readonly queries: RecoveryQueries,
    private readonly promises: PromiseQueries,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly clock: Clock,
  ) {}

  /**
   * @param typed what was typed into the form of a promise, and `problem` what was wrong about it
   * @throws not_found for a case the viewer may not see
   */
  async show(
    request: AppRequest,
    viewer: Viewer,
    id: string,
    typed?: TypedPromise,
    problem?: DomainError,
  ): Promise<HtmlReply> {
    const story = await this.queries.story(viewer, id);
    if (!story) throw errors.not_found();
    const canWork = viewer.can('recovery.work');
    const { locale } = viewer;
    const say = (key: string): string => this.i18n.text(locale, key);
    const labels = {
      text: say('promises.what'),
      dueAt: say('promises.by_when'),
      promisedBy: say('promises.by_whom'),
    };
    const [promises, promisers, { name }] = await Promise.all([
      this.promises.ofCase(id),
      canWork ? this.promises.promisers(id, viewer.userId) : [],
      this.settings.get('organization'),
    ]);
    const canPromise = canWork && OPEN_STATES.includes(story.state);
    const model = {
      ...story,
      steps: canWork ? stepsFrom(story.state) : [],
      late: story.resolvedAt === null && story.dueAt < this.clock.now(),
      canWork,
      canPromise,
      promises: promises.map((promise) => ({
        ...promise,
        broken: promise.state === 'broken',
        canKeep: canWork && promise.keptAt === null && promise.customerWord !== 'kept',
        keptLate: promise.keptAt !== null && promise.keptAt >= promise.dueAt,
        apology: canWork && promise.state === 'broken' ? this.apology(story, promise, name) : undefined,
      })),
      label: labels,
      typed: typed ?? { text: '', dueAt: '', promisedBy: String(viewer.userId) },
      promisers: promisers.map((one) => ({ value: String(one.id), label: one.name })),
      problems: problem && problemsOf(problem, this.i18n, locale, labels),
    };
    return this.pages.html(request, 'recovery/case', model, { status: problem?.status ?? 200 });
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
