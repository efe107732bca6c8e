/**
 * A signal in words: what was seen, what to expect of colleagues, how often chance alone does the same, and what else may
 * explain it. Neutral: something is unusual, nobody is accused.
 */
import type { Viewer } from '../access';
import type { I18n } from '../platform/i18n';
import type { Finding, FoundKind, Numbers } from './finding';
import type { ListedSignal } from './signals.queries';

/** How many innocent explanations each kind has texts for. */
const INNOCENT: Readonly<Record<FoundKind, number>> = {
  invitation_suppression: 3,
  hard_contacts_suppression: 3,
  contact_edits: 3,
  answer_burst: 3,
  hasty_answers: 2,
  office_answers: 2,
  asked_for_rating: 2,
  rating_jump: 3,
  manager_exclusions: 3,
  manager_overrides: 2,
  kudos_reciprocity: 3,
  same_device: 3,
  self_answer: 3,
  like_comments: 2,
};

/** With two bars: what was seen, and what colleagues' share would be. */
const SHARES: readonly FoundKind[] = [
  'invitation_suppression', 'hard_contacts_suppression', 'contact_edits', 'hasty_answers', 'office_answers',
  'asked_for_rating', 'manager_exclusions', 'manager_overrides',
]; // prettier-ignore

/** So rare that a number says less than a word. */
const NEVER = 1e-9;

export function read(signal: Pick<ListedSignal, 'finding'>): Pick<Finding, 'probability' | 'numbers'> {
  return JSON.parse(signal.finding) as Pick<Finding, 'probability' | 'numbers'>;
}

export class SignalWords {
  constructor(
    private readonly viewer: Viewer,
    private readonly i18n: I18n,
  ) {}

  text(key: string, params: Record<string, string | number> = {}): string {
    return this.i18n.text(this.viewer.locale, `signals.${key}`, params);
  }

  kind(kind: FoundKind): string {
    return this.text(`kind_${kind}`);
  }

  seen(kind: FoundKind, employee: string, numbers: Numbers): string {
    return this.text(`seen_${kind}`, { employee, ...this.params(numbers) });
  }

  expected(kind: FoundKind, numbers: Numbers): string {
    return this.text(`expected_${kind}`, this.params(numbers));
  }

  /** How often chance alone does the same or more, rounded to one figure: "about once in 4,000". */
  chance(probability: number | null): string {
    if (probability === null) return this.text('chance_fact');
    if (probability < NEVER) return this.text('chance_never');
    const times = 1 / probability;
    const figure = 10 ** Math.floor(Math.log10(times));
    const rounded = Math.max(1, Math.round(times / figure)) * figure;
    return this.text('chance_once', { times: this.formats().number(rounded) });
  }

  innocent(kind: FoundKind): string[] {
    return Array.from({ length: INNOCENT[kind] }, (_, index) => this.text(`innocent_${kind}_${index + 1}`));
  }

  /** Two bars beside each other; null for kinds that are no shares. */
  bars(kind: FoundKind, numbers: Numbers) {
    const { times, n, rate } = numbers;
    if (!SHARES.includes(kind) || rate === undefined || n === 0) return null;
    // Small shares would both be slivers: the scale ends a little above the larger one.
    const largest = Math.max(times / n, rate);
    const scale = largest > 0.5 ? 1 : Math.min(1, largest * 1.25);
    return [
      {
        label: this.text('bar_own'),
        share: times / n / scale,
        text: this.share(times / n),
        own: true,
      },
      {
        label: this.text('bar_peers'),
        share: rate / scale,
        text: this.share(rate),
        own: false,
      },
    ];
  }

  /** Why a contact or answer stands in the list. */
  sign(kind: FoundKind, sign: string | undefined): string | undefined {
    if (sign === undefined) return undefined;
    if (kind === 'self_answer')
      return this.formats().list(sign.split(' ').map((one) => this.text(`sign_${one}`)));
    if (kind === 'manager_exclusions')
      return this.i18n.text(this.viewer.locale, `responses.reason_for_${sign}`);
    if (sign === 'bounced') return this.text('sign_bounced');
    return this.i18n.text(this.viewer.locale, `invitations.reason_${sign}`);
  }

  period(from: string, until: string): string {
    return this.formats().dayRange(from, until);
  }

  private params({ times, n, expected, rate, peers, from, minutes, before, after }: Numbers) {
    const formats = this.formats();
    const few = (value: number) =>
      value < 0.1
        ? this.text('under', { count: formats.number(0.1, 1) })
        : this.text('about', { count: formats.number(value, value < 10 ? 1 : 0) });
    const share = (good: number, of: number) => formats.percent(of > 0 ? good / of : 0);
    return {
      times: formats.number(times),
      n: formats.number(n),
      share: this.share(n > 0 ? times / n : 0),
      expected: few(expected ?? 0),
      rate: this.share(rate ?? 0),
      peers: peers ?? 0,
      minutes: minutes ?? 0,
      at: from === undefined ? '' : formats.instant(from, 'short'),
      before: before ? share(before.good, before.n) : '',
      beforeN: formats.number(before?.n ?? 0),
      after: after ? share(after.good, after.n) : '',
      afterN: formats.number(after?.n ?? 0),
    };
  }

  /** Close to nothing or everything a whole percent says too little. */
  private share(value: number): string {
    return this.formats().percent(value, value > 0 && value < 1 && (value < 0.1 || value > 0.95) ? 1 : 0);
  }

  private formats() {
    return this.i18n.formatsFor(this.viewer.locale);
  }
}
