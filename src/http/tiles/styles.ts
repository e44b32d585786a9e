import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Type } from 'typebox'
import { packageRoot } from '../../config.ts'
import { Problem } from '../../errors.ts'
import { FONT_NAMES, Glyphs } from '../../tiles/styles/glyphs.ts'
import { SPRITES, Sprites } from '../../tiles/styles/sprites.ts'
import { Styles, type ThemeSource } from '../../tiles/styles/styles.ts'
import type { App } from '../edge/app-type.ts'
import { baseUrlOf } from '../edge/base-url.ts'
import { sendGzip } from '../edge/compressed.ts'
import { Json, query } from '../edge/fields.ts'

export interface StyleParts {
  publicUrl: string | undefined
  /** Thematic layers, each with a light and a dark style. */
  themes?: ThemeSource
}

const zip = promisify(gzip)
const TAGS = ['tiles']
const A_DAY = 'public, max-age=86400'

/** `/styles`, `/styles/{id}.json`, `/fonts/{fontstack}/{range}.pbf` and `/sprites/{name}`: all that a map needs. */
export function styleRoutes(app: App, { publicUrl, themes }: StyleParts): void {
  const styles = new Styles(join(packageRoot(), 'styles'), themes)
  listRoute(app, styles, publicUrl)
  styleRoute(app, styles, publicUrl)
  glyphRoute(app)
  spriteRoute(app)
}

function listRoute(app: App, styles: Styles, publicUrl: string | undefined): void {
  app.get(
    '/styles',
    {
      schema: {
        operationId: 'listStyles',
        tags: TAGS,
        summary: 'Các kiểu bản đồ · Map styles',
        querystring: query({}),
        response: { 200: Json('styles, each with id, title and url') },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'public, no-cache')
      const base = baseUrlOf(request, publicUrl)
      const all = await styles.list()
      return { styles: all.map(({ id, title }) => ({ id, title, url: `${base}/styles/${id}.json` })) }
    },
  )
}

function styleRoute(app: App, styles: Styles, publicUrl: string | undefined): void {
  app.get(
    '/styles/:id.json',
    {
      schema: {
        operationId: 'getStyle',
        tags: TAGS,
        summary: 'Một kiểu bản đồ MapLibre · A MapLibre style',
        params: Type.Object({ id: Type.String() }),
        querystring: query({}),
        response: { 200: Json('MapLibre style, version 8') },
      },
    },
    async (request, reply) => {
      const style = await styles.style(request.params.id, baseUrlOf(request, publicUrl))
      if (!style) throw new Problem('unknown-style')
      reply.header('cache-control', 'public, no-cache')
      return style
    },
  )
}

function glyphRoute(app: App): void {
  const glyphs = new Glyphs()
  app.get(
    '/fonts/:fontstack/:range.pbf',
    {
      schema: {
        operationId: 'getGlyphs',
        tags: TAGS,
        summary: 'Chữ của bản đồ · Glyphs for maps',
        params: Type.Object({ fontstack: Type.String(), range: Type.String() }),
        querystring: query({}),
      },
    },
    async (request, reply) => {
      const font = fontOf(request.params.fontstack)
      const body = await glyphs.range(font, rangeStart(request.params.range))
      const etag = createHash('sha1').update(body).digest('base64url')
      reply.type('application/x-protobuf').header('cache-control', A_DAY)
      return sendGzip(request, reply, await zip(body), etag)
    },
  )
}

function spriteRoute(app: App): void {
  const sprites = new Sprites()
  app.get(
    '/sprites/:name',
    {
      schema: {
        operationId: 'getSprite',
        tags: TAGS,
        summary: 'Biểu tượng của bản đồ · Icons for maps',
        params: Type.Object({ name: Type.String() }),
        querystring: query({}),
      },
    },
    async (request, reply) => {
      const [, scheme = '', ratio, type] = /^([a-z]+)(@2x)?\.(json|png)$/.exec(request.params.name) ?? []
      if (!Object.hasOwn(SPRITES, scheme)) throw new Problem('not-found')
      const sheet = await sprites.sheet(scheme, ratio ? 2 : 1)
      reply.header('cache-control', A_DAY)
      return type === 'png' ? reply.type('image/png').send(sheet.png) : sheet.json
    },
  )
}

/** The first font of a stack that is served; throws the problem of an unknown font. */
function fontOf(stack: string): string {
  const font = Glyphs.fontOf(stack)
  if (font) return font
  throw new Problem('unknown-font', {
    detail: {
      vi: `Không có phông "${stack}"; các phông: ${FONT_NAMES.join(', ')}.`,
      en: `There is no font "${stack}"; the fonts are ${FONT_NAMES.join(', ')}.`,
    },
  })
}

/** First character of a range of glyphs; throws the problem of a wrong one. */
function rangeStart(range: string): number {
  const start = Glyphs.startOf(range)
  if (start !== undefined) return start
  throw new Problem('invalid-input', {
    detail: {
      vi: `range là "${range}"; phải có dạng 0-255, 256-511, … 65280-65535.`,
      en: `range is "${range}"; it must be 0-255, 256-511, … 65280-65535.`,
    },
  })
}
