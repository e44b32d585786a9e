import pluscodes from 'pluscodes'

/** A plus code as it stands in a text. */
export interface WrittenPlusCode {
  /** In upper case. */
  readonly code: string
  /** It lacks its first digits and needs a place near it. */
  readonly short: boolean
}

interface Near {
  readonly lon: number
  readonly lat: number
}

const WHOLE = 8
/** Digits of a code that name the same as a place's coordinates: ten, a cell of some 14 metres. */
const PLACE_DIGITS = 10
const WORLD = { lat: 180, lon: 360 }
/** Most completions that are looked at; a code that lacks six digits has thousands in a province. */
const MAX_COMPLETIONS = 64

/** Whether a word is a plus code. Ranges of house numbers ("22+24") are none: so short a code has a letter. */
export function readPlusCode(word: string): WrittenPlusCode | undefined {
  const code = word.toUpperCase()
  const at = code.indexOf('+')
  if (!/^[2-9CFGHJMPQRVWX]{2,8}\+[2-9CFGHJMPQRVWX]{2,7}$/.test(code) || at % 2 !== 0) return undefined
  if (at < WHOLE) return at > 2 || /[A-Z]/.test(code) ? { code, short: true } : undefined
  return pluscodes.decode(code) ? { code, short: false } : undefined
}

/** The middle of a whole code's cell; undefined where it is no whole code. */
export function plusCodePoint(code: string): Near | undefined {
  const decoded = code.indexOf('+') === WHOLE ? pluscodes.decode(code) : null
  return decoded ? { lon: decoded.longitude, lat: decoded.latitude } : undefined
}

/** A short code with the first digits that bring it nearest to a place. */
export function completedNear(short: string, near: Near): string | undefined {
  const step = stepOf(short)
  let best: string | undefined
  let least = Infinity
  for (let y = -1; y <= 1; y++)
    for (let x = -1; x <= 1; x++) {
      const code = begunAt(short, near.lon + x * step, near.lat + y * step)
      const point = code && plusCodePoint(code)
      if (!point) continue
      const away = Math.max(Math.abs(point.lon - near.lon), Math.abs(point.lat - near.lat))
      if (away >= least) continue
      least = away
      best = code
    }
  return best
}

/** All whole codes that a short one may stand for in a box, west to east and south to north; none where they are too many. */
export function completionsWithin(
  short: string,
  [west, south, east, north]: readonly [number, number, number, number],
): string[] {
  const step = stepOf(short)
  if (((east - west) / step + 2) * ((north - south) / step + 2) > MAX_COMPLETIONS) return []
  const found = new Set<string>()
  for (let lat = south; lat <= north + step; lat += step)
    for (let lon = west; lon <= east + step; lon += step) {
      const code = begunAt(short, lon, lat)
      const point = code && plusCodePoint(code)
      if (!point || point.lon < west || point.lon > east || point.lat < south || point.lat > north) continue
      found.add(code)
    }
  return [...found]
}

/** Whether a short code lacks so much that it stands for a place in every village. */
export function lacksMost(short: string): boolean {
  return stepOf(short) < 1
}

/** Degrees after which a short code comes again: each two digits are a twentieth of the two before. */
function stepOf(short: string): number {
  return 20 / 20 ** ((WHOLE - short.indexOf('+')) / 2 - 1)
}

function begunAt(short: string, lon: number, lat: number): string | undefined {
  if (Math.abs(lat) > WORLD.lat / 2 || Math.abs(lon) > WORLD.lon / 2) return undefined
  const whole = pluscodes.encode({ longitude: lon, latitude: lat }, PLACE_DIGITS)
  return whole ? whole.slice(0, WHOLE - short.indexOf('+')) + short : undefined
}

/** The whole code of a place's cell of some 14 metres; undefined where there is no such place. */
export function plusCodeAt({ lon, lat }: Near): string | undefined {
  return pluscodes.encode({ longitude: lon, latitude: lat }, PLACE_DIGITS) ?? undefined
}
