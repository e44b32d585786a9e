import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { PostgresServer } from './postgres-server.ts'

/** A register's table in PostGIS, empty, with the indexes that ours has. */
const TABLE = `
SET client_min_messages = warning;
DROP TABLE IF EXISTS address;
CREATE TABLE address (fid bigserial PRIMARY KEY, id uuid UNIQUE, code text UNIQUE, class int, name text,
  house_number text, street text, hamlet text, group_name text, commune_code text, former_commune_code text,
  geom geometry(Point, 4326), position text, status text, source text, updated_at text);
CREATE INDEX ON address USING gist (geom);
CHECKPOINT;`
const COLUMNS =
  'id, code, class, name, house_number, street, hamlet, group_name, commune_code, former_commune_code, geom, position, status, source, updated_at'
/** Places of longitude and latitude in a row of `writeAddresses` with ids and codes. */
const LON = 10

/** Writes the rows of a file of addresses for {@link copyRows}, with the geometry as PostGIS reads it. */
export async function writeForCopy(file: string, to: string): Promise<void> {
  const out = createWriteStream(to)
  let first = true
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const cells = line.split(',')
    const [lon, lat] = cells.slice(LON, LON + 2)
    const row = cells.toSpliced(LON, 2, `SRID=4326;POINT(${lon} ${lat})`).join(',')
    if (!first && !out.write(`${row}\n`)) await once(out, 'drain')
    first = false
  }
  out.end()
  await once(out, 'finish')
}

/** Makes the table, empty and with its indexes. */
export async function emptyTable(server: PostgresServer): Promise<void> {
  await server.ask(TABLE)
}

/** Copies the rows of a file into the table with its indexes, and waits until they are committed. */
export async function copyRows(server: PostgresServer, file: string): Promise<void> {
  await server.ask(`\\copy address(${COLUMNS}) from '${file}' with (format csv)`)
  const [any] = await server.ask('SELECT EXISTS (SELECT FROM address);')
  if (any !== 't') throw new Error('PostgreSQL copied no row')
}
