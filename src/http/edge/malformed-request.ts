import type { Socket } from 'node:net'
import type { ConnectionError } from 'fastify'
import { ERRORS, type ErrorCode, Problem } from '../../errors.ts'
import { problemBody } from './problem-details.ts'

/** What Node's parser found, as catalogue codes. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'url-too-long',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/**
 * Answers bytes that are no HTTP request and therefore reach no route: an address with letters that are not
 * percent-encoded, headers without end, a request that is never finished (RFC 9112 §2.2). Closes the connection.
 */
export function answerMalformed(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const code = CODES[error.code] ?? 'malformed-request'
  const body = JSON.stringify(problemBody(new Problem(code), 'vi'))
  const head = [
    `HTTP/1.1 ${ERRORS[code].status} ${ERRORS[code].title.en}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
