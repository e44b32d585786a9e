import { once } from 'node:events'
import { createServer, request } from 'node:http'

export interface PathProxy {
  /** Where the proxy shows the server: an address with a path. */
  publicUrl: string
  /** Port of the server behind it. */
  target: number
  close(): void
}

/** A proxy that shows a server below a path, which it strips; what is asked elsewhere is 404. */
export async function pathProxy(path: string): Promise<PathProxy> {
  const server = createServer((asked, reply) => {
    const url = asked.url ?? '/'
    if (url === path) {
      reply.writeHead(301, { location: `${path}/` }).end()
      return
    }
    if (!url.startsWith(`${path}/`)) {
      reply.writeHead(404).end('outside the path')
      return
    }
    const { method, headers } = asked
    const passed = request(
      { port: proxy.target, host: '127.0.0.1', path: url.slice(path.length), method: method!, headers },
      (answer) => {
        reply.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(reply)
      },
    )
    asked.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const proxy: PathProxy = {
    publicUrl: `http://127.0.0.1:${port}${path}`,
    target: 0,
    close: () => server.close().closeAllConnections(),
  }
  return proxy
}
