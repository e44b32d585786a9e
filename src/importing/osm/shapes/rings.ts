import type { MultiPolygon, Position } from 'geojson'
import { pointInRing } from '../../../geo/point-in-polygon.ts'

/** A way of a multipolygon: its node numbers, and where they are. */
export interface RingPart {
  readonly refs: readonly number[]
  readonly places: readonly Position[]
  readonly inner: boolean
}

/** Areas that ways form, and whether some of them form none. */
export interface Assembled {
  readonly geometry: MultiPolygon | undefined
  readonly broken: boolean
}

/**
 * Joins the ways of a multipolygon into rings, whatever their order and direction, and puts each hole into the smallest outer ring around
 * it. Roles are believed for holes only where a ring has them all alike; a ring inside an odd number of others is a hole, too
 * (wiki.openstreetmap.org/wiki/Relation:multipolygon). Ways that do not close are left out and said to be broken.
 */
export function assembleRings(parts: readonly RingPart[]): Assembled {
  const { rings, open } = joined(parts)
  const outers = rings
    .filter(({ inner }) => !inner)
    .map(({ ring }) => ({ ring, holes: [] as Position[][], size: boxSize(ring) }))
  let lost = 0
  for (const { ring, inner } of rings) {
    if (!inner) continue
    const [lon, lat] = ring[0] as [number, number]
    const around = outers
      .filter((outer) => pointInRing(lon, lat, outer.ring) || touches(outer.ring, ring))
      .sort((a, b) => a.size - b.size)[0]
    if (around) around.holes.push(ring)
    else lost++
  }
  const coordinates = outers.map(({ ring, holes }) => [ring, ...holes])
  return {
    geometry: coordinates.length > 0 ? { type: 'MultiPolygon', coordinates } : undefined,
    broken: open > 0 || lost > 0 || outers.length === 0,
  }
}

interface Chain {
  refs: number[]
  places: Position[]
  inner: boolean
}

/** Rings of ways that meet at their ends; `open` counts chains that end nowhere. */
function joined(parts: readonly RingPart[]): { rings: { ring: Position[]; inner: boolean }[]; open: number } {
  const rings: { ring: Position[]; inner: boolean }[] = []
  const waiting = new Set<RingPart>()
  const byEnd = new Map<number, Set<RingPart>>()
  for (const part of parts) {
    if (part.refs.length < 2) continue
    if (part.refs[0] === part.refs.at(-1)) {
      if (part.refs.length > 3) rings.push({ ring: [...part.places], inner: part.inner })
      continue
    }
    waiting.add(part)
    for (const end of [part.refs[0]!, part.refs.at(-1)!]) {
      const there = byEnd.get(end) ?? new Set()
      byEnd.set(end, there.add(part))
    }
  }
  let open = 0
  const take = (part: RingPart) => {
    waiting.delete(part)
    byEnd.get(part.refs[0]!)?.delete(part)
    byEnd.get(part.refs.at(-1)!)?.delete(part)
  }
  for (const first of waiting) {
    take(first)
    const chain: Chain = { refs: [...first.refs], places: [...first.places], inner: first.inner }
    while (chain.refs[0] !== chain.refs.at(-1)) {
      const end = chain.refs.at(-1)!
      const candidates = [...(byEnd.get(end) ?? [])]
      const next = candidates.find(({ inner }) => inner === chain.inner) ?? candidates[0]
      if (!next) break
      take(next)
      const forwards = next.refs[0] === end
      const refs = forwards ? next.refs : [...next.refs].reverse()
      const places = forwards ? next.places : [...next.places].reverse()
      for (let i = 1; i < refs.length; i++) {
        chain.refs.push(refs[i]!)
        chain.places.push(places[i]!)
      }
    }
    if (chain.refs[0] === chain.refs.at(-1) && chain.refs.length > 3)
      rings.push({ ring: chain.places, inner: chain.inner })
    else open++
  }
  return { rings, open }
}

/** Whether a point between two of a ring's points lies in another ring: its first point may lie on the outline. */
function touches(outer: readonly Position[], ring: readonly Position[]): boolean {
  const [a, b] = [ring[0]!, ring[Math.floor(ring.length / 2)]!]
  return pointInRing((a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2, outer)
}

function boxSize(ring: readonly Position[]): number {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring as [number, number][]) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  return (east - west) * (north - south)
}
