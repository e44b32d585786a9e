import type { Box } from '../../geo/box.ts'
import { decodeGeometry } from '../../geo/geopackage-geometry.ts'
import { TileSource } from '../../store/reading/tile-source.ts'
import type { ThemeTables } from '../../store/record/themes.ts'
import type { RecordStore } from '../../store/record-store.ts'
import type { TileServer } from '../tile-server.ts'
import { MapPictures } from './map-picture.ts'
import type { ThemeSource } from './styles.ts'
import { type ThemeMap, themeMap } from './theme-map.ts'

type Tiles = Pick<TileServer, 'selectCurrent' | 'version' | 'bounds' | 'today'>

const WORLD: Box = [-180, -90, 180, 90]
/** Most communes that are drawn. */
const MAX_COMMUNES = 4000

/** Maps of all thematic layers; each is described anew when its data have changed. */
export class ThemeMaps implements ThemeSource {
  readonly #themes: ThemeTables
  readonly #tiles: Tiles
  readonly #source: TileSource
  readonly #cached = new Map<string, { version: string; map: ThemeMap }>()
  #pictures: { version: string; pictures: MapPictures } | undefined

  constructor(record: RecordStore, tiles: Tiles) {
    this.#themes = record.themes
    this.#tiles = tiles
    this.#source = new TileSource(record)
  }

  async all(): Promise<ThemeMap[]> {
    const maps = await Promise.all(this.#themes.all().map(({ id }) => this.one(id)))
    return maps.filter((map) => map !== undefined)
  }

  async one(id: string): Promise<ThemeMap | undefined> {
    // before the catalogue is asked: it may wait for edits that bring the layer
    const layers = await this.#tiles.selectCurrent([id])
    const communes = (await this.#tiles.selectCurrent(['commune'])) ?? []
    const drawn = await this.#tiles.version(communes)
    const version = `${layers && (await this.#tiles.version(layers))} ${drawn}`
    const theme = this.#themes.all().find((one) => one.id === id)
    if (!theme) {
      this.#cached.delete(id)
      return undefined
    }
    const known = `${version} ${JSON.stringify(theme)}`
    const cached = this.#cached.get(id)
    if (cached?.version === known) return cached.map
    const map = themeMap(theme, this.#themes)
    const shown = theme.kind === 'features' ? layers : communes
    const bounds = shown && this.#tiles.bounds(shown)
    const picture = this.#draw(drawn).draw(map.places, map.shades)
    const whole = { ...map, places: [], bounds: bounds ?? map.bounds, picture }
    this.#cached.set(id, { version: known, map: whole })
    return whole
  }

  #draw(version: string): MapPictures {
    if (this.#pictures?.version !== version) {
      const rows = this.#source.featuresIn('unit', WORLD, 0, MAX_COMMUNES, this.#tiles.today)
      const communes = rows.map(({ code, geom }) => ({
        code: String(code),
        geometry: geom ? decodeGeometry(geom) : undefined,
      }))
      this.#pictures = { version, pictures: new MapPictures(communes) }
    }
    return this.#pictures.pictures
  }
}
