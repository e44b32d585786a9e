import type { ThemeTables } from '../../store/record/themes.ts'
import type { TileServer } from '../tile-server.ts'
import type { ThemeSource } from './styles.ts'
import { type ThemeMap, themeMap } from './theme-map.ts'

/** Maps of all thematic layers; each is described anew when its data have changed. */
export class ThemeMaps implements ThemeSource {
  readonly #themes: ThemeTables
  readonly #tiles: Pick<TileServer, 'selectCurrent' | 'version'>
  readonly #cached = new Map<string, { version: string; map: ThemeMap }>()

  constructor(themes: ThemeTables, tiles: Pick<TileServer, 'selectCurrent' | 'version'>) {
    this.#themes = themes
    this.#tiles = tiles
  }

  async all(): Promise<ThemeMap[]> {
    const maps = await Promise.all(this.#themes.all().map(({ id }) => this.one(id)))
    return maps.filter((map) => map !== undefined)
  }

  async one(id: string): Promise<ThemeMap | undefined> {
    // before the catalogue is asked: it may wait for edits that bring the layer
    const layers = await this.#tiles.selectCurrent([id])
    const theme = this.#themes.all().find((one) => one.id === id)
    if (!theme) {
      this.#cached.delete(id)
      return undefined
    }
    const version = `${layers && (await this.#tiles.version(layers))} ${JSON.stringify(theme)}`
    const cached = this.#cached.get(id)
    if (cached?.version === version) return cached.map
    const map = themeMap(theme, this.#themes)
    this.#cached.set(id, { version, map })
    return map
  }
}
