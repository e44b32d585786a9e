import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'

export interface DemoAccessParts {
  readonly publicUrl: string | undefined
  /** Whether they come in from everywhere (`DEMO_ACCOUNTS`). */
  readonly everywhere: boolean
  /** Whether the record is demonstration data. */
  readonly isDemo: () => boolean
}

/** What proxies add: whoever is behind one may be anywhere. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '[::1]'])

/** From where accounts of the demonstration, whose passwords stand on a screen, may be used: from the server's own machine. */
export class DemoAccess {
  readonly #parts: DemoAccessParts

  constructor(parts: DemoAccessParts) {
    this.#parts = parts
  }

  /** Whether they may be used at all. */
  get offered(): boolean {
    const { everywhere, publicUrl, isDemo } = this.#parts
    return (everywhere || publicUrl === undefined) && isDemo()
  }

  /** Whether a request may be one of theirs. */
  allows({ headers, socket, hostname }: FastifyRequest): boolean {
    if (!this.offered) return false
    if (this.#parts.everywhere) return true
    if (FORWARDED.some((name) => headers[name] !== undefined)) return false
    // A name that leads here may belong to anybody's page (DNS rebinding).
    return isLoopback(socket.remoteAddress ?? '') && (LOOPBACK_NAMES.has(hostname) || isLoopback(hostname))
  }
}

function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, '')
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}
