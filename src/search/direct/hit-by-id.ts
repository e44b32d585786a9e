import { plusCodePoint } from '../../codes/plus-code.ts'
import { decodePoint } from '../../geo/geopackage-geometry.ts'
import { parseHousePath } from '../../parsing/house-path.ts'
import type { ThingsOf } from '../../store/basemap/served-things.ts'
import type { Entry } from '../gazetteer/entry.ts'
import type { Indexes } from '../gazetteer/indexes.ts'
import type { AddressRows } from '../results/address-rows.ts'
import { BASEMAP_ID, basemapHit } from '../results/basemap-hits.ts'
import { emptyHit, type MutableHit } from '../results/empty-hit.ts'
import { interpolationOf } from '../results/interpolation.ts'
import { setEntry } from '../results/result-builder.ts'
import { entryId, NUMBER_MARK } from '../results/result-ids.ts'
import { centreOf, type UnitPlace } from '../results/unit-of.ts'
import { codeId, type SearchHit, type SearchRequest } from '../search-types.ts'
import { type SearchUnit, versionId } from '../units/unit-source.ts'
import { answerPlusCode } from './plus-code-answers.ts'
import { answerAt, type PointHelp } from './point-answers.ts'

/** What ids are looked up in. */
export interface IdSources extends Omit<PointHelp, 'nearest'> {
  readonly indexes: Indexes
  readonly rows: AddressRows
  readonly basemap?: (() => ThingsOf | undefined) | undefined
}

type Point = readonly [number, number]

const STREET_OR_HAMLET = /^(street|hamlet):(\d+):(.*)$/
const UNIT = /^(\d+)@\d{4}-\d\d-\d\d$/
const POINT = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/
const POSTAL = /^postal:(\d+):(.*)$/
const PLUS_CODE = /^pluscode:(.*)$/
/** An id says what is meant: nothing is searched. */
const NO_TEXT: SearchRequest = { text: '', unfinished: false, limit: 1, kinds: new Set() }

/**
 * What the id of a hit stands for now, as a hit of no query: an address in force, a street or hamlet, a place, a unit of any day, a
 * house between its neighbours, a point, a code. Undefined for any other id, and for one that several streets have.
 */
export function hitById(id: string, sources: IdSources): SearchHit | undefined {
  return (
    ofRow(id, sources) ??
    ofEntry(entryOf(id, sources.indexes), sources.indexes) ??
    interpolated(id, sources) ??
    ofUnit(id, sources) ??
    ofPoint(id, sources) ??
    ofPlusCode(id, sources) ??
    ofPostcode(id, sources) ??
    ofBasemap(id, sources)
  )
}

/** A named thing of the base map that lies in a commune. */
function ofBasemap(id: string, { basemap, units }: IdSources): SearchHit | undefined {
  const of = id.startsWith(BASEMAP_ID) ? basemap?.() : undefined
  const thing = of?.things.bySource(id.slice(BASEMAP_ID.length))
  const commune = thing && units.containing(thing.lon, thing.lat)?.commune
  return of && thing && commune && basemapHit(thing, commune, of.attribution)
}

/** A row of the record by its uid. */
function ofRow(uid: string, { record, indexes }: IdSources): SearchHit | undefined {
  const { gazetteer, publicAddresses } = record
  const address = publicAddresses.byUid(uid)
  if (address) {
    const hit = placed(emptyHit('house', uid, 1), decodePoint(address.geom))
    hit.address = address
    // the label tells hamlets apart where the house is numbered in its hamlet
    const group = indexes.gazetteer.groupOf(address.fid)
    if (group?.hamlet && !group.street) hit.hasNamesake = indexes.gazetteer.entries.hasNamesake(group.hamlet)
    return hit
  }
  const known = gazetteer.byUid('place', uid)
  const place = known && gazetteer.place(known.fid)
  if (place) {
    const hit = placed(emptyHit('place', uid, 1), place.geom ? decodePoint(place.geom) : undefined)
    hit.place = place
    hit.name = place.name
    return hit
  }
  for (const kind of ['street', 'hamlet'] as const) {
    const row = gazetteer.byUid(kind, uid)
    const entry = row && indexes.gazetteer.entries.ofRow(kind, row.fid)
    if (entry) return ofEntry(entry, indexes)
  }
  return undefined
}

/** The street or hamlet of an id, of the record or made of its name; undefined for any other. */
export function entryById(
  id: string,
  { record, indexes }: Pick<IdSources, 'record' | 'indexes'>,
): Entry | undefined {
  for (const kind of ['street', 'hamlet'] as const) {
    const row = record.gazetteer.byUid(kind, id)
    if (row) return indexes.gazetteer.entries.ofRow(kind, row.fid)
  }
  return entryOf(id, indexes)
}

/** The street or hamlet of an id that was made of where it lies and its name; undefined where two have it. */
function entryOf(id: string, { gazetteer, names, units }: Indexes): Entry | undefined {
  const [, kind, code, rest] = STREET_OR_HAMLET.exec(id) ?? []
  if (kind === undefined || code === undefined || rest === undefined) return undefined
  const area = units.area(code) ?? units.area(null, code)
  if (area === undefined) return undefined
  // of a hamlet its former commune follows
  const slugs = [rest, rest.slice(0, Math.max(0, rest.lastIndexOf(':')))]
  const found = slugs
    .flatMap((slug) => names.slugged(slug, kind as Entry['kind']))
    .flatMap((name) => gazetteer.entries.byName[name]?.in(area) ?? [])
    .filter((entry) => entryId(entry, units) === id)
  const [entry, ...others] = new Set(found)
  return others.length === 0 ? entry : undefined
}

