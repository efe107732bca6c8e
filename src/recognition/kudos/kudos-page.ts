/** The page of thanks between colleagues: giving them, the newest, by value. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { pickText } from '../../kernel';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { CompanyValues } from './company-values';
import { KudosDigest } from './kudos-digest';
import { Kudos } from './kudos.service';
import { type KudosLine, KudosQueries, valueName } from './kudos.queries';

const SHOWN = 30;

/** What somebody typed and could not be taken. */
export interface TypedKudos {
  to?: string | undefined;
  text?: string | undefined;
  valueId?: string | undefined;
}

@Injectable()
export class KudosPage {
  constructor(
    private readonly kudos: Kudos,
    private readonly queries: KudosQueries,
    private readonly values: CompanyValues,
    private readonly digest: KudosDigest,
    private readonly i18n: I18n,
  ) {}

  /** The model of `views/recognition/kudos.hbs`. */
  async model(
    viewer: Viewer,
    filter: { valueId?: number | undefined; before?: string | undefined },
    typed: TypedKudos = {},
    problem?: DomainError,
  ) {
    const { locale, employeeId } = viewer;
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(locale, `kudos.${key}`, params);
    const gives = employeeId !== null && viewer.can('recognition.give');
    const [lines, values, left, colleagues] = await Promise.all([
      this.queries.feed(employeeId, filter, SHOWN + 1),
      this.values.offered(),
      gives ? this.kudos.left(employeeId) : null,
      gives ? this.queries.colleagues(employeeId) : [],
    ]);
    const labels = { to: say('to'), text: say('text'), valueId: say('value') };
    return {
      title: say('title'),
      problems: problem && problemsOf(problem, this.i18n, locale, labels),
      labels,
      typed: { to: typed.to ?? '', text: typed.text ?? '', valueId: typed.valueId ?? '' },
      left,
      colleagues: [
        { value: '', label: say('choose_colleague') },
        ...colleagues.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
      valueOptions: [
        { value: '', label: say('no_value') },
        ...values.map(({ id, name }) => ({ value: String(id), label: pickText(name, locale) })),
      ],
      tabs: [
        { href: '/recognition/kudos', label: say('all'), current: filter.valueId === undefined },
        ...values.map(({ id, name }) => ({
          href: `/recognition/kudos?value=${id}`,
          label: pickText(name, locale),
          current: filter.valueId === id,
        })),
      ],
      lines: lines.slice(0, SHOWN).map((line) => this.shown(line, viewer)),
      nextHref: lines.length > SHOWN ? this.older(filter.valueId, lines[SHOWN - 1]?.id ?? '') : null,
      moderates: viewer.can('recognition.moderate'),
      manages: viewer.can('recognition.manage'),
      digest: employeeId === null ? null : { wanted: await this.digest.wanted(viewer.userId) },
    };
  }

  /** One line as the templates show it. */
  shown(line: KudosLine, viewer: Viewer) {
    const say = (key: string, params: Record<string, string | number> = {}) =>
      this.i18n.text(viewer.locale, `kudos.${key}`, params);
    const some = (name: string) => (name === '' ? say('somebody') : name);
    return {
      ...line,
      heading: say('from_to', { from: some(line.from.name), to: some(line.to.name) }),
      valueName: valueName(line, viewer.locale),
      reacts: viewer.employeeId !== null && viewer.can('recognition.give'),
      mayReport:
        viewer.employeeId !== null && viewer.employeeId !== line.from.id && viewer.can('recognition.give'),
      reactions: line.reactions.map((one) => ({
        ...one,
        label: say(one.own ? 'reaction_undo' : 'reaction_do', { sign: say(`reaction_${one.kind}`) }),
        name: say(`reaction_${one.kind}`),
      })),
    };
  }

  private older(valueId: number | undefined, before: string): string {
    const query = new URLSearchParams({ ...(valueId !== undefined && { value: String(valueId) }), before });
    return `/recognition/kudos?${query.toString()}`;
  }
}
