import type { AddressChunk } from '../../store/reading/address-chunks.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { HouseTexts } from '../houses/house-texts.ts'
import { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { UnitIndex } from '../units/unit-index.ts'
import type { UnitSource } from '../units/unit-source.ts'
import { Lexicon } from '../words/lexicon.ts'
import { GazetteerIndex } from './gazetteer-index.ts'
import type { Indexes } from './indexes.ts'
import { PlaceIndex } from './place-index.ts'

export interface IndexSources {
  /** Where single rows are read from while the indexes are in use. */
  readonly record: RecordStore
  /** The record that they are made from: as it will be when they are used. */
  readonly source: RecordStore
  /** All addresses of `source`. */
  readonly chunks: Iterable<AddressChunk>
  readonly units: UnitSource
}

/** Makes everything that search looks things up in, in slices of some milliseconds. */
export function* buildIndexes({
  record,
  source,
  chunks,
  units: register,
}: IndexSources): Generator<void, Indexes> {
  const names = new GazetteerNameIndex(new Lexicon())
  const units = yield* UnitIndex.build(register, names)
  yield
  // While the first addresses may be on their way.
  const texts = new HouseTexts()
  const places = new PlaceIndex(record, units, texts)
  yield* places.read(source)
  const gazetteer = new GazetteerIndex(record, names, units, texts)
  yield* gazetteer.read(source, chunks, places.addressNames)
  yield* readFurtherNames(source, places)
  names.settle()
  yield
  places.settle()
  return { names, units, gazetteer, places }
}

/** Rows read between two moments at which others may have the processor: about a millisecond. */
const SLICE = 64

/** Names of addresses beside their own, which stand in a table of their own. */
function* readFurtherNames(source: RecordStore, { addressNames }: PlaceIndex): Generator<void> {
  const { publicAddresses, publicSupplements } = source
  for (const [i, fid] of publicSupplements.namedRows().entries()) {
    const row = publicAddresses.byFid(fid)
    if (row) addressNames.put(fid, row, publicSupplements.namesOf(row))
    if (i % SLICE === 0) yield
  }
}
