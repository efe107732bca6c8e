/** What the pages about providers of messages show. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type LocaleText, LOCALES, pickText, TONES } from '../../kernel';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import type { DomainError } from '../../platform/errors';
import { I18n, problemsOf } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { segmentsOf } from '../calc';
import { Circuit } from '../sending/circuit';
import { ChannelsQueries } from './channels.queries';
import { channelPreferences, EVERY_TOUCHPOINT } from './channel-choice';
import { CHANNEL_FIELDS, type TypedChannel } from './channel-form';
import { MESSAGE_KINDS, type TextForm, WORDS } from './channel-settings';
import { type Channel, MessageChannels } from './message-channels';
import { providerKey } from './message-sender';
import { writeMessage } from './message-text';
import { PLACEHOLDERS } from './request-template';
import { TestMessage } from './test-message';

const DAY = 86_400_000;
const LATELY_DAYS = 30;
const FORMS = ['es-usted', 'es-tu', 'es-vos', 'en', 'pt-BR'] as const satisfies readonly TextForm[];

/** The fields of the form, by what they are for. */
const GROUPS = {
  general: ['name', 'kind', 'enabled', 'sender', 'perMinute'],
  request: ['url', 'method', 'contentType', 'credential', 'headers', 'body', 'timeoutSeconds'],
  reply: ['idPointer', 'errorPointer', 'successStatuses', 'retryStatuses', 'numberErrors'],
  texts: FORMS.map((form) => `texts.${form}`),
  template: ['template.name', ...LOCALES.map((locale) => `template.languages.${locale}`), 'template.parameters'],
  receipts: [
    'receipts.idPointer', 'receipts.referencePointer', 'receipts.statusPointer', 'receipts.errorPointer',
    'receipts.listPointer', 'receipts.delivered', 'receipts.failedForGood', 'receipts.failedForNow',
  ],
  inbound: ['receipts.fromPointer', 'receipts.textPointer'],
} as const; // prettier-ignore
const REQUIRED = [
  'name',
  'kind',
  'url',
  'method',
  'contentType',
  'body',
  'perMinute',
  'timeoutSeconds',
  'successStatuses',
];
const ROWS: Readonly<Record<string, number>> = {
  headers: 3,
  body: 10,
  ...Object.fromEntries(FORMS.map((form) => [`texts.${form}`, 3])),
};
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  kind: MESSAGE_KINDS,
  method: ['POST', 'PUT'],
  contentType: ['json', 'form'],
};
const HINTED = [
  'sender', 'perMinute', 'url', 'credential', 'headers', 'body', 'idPointer', 'errorPointer', 'successStatuses',
  'retryStatuses', 'numberErrors', 'template.name', 'template.parameters', 'receipts.referencePointer',
  'receipts.listPointer', 'receipts.failedForGood', 'receipts.failedForNow', 'receipts.fromPointer',
]; // prettier-ignore

const keyOf = (field: string): string => field.replace(/[.-]/g, '_');

