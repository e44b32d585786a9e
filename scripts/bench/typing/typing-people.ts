import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { boxTexts, type Hand, misspelt, type TypedWord } from './box-texts.ts'
import type { TypingTarget, TypingTargets } from './typing-targets.ts'
import { Zipf } from './zipf.ts'

/** What stands in the box after a key, and the milliseconds since the key before. */
export interface TypedKey {
  readonly text: string
  readonly pause: number
}

/** Somebody who looks for one thing, key by key. */
export interface TypingPerson {
  readonly target: TypingTarget
  readonly keys: readonly TypedKey[]
  /** The middle of a map beside the box, where there is one. */
  readonly centre: { readonly lat: number; readonly lon: number; readonly zoom: number } | undefined
}

// The shares below are assumptions: nobody has counted the people of this server yet.
const KINDS: ReadonlyArray<readonly [keyof TypingTargets, share: number]> = [
  ['house', 0.4],
  ['street', 0.2],
  ['place', 0.2],
  ['hamlet', 0.1],
  ['commune', 0.1],
]
const HANDS: ReadonlyArray<readonly [Hand, share: number]> = [
  ['bare', 0.55],
  ['telex', 0.35],
  ['capitals', 0.1],
]
/** People who go on with the commune, and those of them who put a comma before it. */
const NAMES_COMMUNE = 0.5
const COMMA = 0.6
/** Words typed wrongly, and those that are set right. Numbers are typed with care: "/" alone is no question. */
const MISTAKES = 0.05
const CORRECTED = 0.7
/** People who pick a suggestion before they have typed all; they do after this part of the target's name. */
const PICKS = 0.6
const PICKED_AFTER: readonly [number, number] = [0.5, 1.3]
const MIN_PICKED = 3
/** Of a person's keys the median pause, between people, and within one. */
const PAUSE = 180
const PAUSE_OF_PEOPLE = 0.35
const PAUSE_OF_KEYS = 0.45
/** A new word takes longer to begin. */
const NEW_WORD = 1.4
/** People with a map, how far its middle is from the target in degrees, and its zooms. */
const WITH_MAP = 0.3
const MAP_OFF = 0.02
const ZOOMS: readonly [number, number] = [11, 16]

/** So many people, the same for the same seed: whom they look for is drawn by Zipf's law within each kind. */
export function* typingPeople(targets: TypingTargets, count: number, seed: number): Generator<TypingPerson> {
  const random = new SeededRandom(seed)
  const kinds = KINDS.filter(([kind]) => targets[kind].length > 0)
  const ranks = new Map(kinds.map(([kind]) => [kind, new Zipf(targets[kind].length)]))
  for (let n = 0; n < count; n++) {
    const kind = byShare(kinds, random)
    const target = targets[kind][ranks.get(kind)!.draw(random)]!
    yield { target, keys: keysOf(target, random), centre: centreBeside(target, random) }
  }
}

function keysOf({ name, within }: TypingTarget, random: SeededRandom): TypedKey[] {
  const commune = within !== undefined && random.chance(NAMES_COMMUNE) ? within : undefined
  const whole = commune === undefined ? name : `${name}${random.chance(COMMA) ? ',' : ''} ${commune}`
  const words = whole.split(/\s+/).map((word) => typedWord(word, random))
  const texts = boxTexts(words, byShare(HANDS, random))
  const tempo = PAUSE * Math.exp(PAUSE_OF_PEOPLE * random.normal())
  const [early, late] = PICKED_AFTER
  const enough = random.chance(PICKS)
    ? Math.max(MIN_PICKED, Math.round(name.length * (early + (late - early) * random.next())))
    : Number.POSITIVE_INFINITY
  const picked = texts.findIndex((text) => text.length >= enough)
  return texts.slice(0, picked < 0 ? undefined : picked + 1).map((text, i) => ({
    text,
    pause:
      tempo *
      Math.exp(PAUSE_OF_KEYS * random.normal()) *
      (i > 0 && texts[i - 1]!.endsWith(' ') ? NEW_WORD : 1),
  }))
}

function typedWord(word: string, random: SeededRandom): TypedWord {
  if (/\d/.test(word) || !random.chance(MISTAKES)) return { typed: word }
  const typed = misspelt(word, random)
  return random.chance(CORRECTED) ? { typed, corrected: word } : { typed }
}

function centreBeside({ position }: TypingTarget, random: SeededRandom): TypingPerson['centre'] {
  if (!random.chance(WITH_MAP) || !position) return undefined
  const [lon, lat] = position
  const near = (value: number) => Number((value + MAP_OFF * random.normal()).toFixed(5))
  return { lat: near(lat), lon: near(lon), zoom: random.integer(...ZOOMS) }
}

/** One of several by their shares, which add up to 1 or, where some are left out, to less. */
function byShare<T>(choices: ReadonlyArray<readonly [T, number]>, random: SeededRandom): T {
  let left = random.next() * choices.reduce((sum, [, share]) => sum + share, 0)
  for (const [one, share] of choices) {
    left -= share
    if (left < 0) return one
  }
  return choices.at(-1)![0]
}
