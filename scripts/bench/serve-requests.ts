import { decodePoint } from '../../src/geo/geopackage-geometry.ts'
import { worldX, worldY } from '../../src/geo/mercator.ts'
import { SeededRandom } from '../../src/importing/demo/seeded-random.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { fold } from '../../src/text/syllable.ts'

/** Every n-th demonstration address is asked for. */
const STRIDE = 97
const SEED = 20250701
/** Share of the keystrokes of an address that send a request: fast typists skip some. */
const STROKES = 0.15

/** Paths by the kind of request, the same at every run: taken from the addresses of a record in their order. */
export function serveRequests(dataDir: string): Record<string, string[]> {
  const record = RecordStore.open(dataDir, { readonly: true })
  const paths = {
    hello: ['/hello'],
    autocomplete: [] as string[],
    reverse: [] as string[],
    code: [] as string[],
    tile: [] as string[],
  }
  const inForce = record.units.all().filter((unit) => unit.valid_to === null)
  const communes = new Map(inForce.map((unit) => [unit.code, unit.full_name]))
  const random = new SeededRandom(SEED)
  let n = 0
  for (const [fid, geom, commune, , street, hamlet, number] of record.addresses.scan()) {
    if (n++ % STRIDE !== 0) continue
    const house = [number, street ?? hamlet].filter(Boolean).join(' ')
    const whole = `${house}, ${communes.get(commune)}`
    const text = random.chance(0.5) ? fold(whole) : whole
    for (let end = 1; end <= text.length; end++)
      if (random.chance(STROKES))
        paths.autocomplete.push(`/v1/autocomplete?q=${encodeURIComponent(text.slice(0, end))}`)
    const [lon, lat] = decodePoint(geom)!
    const z = 12 + (n % 5)
    paths.reverse.push(`/v1/reverse?lat=${lat.toFixed(6)}&lon=${lon.toFixed(6)}&limit=5`)
    paths.code.push(`/v1/codes/${record.addresses.byFid(fid)?.code}`)
    paths.tile.push(
      `/tiles/address,street/${z}/${Math.floor(worldX(lon) * 2 ** z)}/${Math.floor(worldY(lat) * 2 ** z)}.mvt`,
    )
  }
  record.close()
  return paths
}
