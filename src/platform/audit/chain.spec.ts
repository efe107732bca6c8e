import { EMPTY_HEAD, entryHash, faultsOf, type AuditEntry } from './chain';

function chain(...actions: string[]): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (const action of actions) {
    const previous = entries.at(-1) ?? EMPTY_HEAD;
    const content = {
      seq: previous.seq + 1, at: 1000, actor: 'user:1', action, subject: 'cycle:3', details: '{}', prevHash: previous.hash,
    }; // prettier-ignore
    entries.push({ ...content, hash: entryHash(content) });
  }
  return entries;
}

const faults = (entries: AuditEntry[]) =>
  entries.flatMap((entry, index) => faultsOf(entry, entries[index - 1] ?? EMPTY_HEAD));

describe('the audit chain', () => {
  it('hashes the previous hash and the canonical content, so that anybody can recompute it', () => {
    // printf '%064d{"action":"a",…,"subject":"s"}' 0 | sha256sum
    const content = {
      seq: 1,
      at: 2,
      actor: 'cli',
      action: 'a',
      subject: 's',
      details: '{}',
      prevHash: EMPTY_HEAD.hash,
    };
    expect(entryHash(content)).toBe('60fc5a266118d089c9c30e4b5371e439b573e3f34b008eab63a5922fa0f5d886');
  });

  it('finds nothing in a chain left alone', () => {
    expect(faults(chain('a', 'b', 'c'))).toEqual([]);
  });

  it('finds an entry whose content was changed', () => {
    const entries = chain('a', 'b', 'c');
    entries[1]!.subject = 'cycle:4';
    expect(faults(entries)).toEqual([{ seq: 2, fault: 'changed' }]);
  });

  it('finds an entry that was changed and given a fitting hash, at its successor', () => {
    const entries = chain('a', 'b', 'c');
    const forged = { ...entries[1]!, subject: 'cycle:4' };
    const { seq, at, actor, action, subject, details, prevHash } = forged;
    entries[1] = { ...forged, hash: entryHash({ seq, at, actor, action, subject, details, prevHash }) };
    expect(faults(entries)).toEqual([{ seq: 3, fault: 'unlinked' }]);
  });

  it('finds a removed entry', () => {
    const [first, , third] = chain('a', 'b', 'c');
    expect(faults([first!, third!])).toEqual([{ seq: 3, fault: 'missing' }]);
  });

  it('finds a removed entry whose successors were renumbered', () => {
    const [first, , third] = chain('a', 'b', 'c');
    expect(faults([first!, { ...third!, seq: 2 }])).toEqual([
      { seq: 2, fault: 'unlinked' },
      { seq: 2, fault: 'changed' },
    ]);
  });

  it('finds two entries that changed places', () => {
    const [first, second, third] = chain('a', 'b', 'c');
    const faulty = faults([first!, { ...third!, seq: 2 }, { ...second!, seq: 3 }]);
    expect(new Set(faulty.map((fault) => fault.seq))).toEqual(new Set([2, 3]));
  });
});
