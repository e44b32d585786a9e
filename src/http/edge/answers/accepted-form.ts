/**
 * Whether `Accept` (RFC 9110 §12.5.1) would rather have a page or JSON; undefined where it names neither, as programs and
 * the readers of links in chats send `*` alone.
 */
export function acceptedForm(accept: string | undefined): 'json' | 'html' | undefined {
  const weights = new Map<string, number>()
  for (const part of (accept ?? '').slice(0, 1000).split(',')) {
    const [type = '', ...options] = part.trim().toLowerCase().split(';')
    const weight = options.map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1]).find(Boolean)
    weights.set(type.trim(), weight === undefined ? 1 : Number(weight))
  }
  const most = (...types: string[]) => Math.max(...types.map((type) => weights.get(type) ?? 0))
  const html = most('text/html', 'application/xhtml+xml')
  const json = most('application/geo+json', 'application/json', 'application/problem+json')
  if (html === 0 && json === 0) return undefined
  return html > json ? 'html' : 'json'
}
