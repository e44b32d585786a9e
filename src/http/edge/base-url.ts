import type { AddressInfo } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'

/** The path under which a proxy in front shows this server, for links of pages: `/maps`, empty where there is none. */
export function rootPathOf(publicUrl: string | undefined): string {
  return publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '')
}

/** The address under which this server is reached: the configured one, else the one in the request. */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl ?? `${request.protocol}://${request.host}`
}

/** The address that is printed where no request asks: the configured one, else host and port; anything in a request may be forged. */
export function ownUrlOf(
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  listening?: AddressInfo | string | null,
): string {
  if (publicUrl !== undefined) return publicUrl
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const at = typeof listening === 'object' && listening ? listening.port : port
  return `http://${name.includes(':') ? `[${name}]` : name}:${at}`
}
