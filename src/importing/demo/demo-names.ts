import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../config.ts'
import { csvRows } from '../../tables/csv-rows.ts'

/** Real names that demonstration data is made of; sources in `data/README.md`. */
export interface DemoNames {
  /** District codes until 2025 where a street of this name is. */
  streets: { name: string; class: string; districts: string[] }[]
  /** Hamlets by position, or by the commune of today they lie in. */
  hamlets: { name: string; communeCode?: string; position?: [lon: number, lat: number] }[]
  places: { name: string; category: string; communeCode: string }[]
}

/** Reads `data/demo-*.csv`. */
export function readDemoNames(folder: string = join(packageRoot(), 'data')): DemoNames {
  const table = (file: string) => csvRows(readFileSync(join(folder, file), 'utf8'))
  return {
    streets: table('demo-streets.csv').map((row) => ({
      name: row.name as string,
      class: row.class as string,
      districts: (row.districts as string).split(' '),
    })),
    hamlets: table('demo-hamlets.csv').map((row) =>
      row.lon
        ? { name: row.name as string, position: [Number(row.lon), Number(row.lat)] }
        : { name: row.name as string, communeCode: row.commune_code as string },
    ),
    places: table('demo-places.csv').map((row) => ({
      name: row.name as string,
      category: row.category as string,
      communeCode: row.commune_code as string,
    })),
  }
}
