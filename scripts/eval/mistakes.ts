import type { SeededRandom } from '../../src/importing/demo/seeded-random.ts'

/** Neighbours on a keyboard. */
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
/** Words that only say what follows; nobody's name is misspelt in them. */
const TYPE_WORDS =
  /^(?:nhà|nha|số|so|đường|duong|phường|phuong|xã|xa|ấp|ap|khu|phố|pho|tỉnh|tinh|huyện|huyen|thành|thanh|thị|thi|quốc|quoc|lộ|lo)$/i
const LETTERS = /^\p{L}+$/u

/** A mistake in `count` different words of at least four letters, or three where there are none; undefined when it cannot be made. */
export function withMistakes(
  text: string,
  count: number,
  random: SeededRandom,
  mistake: (word: string, random: SeededRandom) => string | undefined,
  shortest = 4,
): string | undefined {
  const parts = text.split(/([ ,]+)/)
  const eligible = parts.flatMap((part, i) =>
    LETTERS.test(part) && part.length >= shortest && !TYPE_WORDS.test(part) ? [i] : [],
  )
  let made = 0
  for (const i of random.shuffled(eligible)) {
    const wrong = mistake(parts[i] as string, random)
    if (wrong === undefined || wrong === parts[i]) continue
    parts[i] = wrong
    if (++made === count) return parts.join('')
  }
  return undefined
}

/** One letter wrong, doubled, added or left out, the first included. */
export function typo(word: string, random: SeededRandom): string {
  const at = random.integer(0, word.length - 1)
  const kind = random.integer(0, 2)
  if (kind === 0) return word.slice(0, at) + neighbour(word[at] as string, random) + word.slice(at + 1)
  if (kind === 1) return word.slice(0, at) + neighbour(word[at] as string, random) + word.slice(at)
  return missing(word, random)
}

/** Two neighbours in the wrong order. */
export function swapped(word: string, random: SeededRandom): string | undefined {
  const places = [...word].flatMap((char, i) => (i > 0 && char !== word[i - 1] ? [i] : []))
  if (places.length === 0) return undefined
  const at = random.pick(places)
  return word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1)
}

/** One letter left out. */
export function missing(word: string, random: SeededRandom): string {
  const at = random.integer(0, word.length - 1)
  return word.slice(0, at) + word.slice(at + 1)
}

/** A space too many. */
export function broken(word: string, random: SeededRandom): string {
  const at = random.integer(2, word.length - 2)
  return `${word.slice(0, at)} ${word.slice(at)}`
}

/** Another tone on the vowel that has one, or a tone where there is none. */
export function wrongTone(word: string, random: SeededRandom): string | undefined {
  const tones = ['\u0301', '\u0300', '\u0309', '\u0303', '\u0323']
  const letters = word.normalize('NFD')
  const at = [...letters].findIndex((char) => tones.includes(char))
  if (at < 0) return undefined
  const wrong = random.pick(tones.filter((tone) => tone !== letters[at]))
  // The letter's own mark comes before the tone, or the two do not compose.
  const mark = /[\u0302\u031b\u0306]/.exec(letters.slice(at))?.[0] ?? ''
  return (letters.slice(0, at) + mark + wrong + letters.slice(at + 1).replace(mark, '')).normalize('NFC')
}

const SOUNDS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\u0309/, '\u0303'],
  [/\u0303/, '\u0309'],
  [/n$/i, 'ng'],
  [/(?<![cn])ng$/i, 'n'],
  [/t$/i, 'c'],
  [/c$/i, 't'],
  [/^s/i, 'x'],
  [/^x/i, 's'],
  [/^tr/i, 'ch'],
  [/^ch/i, 'tr'],
  [/^v/i, 'd'],
  [/^gi(?=[aeou])/i, 'd'],
]

/** The word as it sounds in the south: hỏi and ngã, n and ng, t and c at the end, s/x, tr/ch, v/d/gi at the beginning. */
export function southern(word: string, random: SeededRandom): string | undefined {
  const letters = word.normalize('NFD')
  if (!/[aeiouy]/i.test(letters)) return undefined
  const heard = SOUNDS.filter(([pattern]) => pattern.test(letters))
  if (heard.length === 0) return undefined
  const [pattern, sound] = random.pick(heard)
  const changed = letters.replace(pattern, sound).normalize('NFC')
  const capital = word[0] !== word[0]!.toLowerCase()
  return capital ? changed.charAt(0).toUpperCase() + changed.slice(1) : changed
}

function neighbour(letter: string, random: SeededRandom): string {
  const row = ROWS.find((keys) => keys.includes(letter.toLowerCase())) ?? 'aeiou'
  const at = row.indexOf(letter.toLowerCase())
  return random.pick([row[at - 1], row[at + 1]].filter((key): key is string => key !== undefined))
}
