import { boxContains } from '../../geo/box.ts'
import { encodePoint } from '../../geo/geopackage-geometry.ts'
import type { HamletRow, PlaceRow } from '../../store/record/rows.ts'
import { ComponentPast } from '../../store/registry/components/component-past.ts'
import { foldedKey } from '../../text/syllable.ts'
import { digits } from '../reading/problem.ts'
import type { RowReader } from '../reading/row-reader.ts'
import { uuidOf } from '../writing/natural-key.ts'
import { type Outcome, RowWriter } from '../writing/row-writer.ts'
import { COMMUNE, ID, type KindColumn, LAT, LON, SOURCE } from './kind-columns.ts'
import type { KindLoader, LoadContext } from './kind-loader.ts'

export const PLACE_COLUMNS: readonly KindColumn[] = [
  ID,
  { name: 'name', aliases: ['ten'] },
  { name: 'name_vi', aliases: ['namevi', 'tentiengviet'], importOnly: true },
  { name: 'alt_names', aliases: ['altnames', 'namevivariant', 'alternatenames', 'tenkhac'] },
  { name: 'category', aliases: ['kind', 'loai', 'type', 'amenity'] },
  COMMUNE,
  { name: 'former_commune_code', aliases: ['oldcommunecode', 'oldwardcode', 'maxacu'] },
  { name: 'importance', aliases: ['rank'], type: 'REAL' },
  { name: 'description', aliases: ['mota'] },
  LON,
  LAT,
  SOURCE,
]

const MAX = { name: 200, names: 1000, category: 64, description: 1000, source: 120 } as const
/** Categories whose rows are hamlets, a layer of their own. */
const HAMLET_KINDS: ReadonlySet<string> = new Set(['ấp', 'khu phố', 'khóm', 'thôn', 'hamlet'])
/** Category of a place whose file names none. */
const DEFAULT_CATEGORY = 'locality'

interface PlaceOfRow {
  name: string
  altNames: string | null
  category: string
  commune: string | null
  position: readonly [number, number]
}

/** Loads places, and hamlets where the category says so. */
export class PlaceLoader implements KindLoader {
  readonly #context: LoadContext
  readonly #places: RowWriter<PlaceRow>
  readonly #hamlets: RowWriter<HamletRow>
  readonly #past: ComponentPast

  constructor(context: LoadContext) {
    const { gazetteer } = context.record
    this.#context = context
    this.#past = new ComponentPast(context.record.db)
    this.#places = new RowWriter(gazetteer.table('place'), context.load, 'place', gazetteer.isEmpty('place'))
    this.#hamlets = new RowWriter(
      gazetteer.table('hamlet'),
      context.load,
      'hamlet',
      gazetteer.isEmpty('hamlet'),
    )
  }

  get full(): boolean {
    return this.#places.full || this.#hamlets.full
  }

  flush(): ReturnType<KindLoader['flush']> {
    const [places, hamlets] = [this.#places.flush(), this.#hamlets.flush()]
    return { added: places.added + hamlets.added, refused: [...places.refused, ...hamlets.refused] }
  }

  take(row: RowReader, line: number): Outcome | 'pending' | null {
    const id = row.id()
    const place = this.#read(row)
    const source = row.text('source', MAX.source)
    const importance = row.number('importance', 0, 1)
    const description = row.text('description', MAX.description)
    const former = row.matching('former_commune_code', /^\d{5}$/, digits('5'))
    if (place === null || row.problems.length > 0) return null
    const { name, category, position } = place
    const uid =
      id === undefined
        ? uuidOf('place', name, category, ...position)
        : 'uuid' in id
          ? id.uuid
          : uuidOf('place', id.foreign)
    const common = {
      name,
      commune_code: place.commune,
      geom: encodePoint(...position),
      ...(source === null ? {} : { source }),
    }
    if (HAMLET_KINDS.has(category)) {
      const ended = this.#past.endOf(uid)
      if (ended !== undefined) return row.refuse('ended', 'id', uid, ended)
      const present = this.#hamlets.find(uid)?.name ?? name
      return this.#put(this.#hamlets, row, line, uid, {
        ...common,
        name: this.#past.isFormerName(uid, name, present) ? present : name,
        kind: category,
        ...(row.has('former_commune_code') ? { former_commune_code: former } : {}),
      })
    }
    return this.#put(this.#places, row, line, uid, {
      ...common,
      category,
      ...(row.has('alt_names') || place.altNames !== null ? { alt_names: place.altNames } : {}),
      ...(row.has('importance') ? { importance } : {}),
      ...(row.has('description') ? { description } : {}),
    })
  }

  #put<R extends PlaceRow | HamletRow>(
    writer: RowWriter<R>,
    row: RowReader,
    line: number,
    uid: string,
    stated: Partial<R>,
  ): Outcome | 'pending' | null {
    const match = writer.find(uid)
    if (match === undefined) {
      writer.add(line, { ...EMPTY, source: this.#context.source, ...stated, uid } as unknown as Omit<
        R,
        'fid'
      >)
      return 'pending'
    }
    if (writer.cameBefore(match)) return row.refuse('duplicate', 'id', uid)
    return writer.revise(match, stated)
  }

  #read(row: RowReader): PlaceOfRow | null {
    const plain = row.text('name', MAX.name)
    const vietnamese = row.text('name_vi', MAX.name)
    const name = vietnamese ?? plain
    if (name === null && row.problems.length === 0) row.refuse('required', 'name', '', `1–${MAX.name}`)
    const position = row.position()
    const category = row.text('category', MAX.category)?.toLowerCase() ?? DEFAULT_CATEGORY
    const variants = row.text('alt_names', MAX.names)
    if (name === null || position === null) return null
    return {
      name,
      altNames: altNames(name, plain, variants),
      category,
      commune: this.#commune(row, position),
      position,
    }
  }

  #commune(row: RowReader, [lon, lat]: readonly [number, number]): string | null {
    const { extent, inForce, containing } = this.#context.finders
    if (!boxContains(extent, lon, lat))
      return row.refuse('out-of-province', 'lon', `${lon} ${lat}`, extent.map((n) => n.toFixed(2)).join(' '))
    const code = row.matching('commune_code', /^\d{5}$/, digits('5'))
    if (code === null) return containing(lon, lat)?.code ?? null
    return inForce(code) ? code : row.refuse('unknown-unit', 'commune_code', code, 'data/units.csv')
  }
}

/** Columns of a place or hamlet that a file may leave out. */
const EMPTY = {
  alt_names: null,
  importance: null,
  description: null,
  former_commune_code: null,
  accuracy: null,
} as const

/** Other names, without those that are the same but for accents. */
function altNames(name: string, plain: string | null, variants: string | null): string | null {
  const taken = new Set([foldedKey(name.toLowerCase())])
  const others = [...(variants?.split('|') ?? []), plain ?? '']
    .map((other) => other.trim())
    .filter((other) => {
      const key = foldedKey(other.toLowerCase())
      const fresh = key !== '' && !taken.has(key)
      taken.add(key)
      return fresh
    })
  return others.length > 0 ? others.join('|') : null
}
