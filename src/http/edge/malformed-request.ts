import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { ConnectionError } from 'fastify'
import { ERRORS, type ErrorCode, Problem } from '../../errors.ts'
import { problemBody } from './problem-details.ts'
import { allowOf, METHODS } from './requests/allowed-methods.ts'

/** What Node's parser found, as catalogue codes. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'url-too-long',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
}

/** The beginning of a request whose method Node does not know. */
const UNKNOWN_METHOD = /^[!#$%&'*+.^_`|~\dA-Za-z-]{1,40} \S{1,200}/

/**
 * Answers bytes that are no HTTP request and therefore reach no route: an address with letters that are not
 * percent-encoded, headers without end, a request that is never finished (RFC 9112 §2.2). Closes the connection.
 */
export function answerMalformed(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  socket.end(answerOf(codeOf(error)))
}

function codeOf({ code, rawPacket }: ConnectionError): ErrorCode {
  const beginning = (rawPacket as unknown as Buffer | undefined)?.toString('latin1', 0, 300) ?? ''
  const unknown = code === 'HPE_INVALID_METHOD' && UNKNOWN_METHOD.test(beginning)
  return unknown ? 'method-not-allowed' : (CODES[code] ?? 'malformed-request')
}

function answerOf(code: ErrorCode): string {
  const body = JSON.stringify(problemBody(new Problem(code), 'vi'))
  const head = [
    `HTTP/1.1 ${ERRORS[code].status} ${ERRORS[code].title.en}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(code === 'method-not-allowed' ? [`Allow: ${allowOf(METHODS)}`] : []),
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

/** Answers CONNECT, which Node gives to nobody else. */
export function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  socket.end(answerOf('method-not-allowed'))
}
