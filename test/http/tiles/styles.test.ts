import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import { PbfReader } from 'pbf'
import t from 'tap'
import { styleRoutes } from '../../../src/http/tiles/styles.ts'
import { BASE_LAYERS, MAP_LAYERS } from '../../../src/tiles/features/layers.ts'
import { routeApp } from '../../support/route-app.ts'

/** Every letter of Vietnamese with its marks, in both cases. */
const VIETNAMESE = [...'aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ'].flatMap(
  (letter) => [letter, letter.toUpperCase()],
)

/** Characters that a glyph message holds, read by the protobuf of mapbox/node-fontnik. */
function charactersOf(bytes: Uint8Array): string[] {
  const characters: string[] = []
  new PbfReader(bytes).readFields<null>((tag, _, pbf) => {
    if (tag !== 1) return
    pbf.readMessage<null>((tag, _, stack) => {
      if (tag !== 3) return
      stack.readMessage<null>((tag, _, glyph) => {
        if (tag === 1) characters.push(String.fromCodePoint(glyph.readVarint()))
      }, null)
    }, null)
  }, null)
  return characters
}

t.test('Styles, glyphs and sprites', async (t) => {
  const app = await routeApp((app) => styleRoutes(app, { publicUrl: undefined }))
  t.teardown(() => app.close())
  const get = (url: string, headers = {}) =>
    app.inject({ url, headers: { host: 'map.example:8080', ...headers } })
  const { styles } = (await get('/styles')).json()

  t.test('the list names styles of this server', async (t) => {
    t.same(
      styles.slice(0, 4).map(({ id }: { id: string }) => id),
      ['base-dark', 'base-light', 'quiet-dark', 'quiet-light'],
    )
    t.ok(styles.every(({ url }: { url: string }) => url.startsWith('http://map.example:8080/styles/')))
  })

  for (const { id } of styles)
    t.test(`${id} is a valid style and asks no other server`, async (t) => {
      const style = (await get(`/styles/${id}.json`)).json()
      t.same(
        validateStyleMin(style).map(({ message }) => message),
        [],
      )
      const addresses = [
        style.glyphs,
        style.sprite,
        ...Object.values(style.sources).map((s) => (s as { url: string }).url),
      ]
      for (const address of addresses) t.ok(address.startsWith('http://map.example:8080/'), address)
      t.notMatch(JSON.stringify(style).replaceAll('http://map.example:8080/', ''), /https?:/)

      const sprite = (await get(new URL(`${style.sprite}.json`).pathname)).json()
      const known = new Set([...BASE_LAYERS, ...MAP_LAYERS].map((layer) => layer.id))
      for (const layer of style.layers) {
        if ('source-layer' in layer)
          t.ok(known.has(layer['source-layer']), `${layer.id} shows a layer that is served`)
        for (const font of layer.layout?.['text-font'] ?? []) {
          const stack = encodeURIComponent(font)
          t.equal((await get(`/fonts/${stack}/0-255.pbf`)).statusCode, 200, `${font} is served`)
        }
      }
      t.ok('dot' in sprite && 'school' in sprite)
    })

  t.test('glyphs hold every letter of Vietnamese', async (t) => {
    const found = new Set<string>()
    for (const range of ['0-255', '256-511', '7680-7935']) {
      const reply = await get(`/fonts/Be%20Vietnam%20Pro%20Regular/${range}.pbf`)
      t.equal(reply.statusCode, 200)
      for (const character of charactersOf(reply.rawPayload)) found.add(character)
    }
    t.same(
      VIETNAMESE.filter((letter) => !found.has(letter)),
      [],
    )
  })

  t.test('the first known font of a stack is used, and glyphs keep their tag', async (t) => {
    const alone = await get('/fonts/Be%20Vietnam%20Pro%20Bold/0-255.pbf')
    const stack = await get('/fonts/Arial%20Unicode,Be%20Vietnam%20Pro%20Bold/0-255.pbf')
    t.same(stack.rawPayload, alone.rawPayload)
    const again = await get('/fonts/Be%20Vietnam%20Pro%20Bold/0-255.pbf', {
      'if-none-match': alone.headers.etag,
    })
    t.equal(again.statusCode, 304)
    const packed = await get('/fonts/Be%20Vietnam%20Pro%20Bold/0-255.pbf', { 'accept-encoding': 'gzip' })
    t.equal(packed.headers['content-encoding'], 'gzip')
    t.ok(packed.rawPayload.length < alone.rawPayload.length)
  })

  t.test('icons lie inside their sheet, twice as large for fine screens', async (t) => {
    for (const [name, ratio] of [
      ['light', 1],
      ['dark@2x', 2],
    ] as const) {
      const icons = (await get(`/sprites/${name}.json`)).json()
      const png = await get(`/sprites/${name}.png`)
      t.equal(png.headers['content-type'], 'image/png')
      const [width, height] = [png.rawPayload.readUInt32BE(16), png.rawPayload.readUInt32BE(20)]
      for (const icon of Object.values(icons) as {
        x: number
        y: number
        width: number
        height: number
        pixelRatio: number
      }[]) {
        t.equal(icon.pixelRatio, ratio)
        t.ok(icon.x + icon.width <= width && icon.y + icon.height <= height)
      }
    }
  })

  const refused: Record<string, number> = {
    '/styles/none.json': 404,
    '/styles/..%2Fpackage.json': 404,
    '/fonts/Arial/0-255.pbf': 404,
    '/fonts/constructor/0-255.pbf': 404,
    '/fonts/Be%20Vietnam%20Pro%20Bold/1-256.pbf': 400,
    '/fonts/Be%20Vietnam%20Pro%20Bold/65536-65791.pbf': 400,
    '/fonts/Be%20Vietnam%20Pro%20Bold/0-511.pbf': 400,
    '/fonts/Be%20Vietnam%20Pro%20Bold/a.pbf': 400,
    '/sprites/light.svg': 404,
    '/sprites/constructor.json': 404,
  }
  for (const [url, status] of Object.entries(refused))
    t.test(`${url} is refused`, async (t) => {
      const reply = await get(url)
      t.equal(reply.statusCode, status)
      t.equal(reply.json().status, status)
    })
})
