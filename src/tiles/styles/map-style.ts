/** A MapLibre style as far as this server looks into it; addresses in it are paths of this server. */
export interface MapStyle {
  name: string
  metadata: { title: Title } & Record<string, unknown>
  sources: Record<string, { url: string }>
  layers: MapLayer[]
  glyphs: string
  sprite: string
}

export type MapLayer = { id: string; type: string } & Record<string, unknown>

export interface Title {
  vi: string
  en: string
}