@Injectable()
export class ChannelPage {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
    private readonly circuit: Circuit,
    private readonly channels: MessageChannels,
    private readonly queries: ChannelsQueries,
    private readonly example: TestMessage,
  ) {}

  /** The words of a field, for the form and for what is wrong with it. */
  labels({ locale }: Viewer): Record<string, string> {
    return Object.fromEntries(
      CHANNEL_FIELDS.map((name) => [name, this.i18n.text(locale, `invitations.channel_${keyOf(name)}`)]),
    );
  }

  async list(viewer: Viewer) {
    const now = this.clock.now();
    const all = await this.channels.list();
    const traffic = await this.queries.traffic(now - LATELY_DAYS * DAY);
    const shown = [];
    for (const channel of all) {
      const { state, until } = await this.circuit.state(now, providerKey(channel.id));
      shown.push({
        ...this.named(channel, viewer),
        host: new URL(channel.settings.url).host,
        enabled: channel.enabled,
        brokenUntil: channel.enabled && state === 'open' ? until : null,
        traffic: traffic.get(channel.id) ?? null,
      });
    }
    return { channels: shown, days: LATELY_DAYS, preferences: await this.preferences(all, viewer) };
  }

  /** One choice per touchpoint; what is not said, the choice for all others says. */
  private async preferences(all: readonly Channel[], viewer: Viewer) {
    if (all.length === 0) return null;
    const text = (key: string, params = {}) =>
      this.i18n.text(viewer.locale, `invitations.channel_${key}`, params);
    const { preferences } = await this.settings.get(channelPreferences);
    const ways = all.flatMap(({ id, name }) => [
      { value: `${id}+`, label: text('way_fallback', { name }) },
      { value: `${id}`, label: text('way_only', { name }) },
    ]);
    const chosen = (code: string) => {
      const found = preferences.find(({ touchpoint }) => touchpoint === code);
      return found ? `${found.channelId}${found.fallback ? '+' : ''}` : '';
    };
    const touchpoints = await this.queries.touchpoints();
    return [
      ...touchpoints.map(({ code, names }) => ({
        code,
        label: pickText(JSON.parse(names) as LocaleText, viewer.locale),
        value: chosen(code),
        options: [{ value: '', label: text('way_others') }, ...ways],
      })),
      {
        code: EVERY_TOUCHPOINT,
        label: text('every_touchpoint'),
        value: chosen(EVERY_TOUCHPOINT),
        options: [{ value: '', label: text('way_mail') }, ...ways],
      },
    ].map((row, index) => ({ ...row, name: `way.${index}`, codeName: `touchpoint.${index}` }));
  }

  /** The form; with a channel, also how its messages read. */
  async form(
    viewer: Viewer,
    typed: TypedChannel,
    { channel, problem }: { channel?: Channel; problem?: DomainError } = {},
  ) {
    const labels = this.labels(viewer);
    const problems = problem && problemsOf(problem, this.i18n, viewer.locale, labels);
    const text = (key: string, params = {}) =>
      this.i18n.text(viewer.locale, `invitations.channel_${key}`, params);
    const field = (name: string) => {
      const key = keyOf(name);
      const hint = name === 'credential' && channel?.hasCredential ? 'credential_kept' : key;
      return {
        name,
        label: labels[name],
        value: name === 'credential' ? '' : (typed[name] ?? ''),
        type: name === 'credential' ? 'password' : name === 'url' ? 'url' : undefined,
        autocomplete: name === 'credential' ? 'new-password' : 'off',
        isCheck: name === 'enabled',
        checked: typed[name] === 'on',
        rows: ROWS[name],
        required: REQUIRED.includes(name),
        options: OPTIONS[name]?.map((value) => ({ value, label: text(`${key}_${value}`) })),
        hint: HINTED.includes(name)
          ? text(`${hint}_hint`, {
              placeholders: PLACEHOLDERS.map((one) => `{{${one}}}`).join(' '),
              credential: 'Authorization: Bearer {{credential}}',
              words: WORDS.join(', '),
            })
          : undefined,
        error: problems?.byField[name],
      };
    };
    return {
      problems,
      groups: Object.entries(GROUPS).map(([id, names]) => ({
        id,
        title: text(`group_${id}`),
        text: text(`group_${id}_text`, { words: WORDS.map((word) => `{${word}}`).join(' ') }),
        fields: names.map(field),
      })),
      channel: channel ? { ...this.named(channel, viewer), hasHook: channel.hasHook } : null,
      previews: channel ? await this.previews(channel, viewer) : null,
    };
  }

  /** Each text as a customer would read it, and in how many parts it is sent. */
  private async previews({ settings }: Channel, viewer: Viewer) {
    const [shown, link] = [
      `${new URL(this.config.baseUrl).host}/s/…`,
      `${this.config.baseUrl}/s/${'x'.repeat(43)}`,
    ];
    const previews = [];
    for (const form of FORMS) {
      const locale = LOCALES.find((one) => form === one || form.startsWith(`${one}-`)) ?? 'es';
      const tone = TONES.find((one) => form === `es-${one}`) ?? 'usted';
      const invitation = await this.example.example(locale);
      const spoken = { ...invitation, organization: { ...invitation.organization, tone } };
      const { text } = writeMessage(this.i18n, settings, spoken, link);
      const { encoding, units, segments, costly } = segmentsOf(text);
      previews.push({
        label: this.i18n.text(viewer.locale, `invitations.channel_texts_${keyOf(form)}`),
        lang: locale,
        text: text.replaceAll(link, shown),
        length: this.i18n.text(viewer.locale, 'invitations.channel_length', { units, segments }),
        costly:
          encoding === 'ucs2'
            ? this.i18n.text(viewer.locale, 'invitations.channel_costly', { characters: costly.join(' ') })
            : null,
      });
    }
    return previews;
  }

  private named({ id, name, kind }: Channel, { locale }: Viewer) {
    return {
      id,
      name,
      kind: this.i18n.text(locale, `invitations.channel_kind_${kind}`),
      href: `/invitations/channels/${id}`,
    };
  }
}
