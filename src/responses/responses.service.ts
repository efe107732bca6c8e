/**
 * The answers of customers: what a link opens, what happens to what is sent, and the same path for answers that come
 * another way (import, operator, seeds).
 */
import { Injectable } from '@nestjs/common';
import { type Device, Devices } from '../access';
import { type AnswerableInvitation, Invitations, type OpenInvitation } from '../invitations';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { DomainError } from '../platform/errors';
import { SettingsStore } from '../platform/views';
import {
  allSlots,
  type AnswerValues,
  pathThrough,
  type PublishedSurvey,
  type Question,
  type Section,
  type Server,
  Surveys,
} from '../surveys';
import {
  type AnswerForm,
  type Before,
  type ContactWindow,
  readAnswerForm,
  stampOf,
  stepOf,
} from './answer-form';
import { answersIn, formValuesOf } from './answers';
import type { QuoteName } from './calc';
import { passageOf, type Sending } from './evidence';
import { LinkWatch } from './link-watch';
import { PageStamps } from './page-stamp';
import { completeSince, NOTHING_BEFORE, postedSections } from './progress';
import type { Arrival } from './arrival';
import { CORRECTION_MILLISECONDS, Recording, type Written } from './recording';
import { type InteractionPlace, ResponseStore, type StandingResponse } from './response.store';
import type { AttributionShare } from './responses.events';
import { quickForm } from './quick-form';
import { isInNetworks, verificationSetting } from './verification-settings';

/** What was answered before, shown again when a customer goes on or corrects it. */
export interface GivenAnswers {
  /** By slot key; the words beside `other` under `<slot key>.other`. */
  readonly values: AnswerValues;
  readonly mayContact: boolean;
  readonly contactWhen: ContactWindow | null;
  readonly mayQuote: boolean;
  readonly quoteName: QuoteName;
}

/** What the link of an invitation leads to. */
export type Door =
  | { readonly state: 'unknown' }
  | { readonly state: 'expired' | 'locked'; readonly invitation: OpenInvitation }
  | ({
      /** Not answered yet, or begun and not complete. */
      readonly state: 'open';
    } & OpenDoor)
  | ({
      readonly state: 'changeable';
      /** UTC milliseconds until which the answer may be corrected. */
      readonly until: number;
    } & OpenDoor);

interface OpenDoor {
  readonly invitation: OpenInvitation;
  readonly survey: PublishedSurvey;
  /** Empty before the first answer. */
  readonly given: GivenAnswers;
  /** The section to show: the first one on the way that was not sent yet, else the first of all. */
  readonly section: Section;
  /** The sections on the way so far that were sent: they can be looked at again. */
  readonly sent: readonly string[];
  /** For the field `opened` of the page that is shown. */
  readonly stamp: string;
}

export type Outcome =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired' | 'locked'; readonly invitation: OpenInvitation }
  | {
      readonly kind: 'refused';
      readonly invitation: OpenInvitation;
      readonly survey: PublishedSurvey;
      /** The section that was sent; undefined for a whole form. */
      readonly step: string | undefined;
      /** What was answered before. */
      readonly given: GivenAnswers;
      /** `validation_failed`: which fields, and why. */
      readonly error: DomainError;
      /** For the field `opened` of the page that is shown again. */
      readonly stamp: string;
    }
  | {
      /** A step was kept; another section follows. */
      readonly kind: 'step';
      readonly invitation: OpenInvitation;
      readonly survey: PublishedSurvey;
      readonly given: GivenAnswers;
      readonly section: Section;
      /** For the field `opened` of the next page. */
      readonly stamp: string;
    }
  | {
      readonly kind: 'recorded';
      readonly invitation: OpenInvitation;
      readonly survey: PublishedSurvey;
      readonly responseId: string;
      readonly revision: number;
      /** False when the same answer was there already. */
      readonly changed: boolean;
      readonly lowRating: boolean;
      readonly mayContact: boolean;
      /** Since when the answer is complete: the time to correct it runs from there. */
      readonly firstReceivedAt: number;
    };

