import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import type { SearchEngine } from '../../../src/search/search-engine.ts'
import type { SearchHit } from '../../../src/search/search-types.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import type { UnitRegister } from '../../../src/units/unit-register.ts'
import { bare } from '../spellings.ts'
import { describedHit } from './described-hit.ts'
import { type RecordTarget, RecordTargets } from './record-target.ts'
import { textsOf } from './record-texts.ts'
import { type KeyStroke, keyStrokes, TYPED_WAYS } from './typed-text.ts'
import { isRow } from './verdict.ts'

/** How texts that are typed key by key in one way are answered; shares from 0 to 1. */
export interface TypingResult {
  readonly name: string
  readonly texts: number
  readonly keys: number
  /** Mean share of the keys until the target is among the first five; 1 where it never is. */
  readonly untilFive: number
  /** Share of the keys at which the first hit has grade A or B and no warning, but words were typed that it does not bear. */
  readonly confident: number
  /** Share of the texts whose target was among the first three and is not any more at a later key. */
  readonly left: number
  /** Such texts: what was typed when the target was gone, and what stood first instead. */
  readonly worst: readonly string[]
}

export interface TypingOptions {
  readonly seed: number
  /** Texts of each kind of target. */
  readonly texts: number
}

const FIVE = 5
const THREE = 3

/** Types seeded rows of each kind of a record key by key in every way. The same record, seed and number type the same. */
export function measureTyping(
  engine: Pick<SearchEngine, 'search'>,
  record: RecordStore,
  register: UnitRegister,
  { seed, texts }: TypingOptions,
): TypingResult[] {
  const random = new SeededRandom(seed)
  const targets = new RecordTargets(record, register)
  const last = record.addresses.lastFid()
  const fids = last === 0 ? [] : Array.from({ length: 2 * texts }, () => random.integer(1, last))
  const kinds = [
    targets.units(),
    targets.hamlets(),
    targets.streets(),
    targets.places(),
    targets.houses(fids),
  ]
  const asked = kinds.flatMap((targets) =>
    random
      .shuffled(targets)
      .slice(0, texts)
      .flatMap((target) => {
        const whole = textsOf(target).filter(({ way }) => WHOLE.has(way))
        return whole.length > 0 ? [{ target, text: random.pick(whole).text }] : []
      }),
  )
  return TYPED_WAYS.map(([name, spelled]) => {
    let keys = 0
    let until = 0
    let confident = 0
    const worst: string[] = []
    for (const { target, text } of asked) {
      const typed = typeText(engine, target, keyStrokes(text, spelled))
      keys += typed.keys
      until += typed.untilFive
      confident += typed.confident
      if (typed.left !== undefined) worst.push(typed.left)
    }
    const all = asked.length || 1
    return {
      name,
      texts: asked.length,
      keys,
      untilFive: until / all,
      confident: confident / (keys || 1),
      left: worst.length / all,
      worst,
    }
  })
}

/** Ways of asking in which a target is typed: with its units as they are written most. */
const WHOLE: ReadonlySet<string> = new Set([
  'commune',
  'district',
  'province',
  'former commune and district',
  'commune and province',
])

interface Typed {
  readonly keys: number
  readonly untilFive: number
  readonly confident: number
  readonly left: string | undefined
}

function typeText(
  engine: Pick<SearchEngine, 'search'>,
  target: RecordTarget,
  strokes: readonly KeyStroke[],
): Typed {
  let untilFive = 1
  let confident = 0
  let wasInThree = ''
  let left: string | undefined
  for (const [i, { typed, meant }] of strokes.entries()) {
    const { hits } = engine.search({ text: typed, unfinished: true, limit: FIVE })
    const rank = hits.findIndex((hit) => isRow(hit, target) && isNamed(hit, target))
    if (rank >= 0) untilFive = Math.min(untilFive, (i + 1) / strokes.length)
    if (rank >= 0 && rank < THREE) wasInThree = typed
    else if (wasInThree !== '')
      left ??= `${wasInThree} → ${typed} | ${target.name} | ${describedHit(hits[0])}`
    const [first] = hits
    if (first && rank !== 0 && isConfident(first) && !bears(first, meant)) confident++
  }
  return { keys: strokes.length, untilFive, confident, left }
}

/** A unit that ended is answered with those of today: only as it was named, not when one of them is found by its own name. */
function isNamed({ former, name }: SearchHit, { unit }: RecordTarget): boolean {
  return !unit?.validTo || name === unit.fullName || former?.unit.fullName === unit.fullName
}

function isConfident({ grade, warnings }: SearchHit): boolean {
  return grade !== 'C' && warnings.length === 0
}

/** Words that say what kind of name follows, and the provinces, which any row lies in. */
const TYPE_WORDS = 'tỉnh Tây Ninh Long An đường xã phường thị trấn thị xã thành phố huyện ấp khu phố số'

/** Whether every word that is meant so far begins a word of what the hit is called or lies in. */
function bears(hit: SearchHit, meant: string): boolean {
  const { address, place, name, unit, within, former } = hit
  const said = [
    name,
    unit?.fullName,
    within?.fullName,
    address && [address.house_number, address.name, address.street, address.hamlet].join(' '),
    place && `${place.name} ${place.alt_names ?? ''}`,
    former && [former.unit, former.district, former.province].map((one) => one?.fullName).join(' '),
    TYPE_WORDS,
  ]
  const words = wordsOf(said.join(' '))
  return wordsOf(meant).every((word) => words.some((one) => one.startsWith(word)))
}

function wordsOf(text: string): string[] {
  return bare(text)
    .toLowerCase()
    .split(/[^a-z\d/]+/)
    .filter((word) => word !== '')
}
