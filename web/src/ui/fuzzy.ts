import { folded } from './match.js';

/**
 * How well a text fits what was typed; null when it does not. The letters stand in it in their order, best at the beginnings
 * of words and in a row; several typed words may come in any order.
 */
export function fuzzyScore(text: string, query: string): number | null {
  const hay = folded(text);
  let total = 0;
  for (const word of folded(query).split(/\s+/).filter(Boolean)) {
    const score = wordScore(hay, word);
    if (score === null) return null;
    total += score;
  }
  // Of two that fit alike the shorter one is meant.
  return total - hay.length / 100;
}

function wordScore(hay: string, word: string): number | null {
  const at = hay.indexOf(word);
  if (at >= 0) {
    const starts = startsWord(hay, at)
      ? at
      : hay.search(new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}`, 'u'));
    return starts >= 0 ? 20 + word.length - starts / 50 : 8 + word.length;
  }
  // Letters apart: from each to the next, as near as they come.
  let score = 0;
  let from = 0;
  for (const letter of word) {
    let next = -1;
    for (let index = hay.indexOf(letter, from); index >= 0; index = hay.indexOf(letter, index + 1)) {
      if (next < 0) next = index;
      if (index === from || startsWord(hay, index)) {
        next = index;
        break;
      }
    }
    if (next < 0) return null;
    score += next === from && from > 0 ? 2 : startsWord(hay, next) ? 2 : -1;
    from = next + 1;
  }
  // Letters strewn about by chance are no find.
  return score >= word.length / 2 ? score : null;
}

const startsWord = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
