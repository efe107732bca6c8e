/** What somebody has to look at though no chance can be computed: one device, an own address, comments alike. */
import { groupedBy } from '../kernel';
import { likeComments, looksSelfAnswered, sameDevice, type SelfSign } from '../scoring/calc';
import type { Comment, LookedAt } from './answers.queries';
import { isHasty, type Since } from './comparisons';
import { type Evidence, type Finding, MOST_EVIDENCE } from './finding';

export interface StaffPlaces {
  readonly devices: ReadonlyMap<string, ReadonlySet<number>>;
  readonly networks: ReadonlySet<string>;
}

/** Answers about one employee from one device, three or more within thirty days. */
export function deviceFindings(answers: readonly LookedAt[], since: Since): Finding[] {
  const groups = sameDevice(
    answers.flatMap(({ responseId, employeeId, device, at, byLink, day }) =>
      byLink && device !== null && day >= since('same_device', employeeId)
        ? [{ responseId, employeeId, device, at }]
        : [],
    ),
  );
  const at = new Map(answers.map((answer) => [answer.responseId, answer.at]));
  return byEmployee(groups, 'same_device', since, ({ responses }) =>
    responses.map((responseId) => ({ responseId, at: at.get(responseId) ?? 0 })),
  );
}

/** Comments about one employee that are the same or nearly, three or more. */
export function commentFindings(comments: readonly Comment[], since: Since): Finding[] {
  const lookedAt = comments.filter(({ day, employeeId }) => day >= since('like_comments', employeeId));
  const groups = [...groupedBy(lookedAt, ({ employeeId }) => employeeId)].flatMap(([employeeId, list]) =>
    likeComments(list).map((group) => ({ employeeId, group })),
  );
  return byEmployee(groups, 'like_comments', since, ({ group }) =>
    group.map(({ responseId, at }) => ({ responseId, at })),
  );
}

/** Answers with a sign of the one they are about: `signsOf`. */
export function selfFindings(answers: readonly LookedAt[], places: StaffPlaces, since: Since): Finding[] {
  const found = answers.flatMap((answer) => {
    if (answer.day < since('self_answer', answer.employeeId)) return [];
    const signs = signsOf(answer, places);
    return looksSelfAnswered(signs) ? [{ employeeId: answer.employeeId, answer, signs }] : [];
  });
  return byEmployee(found, 'self_answer', since, ({ answer, signs }) => [
    { responseId: answer.responseId, at: answer.at, sign: signs.join(' ') },
  ]).map((finding) => ({
    ...finding,
    numbers: {
      ...finding.numbers,
      signs: [...new Set(finding.evidence.flatMap(({ sign }) => (sign ?? '').split(' ')))] as SelfSign[],
    },
  }));
}

export function signsOf(answer: LookedAt, { devices, networks }: StaffPlaces): SelfSign[] {
  const signs: SelfSign[] = [];
  if (answer.ownAddress) signs.push('staff_contact');
  if (!answer.byLink) return signs;
  if (answer.device !== null && devices.get(answer.device)?.has(answer.employeeId))
    signs.push('staff_device');
  if (isHasty(answer)) signs.push('hasty');
  if (answer.network !== null && networks.has(answer.network)) signs.push('office_network');
  return signs;
}

/** One finding per employee, of all groups, the newest first. */
function byEmployee<G extends { readonly employeeId: number }>(
  groups: readonly G[],
  kind: Finding['kind'],
  since: Since,
  evidenceOf: (group: G) => readonly Evidence[],
): Finding[] {
  return [...groupedBy(groups, ({ employeeId }) => employeeId)].map(([employeeId, list]) => {
    const evidence = list.flatMap((group, index) =>
      evidenceOf(group).map((one) =>
        list.length > 1 && kind !== 'self_answer' ? { ...one, group: index + 1 } : one,
      ),
    );
    return {
      kind,
      employeeId,
      fromDay: since(kind, employeeId),
      probability: null,
      numbers: { times: evidence.length, n: list.length },
      evidence: evidence.slice(0, MOST_EVIDENCE),
    };
  });
}
