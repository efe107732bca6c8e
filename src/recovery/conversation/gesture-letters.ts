/** Tells customers of a gesture when it is granted; where they cannot be written to, the case says to tell them in person. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Database } from '../../platform/database';
import { EventBus } from '../../platform/events';
import { I18n } from '../../platform/i18n';
import { SettingsStore } from '../../platform/views';
import { tellStory } from '../case-diary';
import { GestureQueries } from '../gestures/gesture.queries';
import { GestureGranted } from '../gestures/gestures.events';
import { Vouchers } from '../gestures/vouchers';
import { CaseContacts } from './case-contact';
import { filledText, LetterTextStore } from './letter-texts';
import { Letters } from './letters.service';

@Injectable()
export class GestureLetters implements OnModuleInit {
  constructor(
    private readonly events: EventBus,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly contacts: CaseContacts,
    private readonly gestures: GestureQueries,
    private readonly vouchers: Vouchers,
    private readonly texts: LetterTextStore,
    private readonly letters: Letters,
    private readonly settings: SettingsStore,
    private readonly i18n: I18n,
  ) {}

  onModuleInit(): void {
    this.events.on(GestureGranted, (event) => this.tell(event));
  }

  private async tell({ gestureId, caseId, actor }: GestureGranted): Promise<void> {
    if (await this.letters.obstacle(caseId)) {
      await tellStory(this.database, {
        caseId,
        at: this.clock.now(),
        author: 'system',
        kind: 'gesture.untold',
      });
      return;
    }
    const contact = await this.contacts.of(caseId);
    if (!contact) return;
    const { locale } = contact;
    const gesture = await this.gestures.one(gestureId, locale);
    if (!gesture) return;
    const { name: organization, tone } = await this.settings.get('organization');
    const code = await this.vouchers.codeOf(gestureId);
    const speech = this.i18n.forCustomers(tone);
    const values = {
      customer: contact.customerName ?? '',
      organization,
      gesture: gesture.name,
      value: speech.formatsFor(locale).money(gesture.value),
      // The code itself is filled in when the mail is written, and stands in no text that is kept.
      code: code === null ? '' : '{code}',
    };
    const { subject, text } = await this.texts.of('gesture', locale);
    await this.letters.write(
      {
        caseId,
        kind: 'gesture',
        subject: filledText(subject, values),
        text: filledText(text, values),
        gestureId,
      },
      actor,
    );
  }
}