function ofEntry(entry: Entry | undefined, { gazetteer, units }: Indexes): SearchHit | undefined {
  if (!entry) return undefined
  const hit = placed(emptyHit(entry.kind, entryId(entry, units), 1), gazetteer.shapes.position(entry))
  setEntry(hit, entry, gazetteer)
  hit.within = units.areas[entry.area]!.unit
  return hit
}

/** A number between its neighbours, as long as nobody has recorded it. */
function interpolated(id: string, { indexes, record, rows }: IdSources): SearchHit | undefined {
  const { gazetteer, units } = indexes
  const mark = id.lastIndexOf(NUMBER_MARK)
  const path = mark < 0 ? undefined : parseHousePath(id.slice(mark + 1))
  if (!path || path.text !== id.slice(mark + 1)) return undefined
  const street = id.slice(0, mark)
  const row = record.gazetteer.byUid('street', street)
  const entry = row ? gazetteer.entries.ofRow('street', row.fid) : entryOf(street, indexes)
  if (!entry) return undefined
  const isRecorded = [entry.houses.exact, entry.houses.covering].some(
    (rowsOf) => rowsOf.call(entry.houses, path, gazetteer.texts).length > 0,
  )
  const between = isRecorded ? undefined : interpolationOf(entry, path, gazetteer.texts, rows)
  if (!between) return undefined
  const hit = placed(emptyHit('house', id, 1), [between.lon, between.lat])
  hit.name = entry.text
  hit.within = units.areas[entry.area]!.unit
  hit.interpolated = { ...between, houseNumber: path.text }
  return hit
}

function ofUnit(id: string, sources: IdSources): MutableHit | undefined {
  const unit = unitOf(id, sources)
  if (!unit) return undefined
  const { indexes } = sources
  const hit = placed(emptyHit(unit.level, id, 1), unit.centre ?? middleOf(unit, indexes))
  hit.unit = unit
  hit.name = unit.fullName
  return hit
}

function unitOf(id: string, { units }: Pick<IdSources, 'units'>): SearchUnit | undefined {
  const [, code] = UNIT.exec(id) ?? []
  return code === undefined ? undefined : units.versions(code).find((unit) => versionId(unit) === id)
}

/** The middle of the communes that a district or province stands for. */
function middleOf(unit: SearchUnit, { units }: Indexes): Point | undefined {
  const place = placeOf(unit, units)
  return place && centreOf(units, place)
}

function placeOf(unit: SearchUnit, units: Indexes['units']): UnitPlace | undefined {
  const alias = unit.level === 'commune' ? undefined : units.aliasOf(unit)
  if (alias?.level !== 'district') return alias && { type: 'province', alias }
  const area = alias.areas.find((one) => units.areas[one]!.unit === alias.unit)
  return area === undefined ? undefined : { type: 'district', area }
}

function ofPoint(id: string, sources: IdSources): SearchHit | undefined {
  const [, lon, lat] = POINT.exec(id) ?? []
  if (lon === undefined || lat === undefined || Math.abs(Number(lon)) > 180 || Math.abs(Number(lat)) > 90)
    return undefined
  const [hit] = answerAt({ lon: Number(lon), lat: Number(lat) }, NO_TEXT, help(sources)).hits
  return hit?.id === id ? hit : undefined
}

function ofPlusCode(id: string, sources: IdSources): SearchHit | undefined {
  const [, code] = PLUS_CODE.exec(id) ?? []
  if (code === undefined || !plusCodePoint(code)) return undefined
  const search = () => ({ hits: [], reading: () => ({}) })
  const whole = { code, short: false, place: '' }
  const [hit] = answerPlusCode(whole, NO_TEXT, { ...help(sources), search })?.hits ?? []
  return hit?.id === id ? hit : undefined
}

/** A commune under its postal code of today; a former commune under that of those which have its land. */
function ofPostcode(id: string, sources: IdSources): SearchHit | undefined {
  const [, value, of] = POSTAL.exec(id) ?? []
  if (value === undefined || of === undefined) return undefined
  const { units } = sources
  const found = units.postcode(value)
  const hit = ofUnit(of, sources)
  if (!hit?.unit || !found || found.validTo !== undefined) return undefined
  const today =
    hit.unit.validTo === undefined ? [hit.unit] : units.successorsOf(hit.unit).map(({ unit }) => unit)
  if (!today.some(({ code }) => found.communes.some((commune) => commune.code === code))) return undefined
  hit.kind = 'code'
  hit.code = { scheme: 'postal', value }
  hit.id = `${codeId(hit.code)}:${of}`
  return hit
}

function help({ record, units }: IdSources): PointHelp {
  return { record, units, nearest: undefined }
}

function placed(hit: MutableHit, position: Point | undefined): MutableHit {
  hit.lon = position?.[0]
  hit.lat = position?.[1]
  return hit
}
