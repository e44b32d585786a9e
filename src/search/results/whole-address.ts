import { distance } from '../../geo/distance.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { parseHousePath } from '../../parsing/house-path.ts'
import type { AddressRow } from '../../store/rows.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import { type Evidence, nearness, scoreOf } from '../scoring.ts'
import type { SearchHit, SearchRequest } from '../search-types.ts'
import { emptyHit, type MutableHit } from './empty-hit.ts'

/** An address that a text names in the record's own words. */
export interface WholeAddress {
  readonly fid: number
  /** The street, or the hamlet where the house is numbered in that. */
  readonly entry: Entry
  /** Another address has the same label. */
  readonly ambiguous: boolean
}

const SEPARATOR = ', '
/** What may stand before a number, and must where the house is numbered in its hamlet. */
const NUMBER_WORD = /^[Ss]ố (?:nhà )?/
/** What may stand before a street whose name does not begin with it. */
const STREET = /^[Đđ]ường /
/** Words of a house number: "45 bis". */
const NUMBER_WORDS = 2

/**
 * The address of which a text is the label, word for word: number and street (or `Số` and number), hamlet, commune, province. Hamlet and
 * province may be missing, and "số" and "đường" may be there. Of several addresses the one with the lowest row number. Such a text needs
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
  const hamlet = second === undefined ? undefined : entryOf('hamlet', second)
  if (first === undefined || others.length > 0 || (second !== undefined && !hamlet)) return undefined
  const numbered = first.replace(NUMBER_WORD, '')
  if (!numbered.includes(' '))
    return hamlet && numbered !== first ? houseIn(hamlet, numbered, hamlet) : undefined
  let end = -1
  for (let i = 0; i < NUMBER_WORDS; i++) {
    end = numbered.indexOf(' ', end + 1)
    if (end < 0) return undefined
    const name = numbered.slice(end + 1)
    const street = entryOf('street', name) ?? entryOf('street', name.replace(STREET, ''))
    const found = street && houseIn(street, numbered.slice(0, end), hamlet)
    if (found) return found
  }
  return undefined

  function entryOf(kind: 'street' | 'hamlet', name: string): Entry | undefined {
    const id = names.get(name, kind)
    return id === undefined ? undefined : gazetteer.entries.byName[id]?.in(area!)
  }

  function houseIn(entry: Entry, number: string, hamlet: Entry | undefined): WholeAddress | undefined {
    const path = parseHousePath(number)
    if (!path) return undefined
    let found: number | undefined
    for (const fid of entry.houses.exact(path, gazetteer.texts)) {
      const group = gazetteer.groupOf(fid)
      if (hamlet && group?.hamlet !== hamlet) continue
      if (entry.kind === 'hamlet' && group?.street) continue
      if (found !== undefined) return { fid: found, entry, ambiguous: true }
      found = fid
    }
    return found === undefined ? undefined : { fid: found, entry, ambiguous: false }
  }
}

/** The hit of a whole address: all of the text is understood and in force. */
export function wholeHit(
  { entry, ambiguous }: WholeAddress,
  row: AddressRow,
  { text, focus }: SearchRequest,
  { units }: Indexes,
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
  hit.within = unit
  hit.evidence = evidence
  const typed = text.split(SEPARATOR)
  hit.matchedParts = [row.house_number, row.street, row.hamlet, unit.fullName, province?.fullName].flatMap(
    (part, i) => (part && (i < 2 || typed.includes(part)) ? [{ text: part, words: 'all' as const }] : []),
  )
  return hit
}
