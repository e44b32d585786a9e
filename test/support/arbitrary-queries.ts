import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'

/** Longest query that the routes let through (UTF-16 units). */
const LONGEST = 300
const REAL = [
  '12/4B Nguyễn Đình Chiểu, Phường 4, Tân An',
  'duong tinh 824 duc hoa',
  'Nguye6n4 D9inh2 Chie6u3 Ca6n2 Giuo6c5',
  'dduwowngf Hung Vuong',
  '10°32\'09.6"N 106°24\'40.7"E',
  'L1234567897',
  '7P28FC7X+22',
  'ấp 5 xã Đức Hòa Thượng',
  'chợ gần bến xe Cần Giuộc',
  "Be^'n Lu+'c",
  'Ñöùc Hoøa',
]
const HOSTILE = [
  "'",
  '"',
  '\\',
  '%',
  '\u0000',
  '\u202e',
  '\u0301',
  '\ud800',
  '\udfff',
  '😀',
  '/',
  '-',
  '+',
  '^',
  '(',
  '?',
  '.',
  ',',
  ' ',
  '\t',
  '\n',
  '０',
  'ﬁ',
  'İ',
  'đ',
  '12/',
  'hẻm ',
  'số ',
  'phường ',
  'ấp ',
  'QL',
  'lô ',
]

type Make = (random: SeededRandom) => string

/** Ways in which a query can be nothing that anyone meant. */
const KINDS: readonly Make[] = [
  (random) => bytes(random).toString('utf8'),
  (random) => bytes(random).toString('latin1'),
  (random) =>
    String.fromCharCode(...Array.from({ length: random.integer(1, 60) }, () => random.integer(0, 0xffff))),
  (random) =>
    Array.from({ length: random.integer(1, 40) }, () => String.fromCodePoint(codePoint(random))).join(''),
  (random) => pick(HOSTILE, random).repeat(random.integer(1, LONGEST)),
  (random) => Array.from({ length: random.integer(2, 60) }, () => pick(HOSTILE, random)).join(''),
  (random) => Array.from({ length: random.integer(1, 24) }, () => syllables(random)).join(' '),
  (random) => Array.from({ length: random.integer(1, 24) }, () => syllables(random)).join(''),
  (random) =>
    Array.from({ length: random.integer(1, 12) }, () => pick(REAL, random)).join(
      pick([' ', ', ', ''], random),
    ),
  (random) => damaged(pick(REAL, random), random),
  (random) =>
    Array.from({ length: random.integer(1, 80) }, () => pick([...'0123456789/-. ,+'], random)).join(''),
]

/** A query of arbitrary bytes, characters or words, of at most 300 UTF-16 units; the same for the same random numbers. */
export function arbitraryQuery(random: SeededRandom): string {
  return pick(KINDS, random)(random).slice(0, LONGEST)
}

function pick<T>(list: readonly T[], random: SeededRandom): T {
  return list[random.integer(0, list.length - 1)]!
}

function bytes(random: SeededRandom): Buffer {
  return Buffer.from(Array.from({ length: random.integer(1, 100) }, () => random.integer(0, 255)))
}

function codePoint(random: SeededRandom): number {
  const [from, to] = pick(
    [
      [0x20, 0x7e],
      [0xa0, 0x24f],
      [0x300, 0x36f],
      [0x1e00, 0x1eff],
      [0x590, 0x6ff],
      [0x4e00, 0x9fff],
      [0x1f300, 0x1faff],
      [0xe0000, 0x10ffff],
    ] as const,
    random,
  )
  return random.integer(from, to)
}

function syllables(random: SeededRandom): string {
  const onset = pick(
    [
      '',
      'b',
      'c',
      'ch',
      'd',
      'đ',
      'g',
      'h',
      'kh',
      'l',
      'm',
      'n',
      'ng',
      'ngh',
      'ph',
      'qu',
      't',
      'th',
      'tr',
      'v',
      'x',
    ],
    random,
  )
  const rime = pick(
    ['a', 'ân', 'ường', 'iêu', 'ao', 'ô', 'uyên', 'inh', 'âc', 'ế', 'oa', 'ỳ', 'u', 'ang', 'o', 'ien'],
    random,
  )
  return onset + rime
}

function damaged(text: string, random: SeededRandom): string {
  const chars = [...text]
  for (let n = random.integer(1, 6); n > 0; n--)
    chars.splice(random.integer(0, chars.length), random.integer(0, 2), pick(HOSTILE, random))
  return chars.join('')
}
