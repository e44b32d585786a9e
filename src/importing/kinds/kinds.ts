import { isPublic } from '../../store/layout/address-status.ts'
import { publicAddress } from '../../store/record/public-address.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { ExportPlan } from '../exporting/export-plan.ts'
import { openSource } from '../formats/open-source.ts'
import { recogniserOf } from '../reading/columns.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Source, SourceRow } from '../reading/source-row.ts'
import type { ReadRow, RowLoader } from '../writing/load-rows.ts'
import { AddressLoader } from './addresses/address-loader.ts'
import { ADDRESS_FILE_COLUMNS } from './addresses/address-reader.ts'
import type { CheckedAddress } from './addresses/checked-address.ts'
import { withFurtherPositions } from './addresses/exported-rows.ts'
import { BOUNDARY_COLUMNS, BoundaryLoader } from './boundary-loader.ts'
import { type KindColumn, kindExport } from './kind-columns.ts'
import { FieldsLoader, type LoadContext } from './kind-loader.ts'
import { PLACE_COLUMNS, PlaceLoader } from './place-loader.ts'
import { POPULATION_COLUMNS, populationLoader } from './population-loader.ts'
import { POSTCODE_COLUMNS, postcodeLoader } from './postcode-loader.ts'
import { STREET_COLUMNS, StreetLoader } from './street-loader.ts'
import { UNIT_CHANGE_COLUMNS, unitChangeLoader } from './unit-change-loader.ts'
import { UNIT_COLUMNS, unitLoader } from './unit-loader.ts'

/** A kind of data: how its files are read and written, and what they change. */
export interface KindPlan<Row extends ReadRow> {
  /** In the order in which they are exported. */
  columns: readonly KindColumn[]
  /** Layers of the record that an import writes. */
  layers: readonly string[]
  /** Layers of a GeoPackage that are taken unasked. */
  names: readonly string[]
  /** Columns that a table must have: of each list at least one. */
  required: readonly (readonly string[])[]
  /** Each row has a position: a table without geometries must have the columns lon and lat. */
  positioned?: true
  /** Rows of demonstration data are of this kind, and give way to real ones. */
  givesWay?: true
  load(context: LoadContext): RowLoader<Row>
  /** With every column of the record: the operator's own. */
  export: ExportPlan
  /** What anybody may have, where that is less. */
  publicExport?: ExportPlan
}

