import type { StyleSpecification } from 'maplibre-gl'

/**
 * A style as the pages draw it: without `glyphs`, so that text is drawn from the page's own fonts, which are
 * loaded anyway, are sharper than glyph tiles and need no further requests.
 */
export function pageStyle(style: StyleSpecification): StyleSpecification {
  const { glyphs, ...rest } = style
  return rest
}

/** The fonts a style's layers name, each once. */
export function fontsOf(style: StyleSpecification): string[] {
  const named = style.layers.flatMap((layer) => {
    const font = layer.type === 'symbol' ? layer.layout?.['text-font'] : undefined
    return Array.isArray(font) ? (font as unknown[]) : []
  })
  return [...new Set(named)].filter((name): name is string => typeof name === 'string' && name !== 'literal')
}
