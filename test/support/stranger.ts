import { hash } from 'node:crypto'
import type { App } from '../../src/http/edge/app-type.ts'

/** What of an answer tests look at. */
export interface StrangerReply {
  status: number
  body: ReturnType<typeof JSON.parse>
  text: string
  headers: Record<string, unknown>
}

/** Who sends without an account: a program at an address that takes a token first, and works where it must. */
export class Stranger {
  readonly #app: App
  readonly #address: string

  constructor(app: App, address = '203.0.113.7') {
    this.#app = app
    this.#address = address
  }

  /** The headers that let one request in. */
  async pass(): Promise<Record<string, string>> {
    const { token, bits } = (await this.ask('GET', '/v1/challenge')).body
    return { 'x-form-token': token, ...(bits > 0 && { 'x-form-proof': solved(token, bits) }) }
  }

  /** Sends JSON with a token. */
  async send(url: string, payload: object, headers: Record<string, string> = {}): Promise<StrangerReply> {
    return this.ask('POST', url, payload, { ...(await this.pass()), ...headers })
  }

  /** Sends a form as a page without scripts does. */
  form(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    const type = 'application/x-www-form-urlencoded'
    return this.ask('POST', url, new URLSearchParams(fields).toString(), { 'content-type': type, ...headers })
  }

  async ask(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object | string,
    headers: Record<string, string> = {},
  ): Promise<StrangerReply> {
    const remoteAddress = this.#address
    const reply = await this.#app.inject({ method, url, headers, remoteAddress, ...(payload && { payload }) })
    const isJson = String(reply.headers['content-type']).includes('json')
    return {
      status: reply.statusCode,
      body: isJson ? reply.json() : undefined,
      text: reply.body,
      headers: reply.headers,
    }
  }
}

/** A proof for a token, found as a client finds it. */
export function solved(token: string, bits: number): string {
  for (let i = 0; ; i++) {
    const digest = hash('sha256', `${token}:${i}`, 'hex')
    if (BigInt(`0x${digest}`) >> BigInt(256 - bits) === 0n) return String(i)
  }
}
