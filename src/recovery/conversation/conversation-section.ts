/** The conversation on the page of a case: letters and calls in their order, and the forms to write, to note a call, to name an advocate. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isLocale, type Locale } from '../../kernel';
import { I18n, problemsOf } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { type CaseReader, CaseSections } from '../case-sections';
import { CALL_OUTCOMES, CaseTalk } from './case-talk.service';
import { filledText, LetterTextStore, WRITTEN_KINDS } from './letter-texts';
import { Letters } from './letters.service';

@Injectable()
export class ConversationSection implements OnModuleInit {
  constructor(
    private readonly sections: CaseSections,
    private readonly letters: Letters,
    private readonly texts: LetterTextStore,
    private readonly talk: CaseTalk,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.sections.add({
      key: 'conversation',
      column: 'main',
      order: 20,
      partial: 'case-conversation',
      model: (reader) => this.conversation(reader),
    });
    this.sections.add({
      key: 'advocate',
      column: 'side',
      order: 40,
      partial: 'case-advocate',
      model: (reader) => this.advocate(reader),
    });
  }

  private async conversation({ viewer, story, canWork, refused }: CaseReader): Promise<object> {
    const { locale } = viewer;
    const [letters, calls, obstacle] = await Promise.all([
      this.letters.ofCase(story.id),
      this.talk.calls(story.id),
      this.letters.obstacle(story.id),
    ]);
    const named = story.customerName !== null;
    const lines = [
      ...letters.map((letter) => ({
        ...letter,
        isLetter: true,
        incoming: letter.direction === 'in',
        isOther: letter.direction === 'in' && letter.fromCustomer === 0,
        // The letters name the customer: below an all-scope role only where the customer asked to be contacted.
        text: named ? letter.text : '',
      })),
      ...calls.map((call) => ({ ...call, text: call.text, isLetter: false })),
    ].sort((one, other) => one.at - other.at);
    const say = (key: string): string => this.i18n.text(locale, key);
    const label = {
      subject: say('letters.subject'),
      text: say('letters.text'),
      callAt: say('letters.call_at'),
      outcome: say('letters.call_outcome'),
    };
    return {
      id: story.id,
      lines,
      canWork,
      obstacle: canWork ? obstacle : null,
      drafts: canWork && !obstacle ? await this.drafts(spoken(story.customerLocale), story, viewer.name) : [],
      outcomes: CALL_OUTCOMES.map((value) => ({ value, label: say(`letters.outcome.${value}`) })),
      typed: refused?.typed ?? {},
      problems: refused && problemsOf(refused.problem, this.i18n, locale, label),
    };
  }

  /** What a letter begins with, in the customer's language. */
  private async drafts(
    locale: Locale,
    { customerName }: CaseReader['story'],
    writer: string,
  ): Promise<object[]> {
    const { name: organization } = await this.settings.get('organization');
    const values = { customer: customerName ?? '', organization, writer };
    return Promise.all(
      WRITTEN_KINDS.map(async (kind) => {
        const { subject, text } = await this.texts.of(kind, locale);
        return {
          kind,
          titleKey: `letters.write.${kind}`,
          lang: locale,
          subject: filledText(subject, values),
          text: filledText(text, values),
        };
      }),
    );
  }

  private async advocate({ viewer, story, canWork, refused }: CaseReader): Promise<object | undefined> {
    const [named, breaks, others] = await Promise.all([
      this.talk.advocateOf(story.id),
      this.talk.ruleBreaks(story.id),
      canWork ? this.talk.advocates(story.id, viewer.userId) : [],
    ]);
    if (!canWork && !named && breaks.length === 0) return undefined;
    const { locale } = viewer;
    const say = (key: string): string => this.i18n.text(locale, key);
    const label = { rule: say('letters.rule'), ruleReason: say('letters.rule_reason') };
    return {
      id: story.id,
      canWork,
      canBreak: viewer.can('recovery.break_rules'),
      advocate: named?.name,
      advocateId: named ? String(named.id) : '',
      advocates: [
        { value: '', label: say('letters.advocate_nobody') },
        ...others.map(({ id, name }) => ({ value: String(id), label: name })),
      ],
      breaks,
      label,
      typed: refused?.typed ?? {},
      problems: refused && problemsOf(refused.problem, this.i18n, locale, label),
    };
  }
}

function spoken(locale: string): Locale {
  return isLocale(locale) ? locale : 'es';
}
