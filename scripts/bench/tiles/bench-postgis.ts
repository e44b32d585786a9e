import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { PostgresServer } from '../postgres-server.ts'
import { PostgresClient } from './postgres-client.ts'

/** A tile `$1`/`$2`/`$3` of the addresses, as a tile server in front of PostGIS asks for it. */
export const TILE_SQL = `
SELECT ST_AsMVT(q, 'address', 4096, 'geom', 'fid') FROM (
  SELECT fid, id, code, class, house_number, status,
    ST_AsMVTGeom(geom, ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom
  FROM address WHERE geom && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)) q`
const DATABASE = `
CREATE TABLE address (fid int PRIMARY KEY, id text, code text, class int, house_number text, status text,
  geom geometry(Point, 3857));
CREATE FUNCTION tile_ms(z int, x int, y int) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE started timestamptz; tile bytea;
BEGIN
  started := clock_timestamp();
  tile := (${TILE_SQL});
  RETURN (extract(epoch FROM clock_timestamp() - started) * 1000)::float8;
END $$;
`

/** A private PostgreSQL with PostGIS that holds the record's addresses. */
export class PostGis {
  readonly #server: PostgresServer
  #client!: PostgresClient

  private constructor(server: PostgresServer) {
    this.#server = server
  }

  /** Starts it and loads the addresses; undefined, with the reason on stderr, where there is no PostGIS. */
  static async start(record: RecordStore): Promise<PostGis | undefined> {
    const server = await PostgresServer.start()
    if (!server) return undefined
    const postgis = new PostGis(server)
    await server.ask(DATABASE)
    await postgis.#load(record)
    postgis.#client = await PostgresClient.connect(server.socket)
    return postgis
  }

  /** Path of the Unix socket that it listens on. */
  get socket(): string {
    return this.#server.socket
  }

  /** Milliseconds that the processors have worked for it. */
  worked(): number | undefined {
    return this.#server.worked()
  }

  /** Milliseconds of one encoding of a tile: by the server's clock, and by that of a waiting client. */
  async tileTimes(tile: readonly [number, number, number]): Promise<{ inside: number; waited: number }> {
    const [inside] = await this.#client.query('SELECT tile_ms($1, $2, $3)', tile)
    const start = performance.now()
    await this.#client.query(TILE_SQL, tile)
    return { inside: inside!.readDoubleBE(0), waited: performance.now() - start }
  }

  async stop(): Promise<void> {
    this.#client.close()
    await this.#server.stop()
  }

  async #load(record: RecordStore): Promise<void> {
    const { input } = this.#server
    input.write('COPY address FROM STDIN;\n')
    for (const row of record.addresses.all()) {
      const point = decodePoint(row.geom)
      if (!point) continue
      const cells = [row.fid, row.uid, row.code, row.class, row.house_number, row.status]
      const text = cells.map((cell) => (cell === null ? '\\N' : String(cell).replaceAll('\\', '\\\\')))
      const flowing = input.write(`${text.join('\t')}\tSRID=3857;POINT(${mercator(...point).join(' ')})\n`)
      if (!flowing) await new Promise((resolve) => input.once('drain', resolve))
    }
    input.write('\\.\n')
    await this.#server.ask(
      'CREATE INDEX address_geom ON address USING gist (geom); CLUSTER address USING address_geom; VACUUM ANALYZE address;',
    )
  }
}

/** Metres of EPSG:3857. */
function mercator(lon: number, lat: number): [number, number] {
  const radius = 6_378_137
  const north = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))
  return [((radius * Math.PI) / 180) * lon, radius * north]
}
