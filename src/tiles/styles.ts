import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A MapLibre style as far as this server looks into it; addresses in it are paths of this server. */
export interface MapStyle {
  name: string
  metadata: { title: { vi: string; en: string } }
  sources: Record<string, { url: string }>
  glyphs: string
  sprite: string
}

/** The map styles of a folder, read when first asked for. */
export class Styles {
  readonly #folder: string
  #styles: Promise<Map<string, MapStyle>> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Ids and titles of all styles, in order of the id. */
  async list(): Promise<{ id: string; title: { vi: string; en: string } }[]> {
    return [...(await this.#all())].map(([id, { metadata }]) => ({ id, title: metadata.title }))
  }

  /** A style whose tiles, glyphs and sprites are addressed under `baseUrl`; undefined when there is none. */
  async style(id: string, baseUrl: string): Promise<MapStyle | undefined> {
    const style = (await this.#all()).get(id)
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