/** An answer that did not come through a link. */
export interface RecordedAnswer {
  readonly interactionId: string;
  /** Null for answers nobody was invited to give. */
  readonly invitationId?: string | null;
  readonly surveyVersionId: number;
  readonly source: string;
  /** The kiosk, poster or link it came through. */
  readonly collectorId?: number | null;
  /** The user who entered it for the customer. */
  readonly enteredBy?: number | null;
  readonly locale: string;
  /** UTC milliseconds. */
  readonly answeredAt: number;
  /** By slot key: the rating, the text, or the options; the words beside `other` under `<slot key>.other`. */
  readonly answers: AnswerValues;
  readonly mayContact?: boolean;
  readonly contactWhen?: ContactWindow | null;
  readonly mayQuote?: boolean;
  readonly quoteName?: QuoteName;
  /** What speaks for a machine: then it stays provisional. Codes with words under `responses.why_<code>`. */
  readonly doubts?: readonly string[];
  /** Where it came from, as far as whoever carries it knows. */
  readonly device?: Device;
}

/** How a link was opened. */
export interface Looking {
  /** From the button of this rating in the mail. */
  readonly rating?: string | undefined;
  /** Asked only whether the page is there. */
  readonly head?: boolean;
}

const NOTHING_GIVEN: GivenAnswers = {
  values: {}, mayContact: false, contactWhen: null, mayQuote: false, quoteName: 'anonymous',
}; // prettier-ignore

