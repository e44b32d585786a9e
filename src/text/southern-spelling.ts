import type { Syllable } from './syllable.ts'

/**
 * How a folded syllable sounds in the south, where spellings meet: final n/ng and t/c, v/d/gi, s/x, tr/ch, qu/w,
 * iê/i, ươ/ư, i/y. Syllables with the same key are written for one another; the key is no spelling.
 */
export function southernKey(folded: string): string {
  return folded
    .replace(/^(?:gi|v)(?=[aeiouy])/, 'd')
    .replace(/^gh/, 'g')
    .replace(/^ngh/, 'ng')
    .replace(/^tr/, 'ch')
    .replace(/^x/, 's')
    .replace(/^(?:qu|hw|w)(?=[aeiy])/, 'hu')
    .replace(/^ph/, 'f')
    .replace(/^k/, 'c')
    .replace(/y/g, 'i')
    .replace(/nh$/, 'n')
    .replace(/ng$/, 'n')
    .replace(/ch$/, 'c')
    .replace(/t$/, 'c')
    .replace(/(?:ie|ye)(?=[a-z])/, 'i')
    .replace(/uo(?=[a-z])/, 'u')
}

/** Whether words with the same {@link southernKey} may be one: d, gi and v sound alike, but not like đ ("Giuộc" is not "Đước"). */
export function soundAlike(a: Syllable, b: Syllable): boolean {
  return !(beginsWithBar(a) && beginsLikeD(b)) && !(beginsWithBar(b) && beginsLikeD(a))
}

function beginsWithBar({ bare }: Syllable): boolean {
  return bare.startsWith('đ')
}

/** With gi or v only: a bare d may be a đ without its mark. */
function beginsLikeD({ folded }: Syllable): boolean {
  return folded.startsWith('gi') || folded.startsWith('v')
}

/** Spellings of one word in northern and southern usage; real names use both, so they expand a query, never rewrite it. */
const DOUBLETS: readonly (readonly string[])[] = [
  ['nhon', 'nhan'],
  ['nhut', 'nhat'],
  ['phuoc', 'phuc'],
  ['chanh', 'chinh'],
  ['huynh', 'hoang'],
  ['vo', 'vu'],
  ['son', 'san'],
  ['thoi', 'thai'],
  ['loi', 'lai'],
  ['tanh', 'tinh'],
  ['qui', 'quy'],
]

/** Other spellings of a folded syllable by region. */
export function doubletsOf(folded: string): readonly string[] {
  return DOUBLETS.flatMap((group) =>
    group.includes(folded) ? group.filter((other) => other !== folded) : [],
  )
}
