import { serverUrl } from '../api/server-url.ts'
import type { Choice } from './theme-facts.ts'

type Box = readonly [west: number, south: number, east: number, north: number]

/** Where the features of a box are, without those of hidden values. */
export function itemsUrl(
  id: string,
  box: Box,
  { hidden }: Pick<Choice, 'hidden'>,
  more: Readonly<Record<string, string | number>>,
): string {
  const query = new URLSearchParams({ bbox: box.map((edge) => edge.toFixed(6)).join() })
  for (const [name, value] of Object.entries(more)) query.set(name, String(value))
  const [first, ...others] = [...hidden].map(notAmong)
  if (first) {
    query.set('filter-lang', 'cql2-json')
    // "and" is of two at least
    query.set('filter', JSON.stringify(others.length > 0 ? { op: 'and', args: [first, ...others] } : first))
  }
  return serverUrl(`/ogc/collections/${encodeURIComponent(id)}/items?${query}`)
}

/** CQL2 that a field has none of some values, as features without the field have not. As JSON no text can end a quotation. */
function notAmong([property, values]: readonly [string, ReadonlySet<string>]): object {
  const among = { op: 'in', args: [{ property }, [...values]] }
  return {
    op: 'or',
    args: [
      { op: 'isNull', args: [{ property }] },
      { op: 'not', args: [among] },
    ],
  }
}