/** Everything that can be imported and exported, in the order in which a command lists it. */
export const KINDS = {
  units: {
    columns: UNIT_COLUMNS,
    layers: ['unit'],
    names: ['units', 'unit'],
    required: [['level'], ['code'], ['valid_from'], ['type'], ['name']],
    load: (context) => new FieldsLoader(unitLoader(context)),
    export: kindExport(
      UNIT_COLUMNS,
      'Đơn vị hành chính · Administrative units',
      'MULTIPOLYGON',
      ({ units }) => units.all(),
    ),
  },
  'unit-changes': {
    columns: UNIT_CHANGE_COLUMNS,
    layers: ['unit_change'],
    names: ['unit-changes', 'unit_change'],
    required: [['date'], ['kind'], ['from_code'], ['to_code'], ['extent'], ['basis']],
    load: (context) => new FieldsLoader(unitChangeLoader(context)),
    export: kindExport(
      UNIT_CHANGE_COLUMNS,
      'Thay đổi đơn vị hành chính · Changes of units',
      null,
      ({ units }) => units.changes(),
    ),
  },
  boundaries: {
    columns: BOUNDARY_COLUMNS,
    layers: ['unit'],
    names: ['boundaries'],
    required: [['code', 'id']],
    load: (context) => new FieldsLoader(new BoundaryLoader(context)),
    export: kindExport(BOUNDARY_COLUMNS, 'Ranh giới · Boundaries', 'MULTIPOLYGON', ({ units }) =>
      units.all().filter(({ geom, area_approximate }) => geom && area_approximate === 0),
    ),
  },
  postcodes: {
    columns: POSTCODE_COLUMNS,
    layers: ['postcode'],
    names: ['postcodes', 'postcode'],
    required: [['postcode'], ['commune_code'], ['valid_from']],
    load: (context) => new FieldsLoader(postcodeLoader(context)),
    export: kindExport(POSTCODE_COLUMNS, 'Mã bưu chính · Postal codes', null, ({ units }) =>
      units.postcodes(),
    ),
  },
  population: {
    columns: POPULATION_COLUMNS,
    layers: ['population'],
    names: ['population', 'danso'],
    required: [['commune_code'], ['year'], ['number']],
    load: (context) => new FieldsLoader(populationLoader(context)),
    export: kindExport(
      POPULATION_COLUMNS,
      'Dân số theo xã và năm · Population by commune and year',
      null,
      ({ themes }) => themes.population.all().filter(({ theme }) => theme === ''),
    ),
  },
  streets: {
    columns: STREET_COLUMNS,
    layers: ['street'],
    names: ['streets', 'street'],
    required: [['name']],
    givesWay: true,
    load: (context) => new FieldsLoader(new StreetLoader(context, false)),
    export: kindExport(STREET_COLUMNS, 'Đường · Streets', 'MULTILINESTRING', ({ gazetteer }) =>
      gazetteer.streets(),
    ),
  },
  places: {
    columns: PLACE_COLUMNS,
    layers: ['place', 'hamlet'],
    names: ['places', 'place'],
    required: [['name', 'name_vi']],
    positioned: true,
    givesWay: true,
    load: (context) => new FieldsLoader(new PlaceLoader(context)),
    export: kindExport(
      PLACE_COLUMNS,
      'Địa điểm, ấp, khu phố · Places and hamlets',
      'POINT',
      function* ({ gazetteer }) {
        yield* gazetteer.places()
        for (const hamlet of gazetteer.hamlets()) yield { ...hamlet, category: hamlet.kind ?? 'ấp' }
      },
    ),
  },
  addresses: {
    columns: ADDRESS_FILE_COLUMNS,
    layers: ['address'],
    names: ['addresses', 'address'],
    required: [['class'], ['commune_code', 'former_commune_code', 'raw_text']],
    positioned: true,
    givesWay: true,
    load: (context) => new AddressLoader(context),
    export: kindExport(ADDRESS_FILE_COLUMNS, 'Địa chỉ số · Addresses', 'POINT', (record) =>
      withFurtherPositions(record, rowsWithRevision(record)),
    ),
    publicExport: kindExport(
      ADDRESS_FILE_COLUMNS.filter(
        ({ name }) => !['source', 'raw_text', 'revision', 'attributes'].includes(name),
      ),
      'Địa chỉ số · Addresses',
      'POINT',
      (record) => withFurtherPositions(record, publicRows(record)),
    ),
  },
  roads: {
    columns: STREET_COLUMNS,
    layers: ['street'],
    names: ['roads', 'streets', 'street'],
    required: [['name']],
    givesWay: true,
    load: (context) => new FieldsLoader(new StreetLoader(context, true)),
    export: kindExport(
      STREET_COLUMNS,
      'Đường có hình · Streets with a line',
      'MULTILINESTRING',
      function* ({ gazetteer }) {
        for (const street of gazetteer.streets()) if (street.geom) yield street
      },
    ),
  },
} satisfies Record<string, KindPlan<SourceRow> | KindPlan<CheckedAddress>>

function* rowsWithRevision({ addresses }: RecordStore) {
  for (const row of addresses.all()) yield { ...row, ...addresses.versionFacts(row.uid) }
}

function* publicRows({ addresses }: RecordStore) {
  for (const row of addresses.all()) if (isPublic(row)) yield publicAddress(row)
}

export type Kind = keyof typeof KINDS

/** Whether a word names a kind. */
export function isKind(word: string | undefined): word is Kind {
  return word !== undefined && Object.hasOwn(KINDS, word)
}

/** Opens a file of a kind; throws {@link ImportError} when it cannot be read or lacks a column that the kind needs. */
export async function openKind(file: string, kind: Kind, layer: string | undefined): Promise<Source> {
  const plan: KindPlan<never> = KINDS[kind]
  const source = await openSource(file, recogniserOf(plan.columns), {
    names: layer ? [layer] : plan.names,
    named: layer !== undefined,
  })
  requireColumns(source, plan)
  return source
}

/** A table must have its columns; rows of JSON are judged one by one. */
function requireColumns({ columns, hasGeometry }: Source, { required, positioned }: KindPlan<never>): void {
  if (!columns) return
  const position = positioned && !hasGeometry ? [['lon'], ['lat']] : []
  for (const choice of [...required, ...position])
    if (!choice.some((column) => columns.has(column)))
      throw new ImportError(problem('missing-column', choice.join(' | '), '', choice.join(' | ')))
}