@Injectable()
export class Responses {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: SettingsStore,
    private readonly surveys: Surveys,
    private readonly invitations: Invitations,
    private readonly recording: Recording,
    private readonly store: ResponseStore,
    private readonly stamps: PageStamps,
    private readonly watch: LinkWatch,
    private readonly devices: Devices,
  ) {}

  /**
   * Where a token leads now. Changes nothing; a token of another purpose is as unknown as one that never was.
   * @param looking how it was opened, to know machines by it
   */
  async open(token: string, looking: Looking = {}): Promise<Door> {
    const invitation = await this.invitations.byAnswerToken(token);
    if (!invitation) return { state: 'unknown' };
    if (looking.head) this.watch.askedFor(invitation.invitationId);
    else if (looking.rating !== undefined) this.watch.opened(invitation.invitationId, looking.rating);
    const now = this.clock.now();
    const standing = invitation.begun
      ? await this.store.standingOfInvitation(invitation.invitationId)
      : undefined;
    // What a program left, as far as anybody can tell, is not shown to the customer.
    const human = standing && !standing.byMachine ? standing : undefined;
    if (now >= invitation.expiresAt && !human?.complete) return { state: 'expired', invitation };
    const survey = await this.surveys.version(invitation.surveyVersionId);
    if (!human) {
      const section = nextSection(survey, {}, new Set());
      const stamp = this.stamps.issue(token);
      return { state: 'open', invitation, survey, given: NOTHING_GIVEN, section, sent: [], stamp };
    }
    const { responseId } = human;
    const revisions = await this.store.revisions(responseId);
    const until =
      completeSince(human, revisions, await this.store.confirmedAt(responseId)) + CORRECTION_MILLISECONDS;
    if (human.complete && now > until) return { state: 'locked', invitation };
    const given = await this.given(human, survey, invitation.employees);
    const posted = postedSections(survey, revisions, human);
    const way = pathThrough<Question, Section>(survey.sections, given.values).map(({ section }) => section);
    const open: OpenDoor = {
      invitation,
      survey,
      given,
      section: nextSection(survey, given.values, posted),
      sent: way.flatMap(({ key }) => (posted.has(key) ? [key] : [])),
      stamp: this.stamps.issue(token),
    };
    return human.complete ? { state: 'changeable', until, ...open } : { state: 'open', ...open };
  }

  /** The link that no person can see was followed. Changes nothing but what is known of machines. */
  async trapped(token: string): Promise<void> {
    const invitation = await this.invitations.byAnswerToken(token);
    if (invitation) this.watch.trapped(invitation.invitationId);
  }

  /**
   * Takes what a customer sent. The answer is durable when this resolves: on SQLite concurrent answers share one
   * COMMIT, and nobody hears of it before.
   * @param body the fields of the page, unchecked
   */
  async submit(token: string, body: unknown, sending: Sending): Promise<Outcome> {
    const found = this.invitations.byAnswerToken(token);
    // Waits only for what is not there already: on SQLite an answer needs no promise before its COMMIT.
    const invitation = found instanceof Promise ? await found : found;
    if (!invitation) return { kind: 'unknown' };
    const versionId = invitation.surveyVersionId;
    const survey = this.surveys.known(versionId) ?? (await this.surveys.version(versionId));
    const receivedAt = this.clock.now();
    if (receivedAt >= invitation.expiresAt) {
      const standing = await this.store.standingOfInvitation(invitation.invitationId);
      if (!standing?.complete) return { kind: 'expired', invitation };
    }
    const step = stepOf(body);
    const servers = invitation.employees;
    const organization = this.settings.known('organization') ?? (await this.settings.get('organization'));
    const verification =
      this.settings.known(verificationSetting) ?? (await this.settings.get(verificationSetting));
    // What builds on nothing is checked before anything waits for the database; a further step needs what came before.
    let first: AnswerForm | undefined;
    const read = (before: Before) =>
      first && (step === undefined || before === NOTHING_BEFORE)
        ? first
        : readAnswerForm(survey, servers, body, before);
    const stamp = this.stamps.read(token, stampOf(body));
    const seen = this.devices.of(sending.address, sending.userAgent);
    const device = seen instanceof Promise ? await seen : seen;
    const arrival: Arrival = {
      interactionId: invitation.interactionId,
      invitationId: invitation.invitationId,
      place: placeOf(invitation),
      shares: sharesOf(servers),
      survey,
      source: invitation.channel,
      collectorId: null,
      enteredBy: null,
      locale: invitation.locale,
      receivedAt,
      slots: () => allSlots(survey, servers),
      step,
      read,
      passage: passageOf(sending, {
        sentAt: sentAtOf(invitation, receivedAt),
        stamp,
        openedAt: this.watch.lastOpened(invitation.invitationId),
        repeated: this.watch.lastRepeated(invitation.invitationId),
        signs: this.watch.signs(invitation.invitationId),
        scannerNetwork: isInNetworks(sending.address, verification.scannerNetworks),
        device,
      }),
    };
    let written: Written;
    try {
      if (step === undefined || !invitation.begun)
        first = quickForm(survey, servers, body) ?? readAnswerForm(survey, servers, body);
      written = await this.database.sharing(() => this.recording.write(arrival, organization.timezone));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      const given = step === undefined ? NOTHING_GIVEN : await this.givenThrough(invitation, survey);
      return { kind: 'refused', invitation, survey, step, given, error, stamp: this.stamps.issue(token) };
    }
    if (!written.changed) this.watch.repeated(invitation.invitationId, stamp?.page ?? null);
    if (written.locked) return { kind: 'locked', invitation };
    const { form, responseId, revision, changed, lowRating, firstReceivedAt } = written;
    if (form.next) {
      const given = { ...consentsGiven(form), values: formValuesOf(form.answers) };
      return { kind: 'step', invitation, survey, given, section: form.next, stamp: this.stamps.issue(token) };
    }
    const mayContact = form.consents?.mayContact ?? false;
    return {
      kind: 'recorded',
      invitation,
      survey,
      responseId,
      revision,
      changed,
      lowRating,
      mayContact,
      firstReceivedAt,
    };
  }

  /**
   * Records an answer that came another way, through the same path, all of it at once. Several calls inside one
   * transaction share its COMMIT.
   * @throws DomainError `validation_failed` for answers the survey version does not know or allow, or that lack
   *   something required, `answer_interaction_unknown`
   */
  async record(answer: RecordedAnswer): Promise<{ responseId: string; revision: number; changed: boolean }> {
    const survey = await this.surveys.version(answer.surveyVersionId);
    const servers = survey.questions.some(({ about }) => about !== 'all')
      ? await this.store.servers(answer.interactionId)
      : [];
    const { mayContact = false, contactWhen = null, mayQuote = false, quoteName = null } = answer;
    const read = {
      ...readAnswerForm(survey, servers, { answers: answer.answers }),
      consents: { mayContact, contactWhen, mayQuote, quoteName },
    };
    const { timezone } = await this.settings.get('organization');
    const { responseId, revision, changed } = await this.database.grouped(() =>
      this.recording.write(
        {
          interactionId: answer.interactionId,
          invitationId: answer.invitationId ?? null,
          survey,
          source: answer.source,
          collectorId: answer.collectorId ?? null,
          enteredBy: answer.enteredBy ?? null,
          locale: answer.locale,
          receivedAt: answer.answeredAt,
          slots: () => allSlots(survey, servers),
          step: undefined,
          read: () => read,
          passage: { doubts: answer.doubts ?? [], device: answer.device ?? null },
        },
        timezone,
      ),
    );
    return { responseId, revision, changed };
  }

  private async given(
    standing: StandingResponse,
    survey: PublishedSurvey,
    servers: readonly Server[],
  ): Promise<GivenAnswers> {
    const { responseId, revision, mayContact, contactWhen, mayQuote, quoteName } = standing;
    const answers = answersIn(allSlots(survey, servers), await this.store.stored(responseId, revision));
    return { values: formValuesOf(answers), mayContact, contactWhen, mayQuote, quoteName };
  }

  /** What a refused step builds on. */
  private async givenThrough(invitation: OpenInvitation, survey: PublishedSurvey): Promise<GivenAnswers> {
    const standing = await this.store.standingOfInvitation(invitation.invitationId);
    return standing ? this.given(standing, survey, invitation.employees) : NOTHING_GIVEN;
  }
}

