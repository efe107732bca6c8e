/** Everything somebody received, newest first by kind: customers' words, thanks of colleagues, awards, anniversaries. */
import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../access';
import { type Locale, pickText } from '../../kernel';
import { Calendar, Employees } from '../../organization';
import { errors } from '../../platform/errors';
import { AWARD_ICONS } from '../awards/award-icons';
import { AwardQueries } from '../awards/award.queries';
import { AwardWords } from '../awards/award-words';
import { KudosQueries, valueName } from '../kudos/kudos.queries';
import { anniversariesUntil } from './anniversaries';
import { type ReceivedKind, RecognitionChoices } from './recognition-choices';
import { SaidQueries } from './said.queries';

/** Of each kind; everything with `?show=all`. */
const SHOWN = 8;
const MOST = 500;
const YEARS_SHOWN = 3;

@Injectable()
export class MyRecognition {
  constructor(
    private readonly calendar: Calendar,
    private readonly employees: Employees,
    private readonly said: SaidQueries,
    private readonly kudos: KudosQueries,
    private readonly awards: AwardQueries,
    private readonly words: AwardWords,
    private readonly choices: RecognitionChoices,
  ) {}

  /** The model of `views/recognition/mine.hbs`. @throws not_found for an account that is nobody's */
  async model(viewer: Viewer, all: boolean) {
    const { employeeId, locale } = viewer;
    const person =
      employeeId === null ? undefined : (await this.employees.byIds([employeeId])).get(employeeId);
    if (!person) throw errors.not_found();
    const most = all ? MOST : SHOWN;
    const [quotes, kudos, awards, hidden] = await Promise.all([
      this.said.receivedBy(person.id, most),
      this.kudos.receivedBy(person.id, most),
      this.awards.ofEmployee(person.id, true, most),
      this.choices.hidden(person.id),
    ]);
    const choice = (kind: ReceivedKind, subject: string) => ({
      kind,
      subject,
      hidden: hidden.has(`${kind} ${subject}`),
    });
    return {
      optedOut: person.publicName === 'hidden',
      more: !all && [quotes, kudos, awards].some(({ length }) => length === most),
      firstNameOnly: person.publicName === 'first_name',
      quotes: quotes.map((one) => ({ ...one, ...choice('quote', one.id) })),
      kudos: kudos.map((one) => ({
        id: one.id,
        text: one.text,
        from: one.from.name,
        value: valueName(one, locale),
        day: one.day,
        ...choice('kudos', one.id),
      })),
      awards: awards.map((one) => ({
        id: one.id,
        name: pickText(one.awardName, locale),
        icon: AWARD_ICONS[one.icon],
        period: this.words.period(one, locale),
        reasons: this.words.reasons(one.reasons, locale),
        reward: one.reward && pickText(one.reward, locale),
        href: `/recognition/awards/${one.awardId}`,
        certificates: certificatesOf(one.id, locale),
        ...choice('award', one.id),
      })),
      anniversaries: anniversariesUntil(person.hiredOn, await this.calendar.today(), YEARS_SHOWN).map(
        (one) => ({ ...one, ...choice('anniversary', String(one.years)) }),
      ),
    };
  }
}

/** The reader's language first. */
function certificatesOf(grantId: string, locale: Locale): { lang: Locale; href: string }[] {
  const others = (['es', 'en', 'pt-BR'] as const).filter((other) => other !== locale);
  return [locale, ...others].map((lang) => ({
    lang,
    href: `/recognition/awards/grants/${grantId}/certificate.pdf?lang=${lang}`,
  }));
}
