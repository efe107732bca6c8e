/** Whether a reviewer only left something out of a customer's words: nobody puts words into a customer's mouth. */
import { HIDDEN_WORD } from './hidden-word';

const LEFT_OUT = new RegExp(`${HIDDEN_WORD}|…|\\[…\\]|\\.\\.\\.`, 'gu');
const WORD = /[\p{L}\p{N}\p{M}\p{S}]+/gu;

/** True when every word of `edited` stands in `original`, in the same order. Marks of what was left out may be added. */
export function onlyLeavesOut(original: string, edited: string): boolean {
  const words = (text: string): string[] => text.normalize('NFC').replace(LEFT_OUT, ' ').match(WORD) ?? [];
  const said = words(original);
  let at = 0;
  for (const word of words(edited)) {
    while (at < said.length && said[at] !== word) at += 1;
    if (at === said.length) return false;
    at += 1;
  }
  return true;
}
