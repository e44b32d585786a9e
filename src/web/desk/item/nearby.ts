import { withQuery } from '../../api/with-query.ts'
import { element } from '../../element.ts'
import { say } from '../desk-words.ts'
import type { Line } from '../line.ts'
import type { Point } from './address-form.ts'

/** Metres around a place in which a house is beside it, and how many are told. */
const RADIUS = 60
const MOST = 6

interface Around {
  readonly features: readonly {
    readonly id?: string | number
    readonly properties: {
      readonly geocoding: { readonly label: string }
      readonly vn: { readonly distance?: number }
    }
  }[]
  readonly vn?: { readonly commune: { readonly code: string } | null }
}

/** The commune that contains a place, as the server knows it; undefined where none does. */
export async function communeAt(line: Line, place: Point): Promise<string | undefined> {
  const { body } = await around(line, place, 1)
  return body.vn?.commune?.code
}

/** The houses beside a place, with their distance, as a list. */
export async function nearbyList(
  line: Line,
  place: Point,
  own: readonly string[],
  signal: AbortSignal,
): Promise<HTMLElement> {
  const { body } = await around(line, place, MOST + own.length, signal)
  const lines = body.features
    .filter(({ id }) => !own.includes(String(id)))
    .slice(0, MOST)
    .map(({ properties: { geocoding, vn } }) =>
      element(
        'li',
        {},
        geocoding.label,
        vn.distance !== undefined && element('small', {}, ` ${Math.round(vn.distance)} m`),
      ),
    )
  return element(
    'div',
    { class: 'nearby' },
    element('h3', {}, say('nearby')),
    lines.length > 0 ? element('ul', {}, ...lines) : element('p', { class: 'quiet' }, say('nobodyNear')),
  )
}

function around(line: Line, [lon, lat]: Point, limit: number, signal?: AbortSignal) {
  return line.ask<Around>(
    withQuery('/v1/reverse', { lon, lat, limit, radius: RADIUS, types: 'house' }),
    signal ? { signal } : {},
  )
}
