/** The representation to answer with: `f` decides, then Accept; JSON where neither chooses, as programs send `*`. */
export function formatOf(f: unknown, accept: string | undefined): 'json' | 'html' {
  if (f === 'json' || f === 'html') return f
  if (f === 'geojson' || f === 'csv') return 'json'
  const weights = new Map<string, number>()
  for (const part of (accept ?? '').slice(0, 1000).split(',')) {
    const [type = '', ...options] = part.trim().toLowerCase().split(';')
    const weight = options.map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1]).find(Boolean)
    weights.set(type.trim(), weight === undefined ? 1 : Number(weight))
  }
  const html = Math.max(weights.get('text/html') ?? 0, weights.get('application/xhtml+xml') ?? 0)
  const json = Math.max(weights.get('application/geo+json') ?? 0, weights.get('application/json') ?? 0)
  return html > json ? 'html' : 'json'
}
