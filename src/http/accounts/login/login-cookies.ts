import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openToken, sealToken } from '../../../registry/accounts/sealed-token.ts'
import { newToken, tokenHash } from '../../../registry/accounts/secret-token.ts'
import type { KeptFlow } from './oidc-client.ts'

export interface LoginCookiesParts {
  /** Seals what a browser keeps while it is at a provider of logins. */
  readonly flowKey: KeyObject
  /** Signs what devices are known by. */
  readonly deviceKey: KeyObject
  readonly publicUrl: string | undefined
}

/** The device that a request comes from. */
export interface DeviceCookie {
  readonly hash: string
  /** What its cookie is to hold from now on. */
  readonly value: string
  /** Whether it brought a cookie that was signed here. */
  readonly isSigned: boolean
}

const SESSION = 'ds_session'
const DEVICE = 'ds_device'
const FLOW = 'ds_oidc'
/** Seconds for which a login at a provider may take. */
const FLOW_LASTS = 600
/** Seconds for which a device is known: longer than any session lasts, and what browsers keep at most (RFC 6265bis §5.5). */
const DEVICE_LASTS = 400 * 86_400
/** Characters of a Cookie header that are looked at. */
const LONGEST = 4096

/**
 * The cookies of logins: out of reach for scripts, not sent along from other sites, and under https bound to the host by their
 * names (RFC 6265bis §4.1.3).
 */
export class LoginCookies {
  readonly #parts: LoginCookiesParts

  constructor(parts: LoginCookiesParts) {
    this.#parts = parts
  }

  /** Token of the session that a request shows. */
  sessionOf(request: FastifyRequest): string | undefined {
    return this.#read(request, SESSION)
  }

  /** Sets the session of a browser; it goes when the browser is closed, and the server ends it by itself. */
  setSession(request: FastifyRequest, reply: FastifyReply, token: string): void {
    this.#set(request, reply, SESSION, token)
  }

  clearSession(request: FastifyRequest, reply: FastifyReply): void {
    this.#set(request, reply, SESSION, '', 0)
  }

  /** The device of a request, a new one where it shows none that was signed here. */
  deviceOf(request: FastifyRequest): DeviceCookie {
    const [token = '', mac = ''] = (this.#read(request, DEVICE) ?? '').split('.')
    const right = this.#macOf(token)
    const given = Buffer.from(mac, 'base64url')
    const isSigned = given.length === right.length && timingSafeEqual(given, right)
    const own = isSigned ? token : newToken()
    const value = `${own}.${(isSigned ? right : this.#macOf(own)).toString('base64url')}`
    return { hash: tokenHash(own), value, isSigned }
  }

  setDevice(request: FastifyRequest, reply: FastifyReply, { value }: DeviceCookie): void {
    this.#set(request, reply, DEVICE, value, DEVICE_LASTS)
  }

  /** Keeps what a login at a provider is to be compared with, where only this server reads it. */
  setFlow(request: FastifyRequest, reply: FastifyReply, flow: KeptFlow): void {
    const until = Date.now() + FLOW_LASTS * 1000
    this.#set(request, reply, FLOW, sealToken(flow, until, this.#parts.flowKey, [FLOW]), FLOW_LASTS)
  }

  /** What was kept, for one use; undefined where it is over or was not kept here. */
  takeFlow(request: FastifyRequest, reply: FastifyReply): KeptFlow | undefined {
    const value = this.#read(request, FLOW)
    if (value === undefined) return undefined
    this.#set(request, reply, FLOW, '', 0)
    return openToken<KeptFlow>(value, Date.now(), this.#parts.flowKey, [FLOW])
  }

  #macOf(token: string): Buffer {
    return createHmac('sha256', this.#parts.deviceKey).update(token).digest()
  }

  #read(request: FastifyRequest, name: string): string | undefined {
    const { cookie } = request.headers
    if (cookie === undefined || cookie.length > LONGEST) return undefined
    return parseCookie(cookie)[this.#nameOf(request, name)]
  }

  #set(request: FastifyRequest, reply: FastifyReply, name: string, value: string, maxAge?: number): void {
    const cookie = stringifySetCookie({
      name: this.#nameOf(request, name),
      value,
      ...{ path: '/', httpOnly: true, sameSite: 'lax', secure: this.#isSecure(request) },
      ...(maxAge !== undefined && { maxAge }),
    })
    const before = [reply.getHeader('set-cookie') ?? []].flat().map(String)
    reply.removeHeader('set-cookie').header('set-cookie', [...before, cookie])
  }

  #nameOf(request: FastifyRequest, name: string): string {
    return this.#isSecure(request) ? `__Host-${name}` : name
  }

  #isSecure({ protocol }: FastifyRequest): boolean {
    const { publicUrl } = this.#parts
    return publicUrl === undefined ? protocol === 'https' : publicUrl.startsWith('https:')
  }
}
