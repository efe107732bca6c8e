/** Boards and their displays, as those who look after them see them: made, changed, taken down. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { type AppRequest, CurrentViewer, Policy, Viewer } from '../access';
import { type Locale, LOCALES } from '../kernel';
import { OrganizationQueries } from '../organization';
import { Config } from '../platform/config';
import { DomainError } from '../platform/errors';
import { I18n, problemsOf } from '../platform/i18n';
import { type HtmlReply, Pages, seeOther } from '../platform/views';
import { type Board, PERIOD_KINDS, shows } from './board.entity';
import { BoardScenes } from './board-scenes';
import { THANKS } from './board.queries';
import { Boards, LEAST_MINIMUM_N } from './boards.service';
import { Displays } from './displays.service';

const LABELLED = ['key', 'name', 'teamId', 'locale', 'periodKind', 'minimumN'] as const;
const LABELS: Readonly<Record<(typeof LABELLED)[number], string>> = {
  key: 'boards.field_key',
  name: 'boards.field_name',
  teamId: 'boards.field_team',
  locale: 'boards.field_locale',
  periodKind: 'boards.field_period',
  minimumN: 'boards.field_minimum',
};

/** A form as it was sent: texts, or lists of them. */
type Sent = Record<string, unknown>;

@Controller('recognition/boards')
@Policy({ permission: 'boards.manage' })
export class BoardsDeskController {
  constructor(
    private readonly pages: Pages,
    private readonly i18n: I18n,
    private readonly config: Config,
    private readonly boards: Boards,
    private readonly displays: Displays,
    private readonly scenes: BoardScenes,
    private readonly organization: OrganizationQueries,
  ) {}

  @Get('new')
  blank(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer): Promise<HtmlReply> {
    return this.form(request, viewer, undefined, undefined);
  }

  @Post()
  async create(@Req() request: AppRequest, @CurrentViewer() viewer: Viewer, @Body() body: unknown) {
    const sent = sentBy(body);
    try {
      const board = await this.boards.create(
        { key: textOf(sent, 'key'), ...this.factsIn(sent) },
        viewer.actor,
      );
      return seeOther(`/recognition/boards/${board.id}`, { kind: 'done', key: 'boards.done_created' });
    } catch (error) {
      return this.again(request, viewer, undefined, sent, error);
    }
  }

  @Get(':id')
  async one(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
  ): Promise<HtmlReply> {
    return this.form(request, viewer, await this.boards.require(Number(id)), undefined);
  }

  @Post(':id')
  async change(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ) {
    const board = await this.boards.require(Number(id));
    const sent = sentBy(body);
    try {
      await this.boards.change(board.id, this.factsIn(sent), viewer.actor);
      return seeOther(`/recognition/boards/${board.id}`, { kind: 'done', key: 'boards.done_changed' });
    } catch (error) {
      return this.again(request, viewer, board, sent, error);
    }
  }

  @Post(':id/revocation')
  async revoke(@CurrentViewer() viewer: Viewer, @Param('id') id: string) {
    await this.boards.revoke(Number(id), viewer.actor);
    return seeOther('/recognition', { kind: 'done', key: 'boards.done_revoked' });
  }

  /** The link is on this page and never again. */
  @Post(':id/displays')
  async addDisplay(
    @Req() request: AppRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<HtmlReply> {
    const board = await this.boards.require(Number(id));
    const sent = sentBy(body);
    const name = textOf(sent, 'displayName');
    try {
      const { token } = await this.displays.create(board.id, { name }, viewer.actor);
      const url = `${this.config.baseUrl}/board/${board.key}?display=${token}`;
      const title = this.i18n.text(viewer.locale, 'boards.link_title');
      return await this.pages.html(request, 'recognition/display-link', { board, name, url }, { title });
    } catch (error) {
      return this.again(request, viewer, board, sent, error);
    }
  }

  @Post(':id/displays/:display/name')
  async renameDisplay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('display') display: string,
    @Body() body: unknown,
  ) {
    const name = textOf(sentBy(body), 'name');
    await this.displays.rename(Number(id), Number(display), { name }, viewer.actor);
    return seeOther(`/recognition/boards/${Number(id)}`, {
      kind: 'done',
      key: 'boards.display_done_renamed',
    });
  }

