import { randomBytes } from 'node:crypto'
import { LocalCodeMaker } from '../codes/local-code.ts'
import { encodePoint } from '../geo/geopackage-geometry.ts'
import { ADDRESS_POSITIONS, ADDRESS_STATUSES, type AddressRow } from '../store/rows.ts'
import { communeOfRow, type Warning } from './commune-of-row.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'
import { uuidOf } from './natural-key.ts'
import type { RowReader } from './row-reader.ts'
import { type Outcome, RowWriter } from './row-writer.ts'

type NewAddress = Omit<AddressRow, 'fid'>

/** Longest texts, in UTF-16 units. */
const MAX = { name: 200, number: 64, street: 200, hamlet: 120, group: 64, source: 120, raw: 1000 } as const
/** Columns of the record that a file speaks of under another name. */
const FILE_NAMES: Partial<Record<keyof AddressRow, string>> = { group_name: 'group' }
/** An empty cell of these says nothing about a row that is there; of others it empties the value. */
const KEPT_WHEN_EMPTY: ReadonlySet<string> = new Set(['code', 'ndas', 'status', 'source'])

/** Loads addresses: matched by id, code, national code, else by what they are and where they stand. */
export class AddressLoader implements KindLoader {
  readonly warnings = new Map<Warning, number>()
  readonly #context: LoadContext
  readonly #writer: RowWriter<AddressRow>
  readonly #fresh: boolean
  readonly #codes: LocalCodeMaker
  #counter: number

  constructor(context: LoadContext) {
    const { record, load } = context
    this.#context = context
    this.#fresh = record.addresses.count() === 0
    this.#writer = new RowWriter(record.addresses, load, 'address', this.#fresh)
    this.#codes = new LocalCodeMaker(record.info.get('code_key') ?? randomBytes(16).toString('hex'))
    this.#counter = Number(record.info.get('code_counter') ?? 0)
  }

  get full(): boolean {
    return this.#writer.full
  }

  flush(): ReturnType<KindLoader['flush']> {
    const written = this.#writer.flush()
    this.#context.record.info.set('code_counter', String(this.#counter))
    return written
  }

  take(row: RowReader, line: number): Outcome | 'pending' | null {
    const id = row.id()
    const said = this.#read(row)
    if (said === null || row.problems.length > 0) return null
    const uid = id === undefined ? undefined : 'uuid' in id ? id.uuid : uuidOf('address', id.foreign)
    const naturalUid = uid ?? naturalKey(said)
    const match = this.#match(row, said, uid, naturalUid)
    if (match === null) return null
    if (match === undefined) {
      this.#writer.add(line, { ...said, uid: naturalUid }, (fresh) => this.#complete(fresh, id))
      return 'pending'
    }
    if (this.#writer.cameBefore(match))
      return row.refuse('duplicate', uid ? 'id' : said.code ? 'code' : 'row', uid ?? said.code ?? naturalUid)
    return this.#writer.revise(match, saidByFile(row, said))
  }

  /** The row's own values, checked; null when it has no position or commune. */
  #read(row: RowReader): Omit<NewAddress, 'uid'> | null {
    const objectClass = row.integer('class', 1, 5)
    if (objectClass === null && row.problems.length === 0) row.refuse('required', 'class', '', '1…5')
    const rawText = row.verbatim('raw_text', MAX.raw)
    const position = row.position()
    const values = {
      code: row.localCode('code'),
      ndas: row.matching('ndas', /^\d{10}$/, '10 digits'),
      name: row.text('name', MAX.name),
      house_number: row.text('house_number', MAX.number),
      street: row.text('street', MAX.street),
      hamlet: row.text('hamlet', MAX.hamlet),
      group_name: row.text('group', MAX.group),
      postcode: row.matching('postcode', /^\d{5}$/, '5 digits'),
      position: row.oneOf('position', ADDRESS_POSITIONS),
      status: row.oneOf('status', ADDRESS_STATUSES) ?? ('official' as const),
      source: row.text('source', MAX.source) ?? this.#context.source,
      updated_at: row.instant('updated_at'),
    }
    if (position === null) return null
    const place = communeOfRow(row, position, rawText, this.#context.finders)
    if (place === null || objectClass === null) return null
    if (place.warning) this.warnings.set(place.warning, (this.warnings.get(place.warning) ?? 0) + 1)
    return {
      ...values,
      class: objectClass,
      commune_code: place.commune,
      former_commune_code: place.former,
      raw_text: rawText,
      successor: null,
      geom: encodePoint(...position),
    }
  }

  /** The record's row that this one speaks of; null when it is a contradiction. */
  #match(
    row: RowReader,
    said: Omit<NewAddress, 'uid'>,
    uid: string | undefined,
    naturalUid: string,
  ): AddressRow | undefined | null {
    if (this.#fresh) return undefined
    const { addresses } = this.#context.record
    const byUid = this.#writer.find(naturalUid)
    for (const [field, value, found] of [
      ['code', said.code, said.code === null ? undefined : addresses.byCode(said.code)],
      ['ndas', said.ndas, said.ndas === null ? undefined : addresses.byNdas(said.ndas)],
    ] as const) {
      if (!found || found.uid === byUid?.uid) continue
      if (uid === undefined && byUid === undefined) return found
      return row.refuse(this.#writer.cameBefore(found) ? 'duplicate' : 'taken', field, value, found.uid)
    }
    return byUid
  }

  /** Gives a new address its code, and keeps an id that is no UUID as an identifier. */
  #complete(address: NewAddress, id: { uuid: string } | { foreign: string } | undefined): void {
    const { addresses } = this.#context.record
    if (address.code === null && address.ndas === null) {
      let code = this.#codes.code(this.#counter++)
      while (addresses.identifier('local', code)) code = this.#codes.code(this.#counter++)
      address.code = code
    }
    if (id && 'foreign' in id) addresses.addIdentifier('foreign', id.foreign, address.uid)
  }
}

/** The columns of the file alone: what it does not speak of stays as it is. */
function saidByFile(row: RowReader, said: Omit<NewAddress, 'uid'>): Partial<AddressRow> {
  const { geom, commune_code, former_commune_code, successor: _, ...rest } = said
  const kept: Partial<AddressRow> = { geom, commune_code }
  if (former_commune_code !== null || row.has('former_commune_code'))
    kept.former_commune_code = former_commune_code
  for (const [key, value] of Object.entries(rest) as [keyof typeof rest, never][]) {
    const said = KEPT_WHEN_EMPTY.has(key) ? row.filled(key) : row.has(FILE_NAMES[key] ?? key)
    if (said) kept[key] = value
  }
  return kept
}

/** A UUID for a row without an id: what it is, its parts and where it stands, to about a metre. */
function naturalKey(said: Omit<NewAddress, 'uid'>): string {
  const [lon, lat] = [said.geom.readDoubleLE(13), said.geom.readDoubleLE(21)]
  return uuidOf(
    'address',
    said.code ?? said.ndas,
    said.class,
    said.commune_code,
    said.house_number,
    said.street,
    said.hamlet,
    said.name,
    lon,
    lat,
  )
}
