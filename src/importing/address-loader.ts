import { randomBytes } from 'node:crypto'
import { LocalCodeMaker } from '../codes/local-code.ts'
import { encodePoint } from '../geo/geopackage-geometry.ts'
import { ADDRESS_POSITIONS, ADDRESS_STATUSES, type AddressRow } from '../store/rows.ts'
import { communeOfRow, type Warning } from './commune-of-row.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'
import { uuidOf } from './natural-key.ts'
import type { RowReader } from './row-reader.ts'
import { type LateRefusal, type Outcome, RowWriter } from './row-writer.ts'

type NewAddress = Omit<AddressRow, 'fid'>

/** Longest texts, in UTF-16 units. */
const MAX = { name: 200, number: 64, street: 200, hamlet: 120, group: 64, source: 120, raw: 1000 } as const
/** Columns of the record that a file speaks of under another name. */
const FILE_NAMES: Partial<Record<keyof AddressRow, string>> = { group_name: 'group' }
/** Stands for the position of a row that is refused. */
const NOWHERE = Buffer.alloc(0)
/** An empty cell of these says nothing about a row that is there; of others it empties the value. */
const KEPT_WHEN_EMPTY: ReadonlySet<string> = new Set(['code', 'ndas', 'status', 'source'])

/** Loads addresses: matched by id, code, national code, else by what they are and where they stand. */
export class AddressLoader implements KindLoader {
  readonly warnings = new Map<Warning, number>()
  readonly #context: LoadContext
  readonly #writer: RowWriter<AddressRow>
  readonly #fresh: boolean
  readonly #codes: LocalCodeMaker
  /** Whether there were identifiers before, with which a new code may collide. */
  readonly #identifiersBefore: boolean
  readonly #completeFresh = (address: NewAddress) => this.#complete(address)
  #counter: number

  constructor(context: LoadContext) {
    const { record, load } = context
    this.#context = context
    this.#fresh = record.addresses.count() === 0
    this.#writer = new RowWriter(record.addresses, load, 'address', this.#fresh)
    this.#writer.deferIndexes()
    this.#identifiersBefore = !(this.#fresh && load.deferIndexes('identifier'))
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

  finish(): LateRefusal[] {
    return this.#writer.finish()
  }

  take(row: RowReader, line: number): Outcome | 'pending' | null {
    const id = row.id()
    const said = this.#read(row)
    if (said === null) return null
    const uid = id === undefined ? undefined : 'uuid' in id ? id.uuid : uuidOf('address', id.foreign)
    said.uid = uid ?? naturalKey(said)
    const match = this.#match(row, said, uid !== undefined)
    if (match === null) return null
    if (match === undefined) {
      this.#writer.add(
        line,
        said,
        id && 'foreign' in id ? (fresh) => this.#complete(fresh, id.foreign) : this.#completeFresh,
      )
      return 'pending'
    }
    if (this.#writer.cameBefore(match))
      return row.refuse('duplicate', uid ? 'id' : said.code ? 'code' : 'row', uid ?? said.code ?? said.uid)
    return this.#writer.revise(match, saidByFile(row, said))
  }

  /** The row's own values, checked; null when it has no position or commune. */
  #read(row: RowReader): NewAddress | null {
    const objectClass = row.integer('class', 1, 5)
    if (objectClass === null && row.problems.length === 0) row.refuse('required', 'class', '', '1…5')
    const rawText = row.verbatim('raw_text', MAX.raw)
    const position = row.position()
    const place = position && communeOfRow(row, position, rawText, this.#context.finders)
    if (place?.warning) this.warnings.set(place.warning, (this.warnings.get(place.warning) ?? 0) + 1)
    const address: NewAddress = {
      uid: '',
      code: row.localCode('code'),
      ndas: row.matching('ndas', /^\d{10}$/, '10 digits'),
      class: objectClass ?? 0,
      name: row.text('name', MAX.name),
      house_number: row.text('house_number', MAX.number),
      street: row.text('street', MAX.street),
      hamlet: row.text('hamlet', MAX.hamlet),
      group_name: row.text('group', MAX.group),
      commune_code: place?.commune ?? '',
      former_commune_code: place?.former ?? null,
      postcode: row.matching('postcode', /^\d{5}$/, '5 digits'),
      position: row.oneOf('position', ADDRESS_POSITIONS),
      status: row.oneOf('status', ADDRESS_STATUSES) ?? 'official',
      source: row.text('source', MAX.source) ?? this.#context.source,
      updated_at: row.instant('updated_at'),
      raw_text: rawText,
      successor: null,
      geom: position ? encodePoint(position[0], position[1]) : NOWHERE,
    }
    return row.problems.length > 0 ? null : address
  }

  /** The record's row that this one speaks of; null when it is a contradiction. */
  #match(row: RowReader, said: NewAddress, hasId: boolean): AddressRow | undefined | null {
    if (this.#fresh) return undefined
    const { addresses } = this.#context.record
    const byUid = this.#writer.find(said.uid)
    for (const [field, value, found] of [
      ['code', said.code, said.code === null ? undefined : addresses.byCode(said.code)],
      ['ndas', said.ndas, said.ndas === null ? undefined : addresses.byNdas(said.ndas)],
    ] as const) {
      if (!found || found.uid === byUid?.uid) continue
      if (!hasId && byUid === undefined) return found
      return row.refuse(this.#writer.cameBefore(found) ? 'duplicate' : 'taken', field, value, found.uid)
    }
    return byUid
  }

  /** Gives a new address its code, and keeps an id that is no UUID as an identifier. */
  #complete(address: NewAddress, foreignId?: string): void {
    const { addresses } = this.#context.record
    if (address.code === null && address.ndas === null) {
      let code = this.#codes.code(this.#counter++)
      while (this.#identifiersBefore && addresses.identifier('local', code))
        code = this.#codes.code(this.#counter++)
      address.code = code
    }
    if (foreignId !== undefined) addresses.addIdentifier('foreign', foreignId, address.uid)
  }
}

/** The columns of the file alone: what it does not speak of stays as it is. */
function saidByFile(row: RowReader, said: NewAddress): Partial<AddressRow> {
  const { uid: _uid, geom, commune_code, former_commune_code, successor: _successor, ...rest } = said
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
function naturalKey(said: NewAddress): string {
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
