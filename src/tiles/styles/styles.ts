import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MapStyle, Title } from './map-style.ts'
import type { ThemeMap } from './theme-map.ts'
import { themeStyle } from './theme-style.ts'

/** Where the styles of thematic layers come from. */
export interface ThemeSource {
  /** What each map shows now, in the order of the catalogue. */
  all(): Promise<readonly ThemeMap[]>
  one(id: string): Promise<ThemeMap | undefined>
}

const SCHEMES = ['light', 'dark'] as const

/** The base styles of a folder, read when first asked for, and a light and a dark one of each thematic layer. */
export class Styles {
  readonly #folder: string
  readonly #themes: ThemeSource | undefined
  #styles: Promise<Map<string, MapStyle>> | undefined

  constructor(folder: string, themes?: ThemeSource) {
    this.#folder = folder
    this.#themes = themes
  }

  /** Ids and titles of all styles: the base maps, then the thematic ones. */
  async list(): Promise<{ id: string; title: Title }[]> {
    const base = [...(await this.#all())].map(([id, { metadata }]) => ({ id, title: metadata.title }))
    const ids = ((await this.#themes?.all()) ?? []).flatMap(({ theme }) =>
      SCHEMES.map((scheme) => `${theme.id}-${scheme}`),
    )
    const thematic = await Promise.all(
      ids.map(async (id) => ({ id, title: (await this.#thematic(id))!.metadata.title })),
    )
    return [...base, ...thematic]
  }

  /** A style whose tiles, glyphs and sprites are addressed under `baseUrl`; undefined when there is none. */
  async style(id: string, baseUrl: string): Promise<MapStyle | undefined> {
    const style = (await this.#all()).get(id) ?? (await this.#thematic(id))
    if (!style) return undefined
    const sources = Object.entries(style.sources).map(([name, source]) => [
      name,
      { ...source, url: baseUrl + source.url },
    ])
    return {
      ...style,
      sources: Object.fromEntries(sources),
      glyphs: baseUrl + style.glyphs,
      sprite: baseUrl + style.sprite,
    }
  }

  async #thematic(id: string): Promise<MapStyle | undefined> {
    const scheme = SCHEMES.find((one) => id.endsWith(`-${one}`))
    const map = scheme && (await this.#themes?.one(id.slice(0, -scheme.length - 1)))
    return map && themeStyle((await this.#all()).get(`quiet-${scheme}`)!, map, scheme)
  }

  #all(): Promise<Map<string, MapStyle>> {
    this.#styles ??= readStyles(this.#folder)
    return this.#styles
  }
}

async function readStyles(folder: string): Promise<Map<string, MapStyle>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()
  const read = async (file: string): Promise<[string, MapStyle]> => [
    file.slice(0, -'.json'.length),
    JSON.parse(await readFile(join(folder, file), 'utf8')) as MapStyle,
  ]
  return new Map(await Promise.all(files.map(read)))
}
