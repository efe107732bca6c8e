/** Which rules say who owns a case: those whose every condition it meets, in the order they stand in. */

export interface OwnerRule {
  readonly key: string;
  /** Code of the touchpoint; '' for every one. */
  readonly touchpoint: string;
  /** Somebody of this team served, or of a team below it; null for every one. */
  readonly team: number | null;
  readonly channel: string;
  /** The language the customer answered in; '' for every one. */
  readonly language: string;
  /** Only while this calendar is open: the office hours of whom it names; '' for always. */
  readonly hours: string;
  /** One person, the least loaded of a team, or the least loaded of everybody who works cases. */
  readonly to: 'person' | 'team' | 'everybody';
  readonly user: number | null;
  readonly pool: number | null;
}

export interface CaseFacts {
  readonly touchpoint: string;
  readonly channel: string;
  readonly language: string;
  /** The teams of those who served, with the teams above them. */
  readonly teams: readonly number[];
}

/** @returns the rules that fit, first the one that counts first */
export function rulesFor(rules: readonly OwnerRule[], facts: CaseFacts): OwnerRule[] {
  const fits = (wanted: string, given: string): boolean => wanted === '' || wanted === given;
  return rules.filter(
    ({ touchpoint, team, channel, language }) =>
      fits(touchpoint, facts.touchpoint) &&
      fits(channel, facts.channel) &&
      fits(language, facts.language) &&
      (team === null || facts.teams.includes(team)),
  );
}