/** What was read with the link, so that the answer's transaction need not ask for it again. */
function placeOf(invitation: AnswerableInvitation): InteractionPlace {
  const { interactionId, touchpointId, cellId, customerId, customerName, machineSign, objected } = invitation;
  return { interactionId, touchpointId, cellId, customerId, customerName, machineSign, objected };
}

function sharesOf(employees: AnswerableInvitation['employees']): AttributionShare[] {
  const shares = employees.map(({ id, sharePpm }) => ({ employeeId: id, sharePpm }));
  return shares.length > 1 ? shares.sort((one, other) => one.employeeId - other.employeeId) : shares;
}

/** The first section on the way that was not sent; the first of all when every one was. */
function nextSection(survey: PublishedSurvey, values: AnswerValues, posted: ReadonlySet<string>): Section {
  const way = pathThrough<Question, Section>(survey.sections, values).map(({ section }) => section);
  const next = way.find(({ key }) => !posted.has(key)) ?? way[0] ?? survey.sections[0];
  if (!next) throw new Error(`Version ${survey.versionId} of the survey ${survey.key} asks nothing.`);
  return next;
}

function consentsGiven({ consents }: AnswerForm): Omit<GivenAnswers, 'values'> {
  const { mayContact, contactWhen, mayQuote, quoteName } = consents ?? NOTHING_GIVEN;
  return { mayContact, contactWhen, mayQuote, quoteName: quoteName ?? 'anonymous' };
}

/** When the link left for somebody who was not there. In a chat the customer is, and may be as fast as they like. */
function sentAtOf({ channel, state, sentAt }: AnswerableInvitation, receivedAt: number): number | null {
  if (channel === 'chat') return null;
  // Answered before the sender has noted that the mail left: no customer is as fast as that.
  return sentAt ?? (state === 'sending' ? receivedAt : null);
}
