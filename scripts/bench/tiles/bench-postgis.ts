import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import type { RecordStore } from '../../../src/store/record-store.ts'
import { PostgresClient } from './postgres-client.ts'

/** Where Debian keeps the programs of a server, newest last. */
const DEBIAN = '/usr/lib/postgresql'
/** Ends the answer to one statement. */
const END = '--end--'
/** A tile `$1`/`$2`/`$3` of the addresses, as a tile server in front of PostGIS asks for it. */
export const TILE_SQL = `
SELECT ST_AsMVT(q, 'address', 4096, 'geom', 'fid') FROM (
  SELECT fid, id, code, class, house_number, status,
    ST_AsMVTGeom(geom, ST_TileEnvelope($1, $2, $3), 4096, 64, true) AS geom
  FROM address WHERE geom && ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096)) q`
const DATABASE = `
CREATE EXTENSION postgis;
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
  readonly #folder: string
  readonly #server: ChildProcessWithoutNullStreams
  readonly #psql: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>
  #client!: PostgresClient

  private constructor(
    folder: string,
    server: ChildProcessWithoutNullStreams,
    psql: ChildProcessWithoutNullStreams,
  ) {
    this.#folder = folder
    this.#server = server
    this.#psql = psql
    this.#lines = createInterface({ input: psql.stdout })[Symbol.asyncIterator]()
  }

  /** Starts it and loads the addresses; undefined, with the reason on stderr, where there is no PostGIS. */
  static async start(record: RecordStore): Promise<PostGis | undefined> {
    const programs = programsFolder()
    if (!programs) {
      process.stderr.write('no PostgreSQL with PostGIS here: that comparison is left out\n')
      return undefined
    }
    const owner = ownerOf()
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-postgis-'))
    chmodSync(folder, 0o700)
    if (owner) chownSync(folder, owner.uid, owner.gid)
    const data = join(folder, 'data')
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', data, '-A', 'trust', '-E', 'UTF8', '--no-sync', '-U', 'bench'],
      { ...owner, cwd: folder, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${folder}`,
      'shared_buffers=512MB',
      'jit=off',
    ]
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, cwd: folder },
    )
    server.stderr.resume()
    while (spawnSync(join(programs, 'pg_isready'), ['-q', '-h', folder]).status !== 0)
      if (server.exitCode !== null) throw new Error('the PostgreSQL server did not start')
    const connection = ['-h', folder, '-U', 'bench', '-d', 'postgres', '-X', '-q', '-A', '-t']
    const psql = spawn('psql', [...connection, '-v', 'ON_ERROR_STOP=1'])
    psql.stderr.pipe(process.stderr)
    const postgis = new PostGis(folder, server, psql)
    await postgis.#ask(DATABASE)
    await postgis.#load(record)
    postgis.#client = await PostgresClient.connect(postgis.socket)
    return postgis
  }

  /** Path of the Unix socket that it listens on. */
  get socket(): string {
    return join(this.#folder, '.s.PGSQL.5432')
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
    this.#psql.stdin.end()
    const gone = new Promise((resolve) => this.#server.once('exit', resolve))
    this.#server.kill('SIGINT')
    await gone
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #load(record: RecordStore): Promise<void> {
    const { stdin } = this.#psql
    stdin.write('COPY address FROM STDIN;\n')
    for (const row of record.addresses.all()) {
      const point = decodePoint(row.geom)
      if (!point) continue
      const cells = [row.fid, row.uid, row.code, row.class, row.house_number, row.status]
      const text = cells.map((cell) => (cell === null ? '\\N' : String(cell).replaceAll('\\', '\\\\')))
      const flowing = stdin.write(`${text.join('\t')}\tSRID=3857;POINT(${mercator(...point).join(' ')})\n`)
      if (!flowing) await new Promise((resolve) => stdin.once('drain', resolve))
    }
    stdin.write('\\.\n')
    await this.#ask(
      'CREATE INDEX address_geom ON address USING gist (geom); CLUSTER address USING address_geom; VACUUM ANALYZE address;',
    )
  }

  /** The lines that a statement answers with. */
  async #ask(sql: string): Promise<string[]> {
    this.#psql.stdin.write(`${sql}\n\\echo ${END}\n`)
    const answer: string[] = []
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) throw new Error('psql ended before it answered')
      if (value === END) return answer
      answer.push(value)
    }
  }
}

/** The folder of the newest server that has PostGIS. */
function programsFolder(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined
  const control = (version: string) => `/usr/share/postgresql/${version}/extension/postgis.control`
  const version = readdirSync(DEBIAN)
    .filter((one) => existsSync(control(one)))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)
  return version && join(DEBIAN, version, 'bin')
}

/** A server does not run as root: then it runs as the user that Debian makes for it. */
function ownerOf(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

/** Metres of EPSG:3857. */
function mercator(lon: number, lat: number): [number, number] {
  const radius = 6_378_137
  const north = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))
  return [((radius * Math.PI) / 180) * lon, radius * north]
}
