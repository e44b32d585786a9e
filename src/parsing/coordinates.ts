/** Bounds of Vietnam with its islands, roughly, in degrees: they decide which number is the latitude. */
const VIETNAM = { lat: [8, 24], lon: [102, 118] } as const

const DECIMAL = String.raw`[-+]?\d{1,3}(?:\.\d+)?`
const PAIR = new RegExp(
  String.raw`^(${DECIMAL})°?\s*([NSEWBĐ])?\s*[,;\s]\s*(${DECIMAL})°?\s*([NSEWBĐ])?$`,
  'iu',
)
const COMMA_PAIR = /^([-+]?\d{1,3},\d+)(?:\s*;\s*|\s+)([-+]?\d{1,3},\d+)$/
const DMS = String.raw`(\d{1,3})\s*[°ºd]\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’m]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|s)\s*)?`
const DMS_PAIR = new RegExp(String.raw`^${DMS}([NSEWBĐ])?[\s,;]*${DMS}([NSEWBĐ])?$`, 'iu')
/** An axis named before each number: "N10.5 E106.4", "lat 10.5, lon 106.4", "vĩ độ: 10.5; kinh độ: 106.4". */
const AXIS = String.raw`(lat(?:itude)?|lon(?:g|gitude)?|lng|vĩ độ|vi do|kinh độ|kinh do|[NSEWBĐ])\s*[:=]?\s*`
const AXES_FIRST = new RegExp(String.raw`^${AXIS}([-+]?\d.*?)[\s,;]+${AXIS}([-+]?\d.*)$`, 'iu')
const URI = /^geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)(?:[,;].*)?$/i

/**
 * A pasted coordinate in either order, decimal ("10.5360,106.4113", "10,536; 106,411"), with degrees, minutes and
 * seconds, in brackets, or as a geo: URI (RFC 5870); letters N S E W, or B (Bắc) and Đ (Đông), or words before the numbers
 * ("lat 10.5, lon 106.4") name the axes, else the ranges of Vietnam do. `undefined` for anything else, and for numbers that are no place on Earth.
 */
export function parseCoordinates(text: string): { lon: number; lat: number } | undefined {
  if (text.length > 80) return undefined
  const trimmed = tidied(text.trim())
  const uri = URI.exec(trimmed)
  if (uri) return place(Number(uri[1]), Number(uri[2]), 'N', 'E')
  const pair = PAIR.exec(trimmed)
  // Two whole numbers are more likely a house and something else.
  if (pair && /[.°]/.test(trimmed)) return place(Number(pair[1]), Number(pair[3]), pair[2], pair[4])
  const commas = COMMA_PAIR.exec(trimmed)
  if (commas) return place(decimal(commas[1]!), decimal(commas[2]!), undefined, undefined)
  const dms = DMS_PAIR.exec(trimmed)
  if (dms) return place(degrees(dms[1], dms[2], dms[3]), degrees(dms[5], dms[6], dms[7]), dms[4], dms[8])
  return undefined
}

/** The text without brackets, the names of its axes turned into letters behind the numbers. */
function tidied(text: string): string {
  const bare = text.replace(/^[([]\s*|(?<!\s)\s*[)\]]$/g, '')
  const axes = AXES_FIRST.exec(bare)
  return axes ? `${axes[2]}${letter(axes[1]!)}, ${axes[4]}${letter(axes[3]!)}` : bare
}

function letter(axis: string): string {
  if (axis.length === 1) return axis
  return /^(?:la|v)/i.test(axis) ? 'N' : 'E'
}

function decimal(text: string): number {
  return Number(text.replace(',', '.'))
}

function degrees(whole = '0', minutes = '0', seconds = '0'): number {
  return Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600
}

function place(
  first: number,
  second: number,
  firstAxis = '',
  secondAxis = '',
): { lon: number; lat: number } | undefined {
  const a = first * (/[SW]/i.test(firstAxis) ? -1 : 1)
  const b = second * (/[SW]/i.test(secondAxis) ? -1 : 1)
  const swapped = firstAxis
    ? /[EWĐ]/iu.test(firstAxis)
    : secondAxis
      ? /[NSB]/i.test(secondAxis)
      : isLon(a) && isLat(b)
  const [lat, lon] = swapped ? [b, a] : [a, b]
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lon, lat } : undefined
}

function isLon(value: number): boolean {
  return value >= VIETNAM.lon[0] && value <= VIETNAM.lon[1]
}

function isLat(value: number): boolean {
  return value >= VIETNAM.lat[0] && value <= VIETNAM.lat[1]
}
