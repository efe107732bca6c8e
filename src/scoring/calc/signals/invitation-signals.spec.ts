/** Who is asked, and what is changed before asking: distances, tails and the side on which each kind looks. */
import { contactEdits, invitationSuppression, shareBesidePeers, type ShareKind } from './invitation-signals';

describe('fewer invitations than the peers’ share', () => {
  test('three of four where half is usual: one above, P(X ≤ 3) = 15/16', () => {
    const found = invitationSuppression(3, 4, 0.5);
    expect(found.z).toBe(1);
    expect(found.probability).toBeCloseTo(15 / 16, 12);
    expect(found.suspicious).toBe(false);
  });

  test('where everybody is asked there is no distance, only the fact', () => {
    expect(invitationSuppression(9, 10, 1)).toEqual({ probability: 0, suspicious: true, z: 0 });
    expect(invitationSuppression(10, 10, 1)).toEqual({ probability: 1, suspicious: false, z: 0 });
  });
});

test('contact edits: three of four or more, where half is usual, are 5/16', () => {
  expect(contactEdits(3, 4, 0.5).probability).toBeCloseTo(5 / 16, 12);
  expect(contactEdits(0, 4, 0.5).probability).toBe(1);
});

describe('beside colleagues', () => {
  const compared = { n: 200, times: 30, rate: 0.3, weight: 5000, peers: 12 };

  test.each<[ShareKind, boolean]>([
    ['invitation_suppression', true],
    ['hard_contacts_suppression', true],
    ['contact_edits', false],
    ['hasty_answers', false],
    ['office_answers', false],
    ['asked_for_rating', false],
  ])('%s: half as many as usual is suspicious is %s, twice as many the contrary', (kind, few) => {
    expect(shareBesidePeers(kind, compared)).toMatchObject({ suspicious: few, expected: 60 });
    expect(shareBesidePeers(kind, { ...compared, times: 110 }).suspicious).toBe(!few);
  });
});