  @Post(':id/displays/:display/revocation')
  async revokeDisplay(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Param('display') display: string,
  ) {
    await this.displays.revoke(Number(id), Number(display), viewer.actor);
    return seeOther(`/recognition/boards/${Number(id)}`, {
      kind: 'done',
      key: 'boards.display_done_revoked',
    });
  }

  private again(
    request: AppRequest,
    viewer: Viewer,
    board: Board | undefined,
    sent: Sent,
    error: unknown,
  ): Promise<HtmlReply> {
    if (!(error instanceof DomainError) || error.status >= 500) throw error;
    return this.form(request, viewer, board, sent, error);
  }

  /** What is ticked is shown; what is not is left out, of the scenes there are now. */
  private factsIn(sent: Sent) {
    const ticked = listOf(sent, 'scenes');
    const team = Number(textOf(sent, 'teamId'));
    return {
      name: textOf(sent, 'name'),
      teamId: team > 0 ? team : null,
      locale: textOf(sent, 'locale') as Locale,
      periodKind: textOf(sent, 'periodKind') as Board['periodKind'],
      minimumN: Number(textOf(sent, 'minimumN')),
      leftOut: this.sceneKeys().filter((key) => !ticked.includes(key)),
      open: textOf(sent, 'open') !== '',
    };
  }

  private sceneKeys(): string[] {
    return [THANKS, ...this.scenes.list().map(({ key }) => key)];
  }

  private async form(
    request: AppRequest,
    viewer: Viewer,
    board: Board | undefined,
    sent: Sent | undefined,
    error?: DomainError,
  ): Promise<HtmlReply> {
    const say = (key: string, params?: Record<string, string | number>): string =>
      this.i18n.text(viewer.locale, key, params);
    const labels = Object.fromEntries(LABELLED.map((field) => [field, say(LABELS[field])]));
    const given = board ?? {
      key: '', name: '', teamId: null, locale: viewer.locale, periodKind: 'quarter', minimumN: LEAST_MINIMUM_N, leftOut: '', isOpen: 0,
    }; // prettier-ignore
    const typed = sent !== undefined && sent['displayName'] === undefined ? sent : undefined;
    const value = (field: (typeof LABELLED)[number]): string =>
      typed?.[field] === undefined ? String(given[field] ?? '') : textOf(typed, field);
    const title = board?.name ?? say('boards.new_title');
    const model = {
      board,
      title,
      labels,
      problems: error && problemsOf(error, this.i18n, viewer.locale, labels),
      values: Object.fromEntries(LABELLED.map((field) => [field, value(field)])),
      open: typed ? textOf(typed, 'open') !== '' : given.isOpen === 1,
      leastMinimum: LEAST_MINIMUM_N,
      teams: [
        { value: '', label: say('boards.reach_all') },
        ...(await this.organization.tree()).map(({ id, name }) => ({ value: String(id), label: name })),
      ],
      locales: LOCALES.map((locale) => ({ value: locale, label: say(`platform.language_${locale}`) })),
      periods: PERIOD_KINDS.map((kind) => ({ value: kind, label: say(`boards.period_${kind}`) })),
      scenes: this.sceneKeys().map((key) => ({
        key,
        label: say(`boards.scene_name.${key}`),
        checked: typed ? listOf(typed, 'scenes').includes(key) : shows(given, key),
      })),
      displays: board ? await this.displays.of(board.id) : [],
    };
    return this.pages.html(request, 'recognition/board-form', model, {
      title,
      status: error ? error.status : 200,
    });
  }
}

function sentBy(body: unknown): Sent {
  return typeof body === 'object' && body !== null ? (body as Sent) : {};
}

function textOf(sent: Sent, name: string): string {
  const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

function listOf(sent: Sent, name: string): string[] {
  const value = Object.hasOwn(sent, name) ? sent[name] : undefined;
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
}
