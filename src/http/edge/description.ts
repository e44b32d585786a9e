import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { packageRoot } from '../../config.ts'
import type { App } from './app-type.ts'
import { query } from './fields.ts'

/** Where the described routes are tried. */
const PAGE = '/docs/api'

/** What that page loads and shows: its own files only, over http as over https. */
const POLICY = [
  "default-src 'self'",
  // its package sets styles of elements
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Where the icon of the pages lies, in the build and in the sources. */
const ICONS = ['dist/web/icon.svg', 'src/web/icon.svg']

/** `/openapi.json` (OpenAPI 3.1, generated from the route schemas) and `/docs/api`. Call before the routes. */
export async function describeApi(
  app: App,
  { version, publicUrl }: { version: string; publicUrl: string | undefined },
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'diachiso',
        version,
        summary: 'Địa chỉ số trên bản đồ số · Digital addresses on digital maps',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: publicUrl ?? '/' }],
      tags: [
        { name: 'search', description: 'Tìm kiếm · Search and reverse' },
        { name: 'codes', description: 'Mã địa chỉ · Address codes' },
        { name: 'addresses', description: 'Địa chỉ · Addresses' },
        {
          name: 'registry',
          description:
            'Sổ đăng ký · The registry: creating, verifying, publishing, history, batches, findings',
        },
        { name: 'people', description: 'Người liên quan · People' },
        { name: 'certificates', description: 'Giấy xác nhận · Certificates of addresses' },
        { name: 'accounts', description: 'Tài khoản · Accounts' },
        { name: 'units', description: 'Đơn vị hành chính · Administrative units' },
        { name: 'tiles', description: 'Bản đồ · Tiles and maps' },
        { name: 'ogc', description: 'OGC API – Features, Tiles' },
        {
          name: 'declarations',
          description: 'Khai báo, phản ánh · Declarations and reports, also without an account',
        },
        { name: 'service', description: 'Vận hành · Running the service' },
      ],
    },
  })
  const type = 'image/svg+xml'
  const content = readFileSync(ICONS.map((file) => join(packageRoot(), file)).find(existsSync)!, 'utf8')
  await app.register(swaggerUi, {
    routePrefix: PAGE,
    // from the page's own address: a proxy may show it below a path
    indexPrefix: '..',
    staticCSP: POLICY,
    logo: { type, content },
    theme: {
      title: 'diachiso · API',
      favicon: [{ filename: 'icon.svg', rel: 'icon', type, sizes: 'any', content }],
    },
  })
  app.get('/openapi.json', { schema: { hide: true, querystring: query({}) } }, async () => app.swagger())
}
