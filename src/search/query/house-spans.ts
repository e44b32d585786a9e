import type { Compound } from '../../parsing/compound-words.ts'
import { parseHousePath } from '../../parsing/house-path.ts'
import { beginsWithDigit, hasDigit } from '../../text/digits.ts'
import { type HouseSpan, maskOf } from '../words/spans.ts'

const NUMBER_WORDS: ReadonlySet<string> = new Set(['so', 'nha', 'sn'])
const ALLEY_WORDS: ReadonlySet<string> = new Set(['hem', 'ngo', 'ngach', 'kiet'])
const SLASH_WORDS: ReadonlySet<string> = new Set(['xuyet', 'xet', 'sec'])
const PATH = /^(?:[a-z]{1,2})?\d{1,5}(?:[a-z]{0,2}|bis|ter)?(?:[/-][a-z\d/-]+)?$/

function isPath(word: string | undefined): word is string {
  return word !== undefined && hasDigit(word) && PATH.test(word)
}

/** Words before a number that it may belong to: "đường quốc lộ 62". */
const MAX_OWNERS = 3

/** Whether the number at a place belongs to the word before it: "quốc lộ 63", "ấp 3", "P4". */
function isOwned(
  words: readonly string[],
  at: number,
  compounds: ReadonlyArray<readonly Compound[]>,
): boolean {
  const first = beginsWithDigit(words[at]!) ? at - 1 : at
  for (let i = first; i >= 0 && i >= at - MAX_OWNERS; i--)
    if (words[i] !== 'so' && !beginsWithDigit(words[i]!))
      for (const { to } of compounds[i]!) if (to === at + 1) return true
  return false
}

/**
 * Every span of a folded query that may be a house number: "12/4b", "12/4 b", "45 bis", "số 9 hẻm 51" = 51/9,
 * "kiệt 12 nhà 4" = 12/4, "12 xẹt 4"; those introduced as numbers first, then the longer, then from the left. `compounds` are the
 * words that begin at each one: a number in one belongs to it.
 */
export function houseSpans(
  words: readonly string[],
  unfinished: boolean,
  compounds: ReadonlyArray<readonly Compound[]>,
): HouseSpan[] {
  const found: HouseSpan[] = []
  if (!words.some(hasDigit)) return found
  const n = words.length
  const add = (from: number, to: number, text: string, introduced: boolean, alley = false) => {
    const path = parseHousePath(text)
    if (path)
      found.push({
        from,
        to,
        mask: maskOf(from, to),
        path,
        open: unfinished && to === n,
        introduced,
        alley,
      })
  }
  for (let i = 0; i < n; i++) {
    if (isPath(words[i]) && !isOwned(words, i, compounds)) addPlain(i, i, false)
    const number = intro(i, NUMBER_WORDS)
    if (number !== undefined && isPath(words[number])) {
      addPlain(i, number, true)
      const alley = intro(number + 1, ALLEY_WORDS)
      if (alley !== undefined && isPath(words[alley]))
        add(i, alley + 1, `${words[alley]}/${words[number]}`, true)
    }
    const alley = intro(i, ALLEY_WORDS)
    if (alley !== undefined && isPath(words[alley])) {
      add(i, alley + 1, words[alley]!, true, !words[alley]!.includes('/'))
      const inner = intro(alley + 1, NUMBER_WORDS) ?? intro(alley + 1, ALLEY_WORDS)
      if (inner !== undefined && isPath(words[inner]))
        add(i, inner + 1, `${words[alley]}/${words[inner]}`, true)
    }
  }
  return found.sort(
    (a, b) =>
      Number(b.introduced) - Number(a.introduced) || b.to - b.from - (a.to - a.from) || a.from - b.from,
  )

  function addPlain(from: number, at: number, introduced: boolean): void {
    add(from, at + 1, words[at]!, introduced)
    const next = words[at + 1]
    if (next !== undefined && (/^[a-z]$/.test(next) || next === 'bis' || next === 'ter'))
      add(from, at + 2, words[at]! + next, introduced)
    if (next !== undefined && SLASH_WORDS.has(next) && isPath(words[at + 2]))
      add(from, at + 3, `${words[at]}/${words[at + 2]}`, introduced)
  }

  /** The index after one or two introducing words ("số nhà"), if there are any. */
  function intro(at: number, set: ReadonlySet<string>): number | undefined {
    if (!set.has(words[at] ?? '')) return undefined
    return set.has(words[at + 1] ?? '') ? at + 2 : at + 1
  }
}
