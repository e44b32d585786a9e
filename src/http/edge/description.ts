import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from './app-type.ts'
import { query } from './fields.ts'

/** `/openapi.json` (OpenAPI 3.1, generated from the route schemas) and `/docs`. Call before the routes. */
export async function describeApi(app: App, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'diachiso',
        version,
        summary: 'Địa chỉ số trên bản đồ số · Digital addresses on digital maps',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: [
        { name: 'search', description: 'Tìm kiếm · Search and reverse' },
        { name: 'codes', description: 'Mã địa chỉ · Address codes' },
        { name: 'addresses', description: 'Địa chỉ · Addresses' },
        { name: 'units', description: 'Đơn vị hành chính · Administrative units' },
        { name: 'tiles', description: 'Bản đồ · Tiles and maps' },
        { name: 'ogc', description: 'OGC API – Features, Tiles' },
        { name: 'service', description: 'Vận hành · Running the service' },
      ],
    },
  })
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
  app.get('/openapi.json', { schema: { hide: true, querystring: query({}) } }, async () => app.swagger())
}
