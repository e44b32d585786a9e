import { encodeGeometry, encodePoint } from '../../src/geo/geopackage-geometry.ts'

/** Values that another program may leave where a text, a number or a day is expected, as SQLite keeps them. */
export const BAD_VALUES: Readonly<Record<string, unknown>> = {
  nothing: null,
  blob: Buffer.from([0xff, 0, 0xfe, 0x80]),
  'empty blob': Buffer.alloc(0),
  'empty text': '',
  spaces: '   ',
  'text with NUL': 'Đường\0Long An',
  'text with separators': 'Đường\u001e\u001f\u0000\u001e 1',
  'lone surrogate': '\ud800x\udc00',
  'long text': 'Đường Nguyễn Văn '.repeat(60_000),
  'longest text': 'Đường Hai Bà Trưng '.repeat(75),
  'many letters': 'a'.repeat(1990),
  markup: '<script>alert(1)</script>"\'&\r\n',
  inherited: '__proto__',
  constructor: 'constructor',
  slashes: '../../a/b?c#d%00',
  'whole number': 7n,
  'large number': 2n ** 62n,
  negative: -5n,
  fraction: 1.5,
  infinite: Number.POSITIVE_INFINITY,
  'no day': '2025-02-31',
  'a word for a day': 'hôm qua',
  'last day': '9999-12-31',
  'first day': '0000-01-01',
  'no JSON': '{"a":',
  'deep JSON': `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  'nested JSON': `{"a":${'['.repeat(900)}${']'.repeat(900)}}`,
  'list of JSON': '[1,2]',
  'odd JSON': '{"__proto__":{"x":1},"constructor":1e999,"id":{"a":[null]},"":"x"}',
}

const ring = (...positions: [number, number][]) => ({ type: 'Polygon' as const, coordinates: [positions] })
const point = (lon: number, lat: number) => encodePoint(lon, lat)
const area = encodeGeometry(ring([106, 10], [107, 10], [107, 11], [106, 10]))

/** What may stand where a geometry is expected. */
export const BAD_GEOMETRIES: Readonly<Record<string, unknown>> = {
  nothing: null,
  'text for a geometry': 'POINT(106 10)',
  'text as long as a point': 'x'.repeat(29),
  number: 7n,
  'empty blob': Buffer.alloc(0),
  'cut off point': point(106.4, 10.5).subarray(0, 20),
  'cut off area': area.subarray(0, area.length - 9),
  'header alone': point(106.4, 10.5).subarray(0, 8),
  'not a number': point(Number.NaN, 10),
  infinite: point(Number.POSITIVE_INFINITY, 10),
  'outside the world': point(1e6, 1e6),
  'far outside': point(1e300, -1e300),
  'at the pole': point(180, 90),
  area,
  line: encodeGeometry({
    type: 'LineString',
    coordinates: [
      [106, 10],
      [106.4, 10.5],
    ],
  }),
  'line without positions': encodeGeometry({ type: 'MultiLineString', coordinates: [] }),
  'area of one position': encodeGeometry(ring([106.4, 10.5])),
  'area outside the world': encodeGeometry(ring([1e6, 1e6], [2e6, 1e6], [2e6, 2e6], [1e6, 1e6])),
  'area around the world': encodeGeometry(ring([-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90])),
  'area with NaN': encodeGeometry(ring([106, 10], [Number.NaN, 10], [107, 11], [106, 10])),
  'many positions': encodeGeometry(
    ring(
      ...Array.from({ length: 100_000 }, (_, i): [number, number] => [
        106 + Math.sin(i) / 10,
        10 + Math.cos(i) / 10,
      ]),
    ),
  ),
  'more positions than counted': moreThanCounted(),
  nested: nestedCollections(100_000),
}

/** An area that says to have four thousand million rings. */
function moreThanCounted(): Buffer {
  const blob = Buffer.from(area)
  blob.writeUInt32LE(0xffff_ffff, 45)
  return blob
}

/** A multipoint in a multipoint in a multipoint… */
function nestedCollections(depth: number): Buffer {
  const head = point(0, 0).subarray(0, 8)
  const one = Buffer.alloc(9)
  one[0] = 1
  one.writeUInt32LE(4, 1)
  one.writeUInt32LE(1, 5)
  return Buffer.concat([head, ...Array.from({ length: depth }, () => one)])
}
