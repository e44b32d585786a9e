import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Problem } from '../../../errors.ts'

/** Addresses of this machine, IPv4 within IPv6 too. */
const LOOPBACK = /^(?:::1|(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/

/**
 * Lets through who may read the numbers of the operator: with a token whoever brings it (RFC 6750), without one who
 * asks from this machine itself; a proxy here asks for somebody else. Throws a Problem otherwise.
 */
export function checkMetricsDoor({ headers, socket }: IncomingMessage, token: string | undefined): void {
  if (token !== undefined) {
    const [, sent = ''] = /^Bearer +(\S{1,500})$/i.exec(headers.authorization ?? '') ?? []
    if (timingSafeEqual(digest(sent), digest(token))) return
    throw new Problem('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="metrics"' } })
  }
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded
  if (LOOPBACK.test(socket.remoteAddress ?? '') && forwarded === undefined) return
  throw new Problem('forbidden', {
    detail: {
      vi: 'Số đo chỉ đọc được từ chính máy này; đặt METRICS_TOKEN hoặc METRICS_PORT để đọc từ nơi khác.',
      en: 'Metrics can be read on this machine only; set METRICS_TOKEN or METRICS_PORT to read them from elsewhere.',
    },
  })
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
