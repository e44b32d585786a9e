import pluscodes from 'pluscodes'
import { formatLocalCode } from '../../codes/local-code.ts'
import type { Former, Place } from '../api/replies.ts'
import { roughMetres } from '../language/rough-metres.ts'
import { type Lang, sentence, type Values } from '../language/sentence.ts'
import { CARD_WORDS, type CardWord } from './card-words.ts'
import { formerLabel, formerUnits, plainDate } from './former-form.ts'

/** One line of a card: a term, one or more values, and what a copy button copies. */
export interface Fact {
  term: string
  values: Array<{ text: string; note?: string; copy?: string; href?: string }>
  /** Digits and codes, shown with figures of one width. */
  code?: boolean
  /** Long values, shown under their term rather than beside it. */
  wide?: boolean
}

export type Say = (word: CardWord, values?: Values) => string

export function sayIn(lang: Lang): Say {
  return (word, values) => sentence(CARD_WORDS[word], lang, values)
}

/** Decimal degrees with six digits, latitude first as people and phones write it. */
export function coordinatesText([lon, lat]: readonly number[]): string | undefined {
  return lon === undefined || lat === undefined ? undefined : `${lat.toFixed(6)}, ${lon.toFixed(6)}`
}

/** Open Location Code of a point, ten digits: a cell of about 14 m. */
export function plusCode([lon, lat]: readonly number[]): string | undefined {
  if (lon === undefined || lat === undefined) return undefined
  return pluscodes.encode({ latitude: lat, longitude: lon }, 10) ?? undefined
}

/** Whether this is a registered address, also when its code led to it: only those have an object class. */
export function isAddress({ properties: { vn } }: Place): boolean {
  return vn.class !== undefined
}

/** A code as people read it; other codes stay as they are. */
export function readableCode(code: string): string {
  return /^L\d{10}$/.test(code) ? formatLocalCode(code) : code
}

/** Where the visitor is, within so many metres. */
export interface Mine {
  readonly lon: number
  readonly lat: number
  readonly accuracy: number
}

/** Metres beyond which it is said that a position is rough. */
export const ROUGH = 100

/** What a card tells of a place, in order of use; `mine` where it was asked for as the visitor's own. */
export function factsOf(place: Place, link: string, say: Say, mine?: Mine): Fact[] {
  const { vn, geocoding } = place.properties
  const unit = vn.kind === 'commune' || vn.kind === 'district' || vn.kind === 'province'
  const facts: Fact[] = []
  const tell = (
    word: CardWord,
    text: string | undefined | null,
    more: { copy?: string; code?: boolean } = {},
  ) => {
    const { copy, code = false } = more
    if (text) facts.push({ term: say(word), values: [{ text, ...(copy ? { copy } : {}) }], code })
  }

  if (vn.distance !== undefined)
    tell(mine ? 'fact.from-me' : 'fact.distance', say('metres', { n: Math.round(vn.distance) }))
  // a postal code and a plus code have lines of their own
  if (vn.code && !vn.scheme)
    tell(unit ? 'fact.unit-code' : 'fact.code', readableCode(vn.code), { copy: vn.code, code: true })
  if (vn.ndas) tell('fact.ndas', vn.ndas, { copy: vn.ndas, code: true })
  if (vn.successor) tell('fact.successor', readableCode(vn.successor), { copy: vn.successor, code: true })
  facts.push(...formerFacts(place, unit, say))
  const where = place.geometry?.coordinates ?? []
  const point = coordinatesText(where)
  if (point) tell('fact.coordinates', point, { copy: point, code: true })
  if (!unit) {
    const plus = plusCode(where)
    if (plus) tell('fact.pluscode', plus, { copy: plus, code: true })
  }
  if (mine) {
    const own = coordinatesText([mine.lon, mine.lat])!
    if (own !== point) tell('fact.my-coordinates', own, { copy: own, code: true })
    const aloud = (degrees: number) => readAloud(degrees, say('point'))
    const metres = roughMetres(mine.accuracy)
    const text = say('aloud', { lat: aloud(mine.lat), lon: aloud(mine.lon), metres })
    facts.push({ term: say('fact.aloud'), values: [{ text, copy: text }], wide: true })
  }
  if (!unit) tell('fact.commune', vn.commune && `${vn.commune.name} (${vn.commune.code})`)
  tell('fact.postcode', geocoding.postcode, { code: true })
  if (vn.class !== undefined && `class.${vn.class}` in CARD_WORDS)
    tell('fact.class', say(`class.${vn.class}` as CardWord))
  if (isAddress(place) && vn.status && `status.${vn.status}` in CARD_WORDS)
    tell('fact.status', say(`status.${vn.status}` as CardWord))
  tell('fact.source', vn.attribution)
  facts.push({ term: say('fact.link'), values: [{ text: readableLink(link), href: link, copy: link }] })
  return facts
}

/** Degrees as they are read out: "10 phẩy 536 02", five decimals, about a metre. */
export function readAloud(degrees: number, point: string): string {
  const [whole, decimals = ''] = degrees.toFixed(5).split('.')
  return `${whole} ${point} ${decimals.slice(0, 3)} ${decimals.slice(3)}`
}

function formerFacts(place: Place, unit: boolean, say: Say): Fact[] {
  const former = place.properties.vn.former ?? []
  if (former.length === 0) return []
  const note = ({ until, basis }: Former) =>
    until && basis ? say('until', { date: plainDate(until), basis }) : undefined
  if (former.length === 1 && !former[0]!.possible) {
    const only = former[0]!
    const whole = unit ? undefined : formerLabel(place, only)
    const text = whole ?? formerUnits(only)
    const term = say(whole ? 'fact.former' : 'fact.former-unit')
    return [{ term, values: [{ text, copy: text, ...noted(note(only)) }], wide: true }]
  }
  const term = say(unit ? 'fact.former-all' : 'fact.former-one-of')
  return [
    {
      term,
      values: former.map((one, i) => ({
        text: formerUnits(one),
        ...(i === former.length - 1 || note(one) !== note(former[i + 1]!) ? noted(note(one)) : {}),
      })),
      wide: true,
    },
  ]
}

function noted(note: string | undefined): { note?: string } {
  return note === undefined ? {} : { note }
}

/** An address of the web as people read it: no scheme, no percent signs. */
function readableLink(link: string): string {
  const { host, pathname, search } = new URL(link)
  const query = [...new URLSearchParams(search)].map(([name, value]) => `${name}=${value}`).join('&')
  return query === '' ? `${host}${pathname}` : `${host}${pathname}?${query}`
}
