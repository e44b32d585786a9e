// The smallest server in front of PostGIS, with which `bench tiles` compares ours: SOCKET CONNECTIONS gzip|plain.
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { TILE_SQL } from './bench-postgis.ts'
import { PostgresClient } from './postgres-client.ts'

const [socket = '', connections = '2', coding = 'gzip'] = process.argv.slice(2)
const clients = await Promise.all(
  Array.from({ length: Number(connections) }, () => PostgresClient.connect(socket)),
)
const zip = promisify(gzip)
let turn = 0

const server = createServer(async (request, reply) => {
  const tile = /(\d+)\/(\d+)\/(\d+)\.mvt/
    .exec(request.url ?? '')
    ?.slice(1)
    .map(Number)
  if (!tile) return reply.writeHead(404).end()
  const [body] = await clients[turn++ % clients.length]!.query(TILE_SQL, tile)
  if (!body || body.length === 0) return reply.writeHead(204).end()
  const type = { 'content-type': 'application/vnd.mapbox-vector-tile' }
  if (coding === 'plain') return reply.writeHead(200, type).end(body)
  reply.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(await zip(body, { level: 1 }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`)
})
process.once('SIGTERM', () => process.exit(0))
