import type { Choice, CountChoice, ThemeFacts, View } from './theme-facts.ts'

export interface ThemeLink {
  choice: Choice
  view: View | undefined
  /** The bare map, for a frame in another page. */
  embedded: boolean
}

/** Most of a link that is read. */
const MAX_LENGTH = 2000

/** Reads a link to a thematic map; what it does not know or cannot be is left aside. */
export function readThemeLink(search: string, facts: ThemeFacts): ThemeLink {
  const { filters, periods } = facts
  const query = new URLSearchParams(search.slice(0, MAX_LENGTH))
  const hidden = new Map<string, Set<string>>()
  for (const { field, values } of filters) {
    const asked = query.getAll(`hide.${field}`).filter((value) => values.includes(value))
    if (asked.length > 0) hidden.set(field, new Set(asked))
  }
  const period = query.get('period') ?? ''
  return {
    choice: {
      hidden,
      period: periods.includes(period) ? period : periods.at(-1),
      ...(facts.kind === 'counts' ? { counts: countsOf(query, facts) } : {}),
    },
    view: viewOf(query.get('map')),
    embedded: query.get('embed') === '1',
  }
}

/** The query of a link to what is seen; a newest period and all values are not written. */
export function themeQuery(
  facts: ThemeFacts,
  { hidden, period, counts }: Choice,
  view: View | undefined,
): URLSearchParams {
  const query = new URLSearchParams()
  if (view) query.set('map', `${view.zoom.toFixed(1)}/${view.lat.toFixed(4)}/${view.lon.toFixed(4)}`)
  if (period !== undefined && period !== facts.periods.at(-1)) query.set('period', period)
  for (const [field, values] of hidden) for (const value of values) query.append(`hide.${field}`, value)
  if (counts) {
    const { subject, measure, commune } = counts
    if (subject !== (facts.subjects?.[0] ?? '')) query.set('subject', subject)
    if (measure === 'rate') query.set('measure', measure)
    if (commune !== undefined) query.set('commune', commune)
  }
  return query
}

function countsOf(query: URLSearchParams, { subjects = [] }: ThemeFacts): CountChoice {
  const subject = query.get('subject')
  const commune = query.get('commune') ?? ''
  return {
    subject:
      subject === '' || (subject !== null && subjects.includes(subject)) ? subject : (subjects[0] ?? ''),
    measure: query.get('measure') === 'rate' ? 'rate' : 'count',
    commune: /^\d{5}$/.test(commune) ? commune : undefined,
  }
}

/** Width and height of a frame, as attributes have them. */
export type FrameSize = readonly [width: string, height: string]

/** The HTML by which another page shows a map. */
export function embedCode(
  address: string,
  title: string,
  [width, height]: FrameSize = ['100%', '480'],
): string {
  const attribute = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<iframe src="${attribute(address)}" title="${attribute(title)}" width="${width}" height="${height}" loading="lazy" style="border:0"></iframe>`
}

function viewOf(text: string | null): View | undefined {
  const [zoom, lat, lon] = (text ?? '').split('/').map((part) => (part === '' ? Number.NaN : Number(part)))
  if (zoom === undefined || lat === undefined || lon === undefined) return undefined
  const there = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180
  return there ? { zoom, lat, lon } : undefined
}
