import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { parseHousePath } from '../../parsing/house-path.ts'
import type { AddressRow } from '../../store/record/rows.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { type Evidence, nearness, scoreOf } from '../scoring.ts'
import type { SearchHit, SearchRequest } from '../search-types.ts'
import { lowerScore } from './build-hits.ts'
import { emptyHit, type MutableHit } from './empty-hit.ts'

/** An address that a text names in the record's own words. */
export interface WholeAddress {
  readonly fid: number
  /** The street, or the hamlet where the house is numbered in that. */
  readonly entry: Entry
  /** Another address has the same label. */
  readonly ambiguous: boolean
}

const NONE: readonly Entry[] = []
const SEPARATOR = ', '
/** What may stand before a number, and must where the house is numbered in its hamlet. */
const NUMBER_WORD = /^[Ss]ố (?:nhà )?/
/** What may stand before a street whose name does not begin with it. */
const STREET = /^[Đđ]ường /
/** Words of a house number: "45 bis". */
const NUMBER_WORDS = 2

/**
 * The address of which a text is the label, word for word: number and street (or `Số` and number), hamlet, commune, province. Hamlet and
 * province may be missing, and "số" and "đường" may be there. Of several addresses that of the largest hamlet, then the one with the lowest row number. Such a text needs
 * no ranking, and most rows of a table of clean addresses are such texts. Undefined for other texts, and where the request restricts
 * what may be found.
 */
export function wholeAddress(
  { text, kinds, bbox, commune, unfinished }: SearchRequest,
  { names, units, gazetteer }: Indexes,
): WholeAddress | undefined {
  if (unfinished || kinds || bbox || commune !== undefined) return undefined
  const parts = text.split(SEPARATOR)
  const last = parts.length - 1
  const province = units.communeLabelled(parts.slice(-2).join(SEPARATOR))
  const area = province ?? units.communeLabelled(parts[last]!)
  if (area === undefined) return undefined
  const [first, second, ...others] = parts.slice(0, province === undefined ? last : last - 1)
  const hamlets = second === undefined ? undefined : entriesOf('hamlet', second)
  if (first === undefined || others.length > 0 || hamlets?.length === 0) return undefined
  const numbered = first.replace(NUMBER_WORD, '')
  if (!numbered.includes(' ')) return hamlets && numbered !== first ? houseIn(hamlets, numbered) : undefined
  let end = -1
  for (let i = 0; i < NUMBER_WORDS; i++) {
    end = numbered.indexOf(' ', end + 1)
    if (end < 0) return undefined
    const name = numbered.slice(end + 1)
    const streets = entriesOf('street', name)
    const named = streets.length > 0 ? streets : entriesOf('street', name.replace(STREET, ''))
    const found = houseIn(named, numbered.slice(0, end))
    if (found) return found
  }
  return undefined

  function entriesOf(kind: 'street' | 'hamlet', name: string): readonly Entry[] {
    const id = names.get(name, kind)
    return (id === undefined ? undefined : gazetteer.entries.byName[id]?.in(area!)) ?? NONE
  }

  /** The house of a number in one of these; in one of the hamlets named, if any is. */
  function houseIn(entries: readonly Entry[], number: string): WholeAddress | undefined {
    const path = parseHousePath(number)
    if (!path) return undefined
    let found: WholeAddress | undefined
    for (const entry of entries)
      for (const fid of entry.houses.exact(path, gazetteer.texts)) {
        const group = gazetteer.groupOf(fid)
        if (hamlets && !(group?.hamlet && hamlets.includes(group.hamlet))) continue
        if (entry.kind === 'hamlet' && group?.street) continue
        const ambiguous = found !== undefined
        const better = !found || entry.importance > found.entry.importance || isBefore(entry, fid, found)
        found = better ? { fid, entry, ambiguous } : { ...found!, ambiguous }
      }
    return found
  }
}

/** Whether a house of an equally important street or hamlet has the lower row number. */
function isBefore(entry: Entry, fid: number, found: WholeAddress): boolean {
  return entry.importance === found.entry.importance && fid < found.fid
}

/** The hit of a whole address: all of the text is understood and in force. */
export function wholeHit(
  { entry, ambiguous }: WholeAddress,
  row: AddressRow,
  { text, focus }: SearchRequest,
  { units, gazetteer }: Indexes,
): SearchHit {
  const { unit, province } = units.areas[entry.area]!
  const point = decodePoint(row.geom)
  const evidence: Evidence = {
    coverage: 1,
    accents: 0,
    completeness: 1,
    order: 0,
    agreement: 0,
    importance: entry.importance,
    nearness: nearness(focus, point),
    repeats: 0,
    house: 'found',
  }
  const hit: MutableHit = emptyHit('house', row.uid, Math.round(Math.min(1, scoreOf(evidence)) * 1000) / 1000)
  hit.lon = point?.[0]
  hit.lat = point?.[1]
  if (focus && point) hit.distance = Math.round(distance(focus.lon, focus.lat, point[0], point[1]))
  hit.address = row
  if (ambiguous) {
    hit.grade = 'C'
    hit.warnings = ['ambiguous']
  }
  hit.hasNamesake = entry.kind === 'hamlet' && gazetteer.entries.hasNamesake(entry)
  hit.within = unit
  hit.evidence = evidence
  if (ambiguous) lowerScore(hit)
  const typed = text.split(SEPARATOR)
  hit.matchedParts = [row.house_number, row.street, row.hamlet, unit.fullName, province?.fullName].flatMap(
    (part, i) => (part && (i < 2 || typed.includes(part)) ? [{ text: part, words: 'all' as const }] : []),
  )
  return hit
}

/** A whole address before the other hits, none of which has a higher score. */
export function behind(first: SearchHit, others: readonly SearchHit[], limit: number): SearchHit[] {
  const hits = [first]
  for (const hit of others)
    if (hit.id !== first.id) hits.push(hit.score > first.score ? { ...hit, score: first.score } : hit)
  return hits.slice(0, limit)
}
