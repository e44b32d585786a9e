import type { InjectOptions } from 'fastify'
import type { App } from '../../src/http/edge/app-type.ts'

/** What of an answer tests look at. */
export interface VisitorReply {
  readonly status: number
  readonly text: string
  readonly raw: Buffer
  readonly body: ReturnType<typeof JSON.parse>
  readonly headers: Record<string, unknown>
  readonly cookies: readonly string[]
}

/** A browser without scripts: keeps cookies, sends forms as they stand on the page. */
export class Visitor {
  readonly #app: App
  readonly #address: string
  readonly #headers: Record<string, string>
  readonly jar = new Map<string, string>()
  /** The page that is shown. */
  page = ''

  constructor(app: App, { address = '203.0.113.7', headers = {} } = {}) {
    this.#app = app
    this.#address = address
    this.#headers = headers
  }

  async ask(
    method: InjectOptions['method'] & string,
    url: string,
    more: Partial<InjectOptions> = {},
  ): Promise<VisitorReply> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await this.#app.inject({
      method: method as 'GET',
      url,
      remoteAddress: this.#address,
      ...more,
      headers: { ...(cookie && { cookie }), ...this.#headers, ...more.headers },
    })
    const cookies = [reply.headers['set-cookie'] ?? []].flat()
    for (const each of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (value === '') this.jar.delete(name)
      else this.jar.set(name, value)
    }
    const { statusCode: status, body: text, rawPayload: raw, headers } = reply
    const isJson = String(headers['content-type']).includes('json') && text !== ''
    return { status, text, raw, headers, cookies, body: isJson ? reply.json() : undefined }
  }

  async get(url: string): Promise<VisitorReply> {
    const reply = await this.ask('GET', url)
    this.page = reply.text
    return reply
  }

  /** Sends the form of the page that goes to an address (and does an act), with the fields filled in. */
  async send(action: string, fields: Record<string, string>, act?: string): Promise<VisitorReply> {
    const form = [...this.page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(
      ([, to, content]) =>
        to === action && (act === undefined || content?.includes(`name="act" value="${act}"`)),
    )
    if (!form) throw new Error(`no form ${action} ${act ?? ''} on the page: ${this.page.slice(0, 2000)}`)
    const hidden = [...(form[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)]
    const all = Object.fromEntries(
      hidden.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
    )
    const reply = await this.form(action, { ...all, ...fields })
    this.page = reply.text
    return reply
  }

  form(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
    return this.ask('POST', url, {
      payload: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  }

  json(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) {
    return this.ask(method, url, { headers, ...(payload && { payload }) })
  }
}
