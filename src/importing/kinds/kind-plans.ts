import { openSource } from '../formats/open-source.ts'
import { type Kind, recogniser } from '../reading/columns.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { Source } from '../reading/source-row.ts'

/** How a kind of file is read, and what it writes. */
export interface KindPlan {
  /** Layers of the record that the kind writes. */
  layers: readonly string[]
  /** Layers of a GeoPackage that are taken unasked. */
  names: readonly string[]
  /** Columns that a table must have: of each list at least one. */
  required: readonly (readonly string[])[]
  /** Whether rows of demonstration data are of this kind, and give way to real ones. */
  demo: boolean
}

const PLACED = ['commune_code', 'former_commune_code', 'raw_text']
export const PLANS: Readonly<Record<Kind, KindPlan>> = {
  units: {
    layers: ['unit'],
    names: ['units', 'unit'],
    required: [['level'], ['code'], ['valid_from'], ['type'], ['name']],
    demo: false,
  },
  'unit-changes': {
    layers: ['unit_change'],
    names: ['unit-changes', 'unit_change'],
    required: [['date'], ['kind'], ['from_code'], ['to_code'], ['extent'], ['basis']],
    demo: false,
  },
  postcodes: {
    layers: ['postcode'],
    names: ['postcodes', 'postcode'],
    required: [['postcode'], ['commune_code'], ['valid_from']],
    demo: false,
  },
  boundaries: {
    layers: ['unit'],
    names: ['boundaries'],
    required: [['code', 'id']],
    demo: false,
  },
  streets: {
    layers: ['street'],
    names: ['streets', 'street'],
    required: [['name']],
    demo: true,
  },
  roads: {
    layers: ['street'],
    names: ['roads', 'streets', 'street'],
    required: [['name']],
    demo: true,
  },
  places: {
    layers: ['place', 'hamlet'],
    names: ['places', 'place'],
    required: [['name', 'name_vi']],
    demo: true,
  },
  addresses: {
    layers: ['address'],
    names: ['addresses', 'address'],
    required: [['class'], PLACED],
    demo: true,
  },
}

/** Opens a file of a kind; throws {@link ImportError} when it cannot be read or lacks a column that the kind needs. */
export async function openKind(file: string, kind: Kind, layer: string | undefined): Promise<Source> {
  const source = await openSource(file, recogniser(kind), layer ? [layer] : PLANS[kind].names)
  requireColumns(source, kind)
  return source
}

/** A table must have its columns; rows of JSON are judged one by one. */
function requireColumns({ columns, tabular, hasGeometry }: Source, kind: Kind): void {
  if (!tabular) return
  const { required, names } = PLANS[kind]
  const needsPosition = !hasGeometry && /^(places|addresses)$/.test(names[0] as string)
  for (const choice of [...required, ...(needsPosition ? [['lon'], ['lat']] : [])])
    if (!choice.some((column) => columns.has(column)))
      throw new ImportError(problem('missing-column', choice.join(' | '), '', choice.join(' | ')))
}
