import { propertiesOf } from '../../text/fields/json-properties.ts'
import type { TileServer } from '../../tiles/tile-server.ts'
import type { App } from '../edge/app-type.ts'
import { baseUrlOf } from '../edge/base-url.ts'
import { Json, query } from '../edge/fields.ts'

/** `/v1/layers`: the catalogue of thematic layers. */
export function layerRoutes(
  app: App,
  { tiles, publicUrl }: { tiles: TileServer; publicUrl: string | undefined },
): void {
  app.get(
    '/v1/layers',
    {
      schema: {
        operationId: 'listLayers',
        tags: ['tiles'],
        summary: 'Các bản đồ chuyên ngành · Thematic layers',
        querystring: query({}),
        response: {
          200: Json(
            'layers: id, kind, title, fields, field_texts (vi, en, unit), style_by, owner, licence, updated_at, threshold, tiles (TileJSON)',
          ),
        },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'public, no-cache')
      const base = baseUrlOf(request, publicUrl)
      const themes = await tiles.themes()
      return {
        layers: themes.map(({ id, kind, title_vi, title_en, fields, field_texts, ...rest }) => ({
          id,
          kind,
          title: { vi: title_vi, en: title_en },
          fields: propertiesOf(fields),
          field_texts: propertiesOf(field_texts),
          ...rest,
          tiles: `${base}/tiles/${id}.json`,
        })),
      }
    },
  )
}
