import { distance } from '../../../src/geo/distance.ts'
import type { SearchHit } from '../../../src/search/search-types.ts'
import { bare } from '../spellings.ts'
import type { RecordTarget } from './record-target.ts'
import type { RecordText, Stated } from './record-texts.ts'

/**
 * right: the row is the first hit. honest: it is not, but the answer says that it is unsure and has the row among the hits, or more rows bear
 * what was typed than fit and all hits do. confident: wrong with grade A or B and without a warning. wrong: otherwise.
 */
export type Verdict = 'right' | 'honest' | 'wrong' | 'confident'

/** Metres within which a hit is the row. */
const AT_ROW = 100
export const LIMIT = 20

/** Former communes of the record's hamlets by uid: a hit of a hamlet does not carry it. */
export type FormerOfHamlet = ReadonlyMap<string, string | null>

/** Judges an answer that was asked with {@link LIMIT}. */
export function verdictOf(
  hits: readonly SearchHit[],
  target: RecordTarget,
  asked: RecordText,
  formers: FormerOfHamlet,
): Verdict {
  const [first] = hits
  if (!first) return 'wrong'
  if (isRow(first, target)) return 'right'
  const unsure = first.grade === 'C' || first.warnings.includes('ambiguous')
  if (unsure) {
    if (hits.some((hit) => isRow(hit, target))) return 'honest'
    const full = hits.length >= LIMIT || hits.some(({ kind }) => kind === 'street' || kind === 'hamlet')
    if (full && hits.length >= LIMIT && hits.every((hit) => bears(hit, target, asked, formers)))
      return 'honest'
    return 'wrong'
  }
  return first.warnings.length === 0 ? 'confident' : 'wrong'
}

/** Whether a hit is the row itself, or stands where it does. */
export function isRow(hit: SearchHit, target: RecordTarget): boolean {
  if (target.kind === 'unit') {
    const code = hit.unit?.code ?? ''
    const { unit, communes } = target
    // A province that took another in keeps its name under a new code.
    if (hit.kind === 'province') return hit.unit?.fullName === unit?.fullName
    if (hit.kind === 'district') return code === unit?.code
    return (hit.kind === 'commune' || hit.kind === 'code') && communes.some((one) => one.code === code)
  }
  if (hit.id === target.uid) return true
  // "ĐT 830" and "Đại lộ 830" of one commune or district are one road.
  if (target.kind === 'street' && hit.kind === 'street' && hit.name !== undefined) {
    const there = target.district ? hit.within === target.district : hit.within === target.communes[0]
    if (there && core(bare(hit.name)).toLowerCase() === core(bare(target.name)).toLowerCase()) return true
  }
  if (hit.lon === undefined || hit.lat === undefined || !target.position) return false
  if (distance(hit.lon, hit.lat, ...target.position) > AT_ROW) return false
  return target.kind === 'house'
    ? hit.kind === 'point' || hit.kind === 'code' || hit.address !== undefined
    : hit.kind === target.kind
}

/** Whether a hit has the name that was typed and lies where the text says. */
function bears(
  hit: SearchHit,
  target: RecordTarget,
  { text, stated }: RecordText,
  formers: FormerOfHamlet,
): boolean {
  const plain = bare(text.normalize('NFC')) === text.normalize('NFC')
  const same = (a: string, b: string) =>
    plain ? bare(a).toLowerCase() === bare(b).toLowerCase() : a.toLowerCase() === b.toLowerCase()
  const name =
    hit.address && target.number ? (hit.address.house_number ?? '') : (hit.name ?? hit.address?.name ?? '')
  const wanted = target.number ?? target.name
  return same(core(name), core(wanted)) && liesIn(hit, stated, formers)
}

const KIND_WORD =
  /^(?:Ấp|Khu phố|Đường|Khóm|Ap|Khu pho|Duong|Dai lo|(?:Duong )?tinh(?: lo)?|Quoc lo|Huong lo|DT|TL|QL|HL) ?(?=\S)/i

/** A name without the word for its kind, which texts leave out. */
function core(name: string): string {
  return name.replace(KIND_WORD, '')
}

function liesIn(hit: SearchHit, { communes, formers: stated }: Stated, formers: FormerOfHamlet): boolean {
  if (communes && hit.within && hit.within.level === 'commune' && !communes.has(hit.within.code)) return false
  const former = hit.address?.former_commune_code ?? formers.get(hit.id)
  return !stated || !former || stated.has(former)
}
