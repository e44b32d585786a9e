import type { StyleSpecification } from 'maplibre-gl'
import { serverUrl } from '../api/server-url.ts'

/** Paths of a style by the system's colour scheme. */
export interface StylePair {
  light: string
  dark: string
}

/** Whether the system is dark, now and as it changes. */
export function isDark(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)')
}

/** The path of a style for the colours of now. */
export function styleNow({ light, dark }: StylePair): string {
  return isDark().matches ? dark : light
}

/**
 * A style with what its sources say of themselves (TileJSON) in it: the map need not ask for that when it has the style. Throws when
 * one of them cannot be had.
 */
export async function wholeStyle(path: string): Promise<StyleSpecification> {
  const style = (await json(serverUrl(path))) as StyleSpecification
  const sources = Object.entries(style.sources).map(async ([id, source]) => {
    if (source.type !== 'vector' || source.url === undefined) return [id, source] as const
    const { tiles, minzoom, maxzoom, bounds, attribution } = (await json(source.url)) as typeof source
    return [id, { type: 'vector', tiles, minzoom, maxzoom, bounds, attribution }] as const
  })
  return {
    ...style,
    sources: Object.fromEntries(await Promise.all(sources)) as StyleSpecification['sources'],
  }
}

async function json(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response.json()
}
