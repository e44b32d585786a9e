import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
// @ts-expect-error: the package has no types
import Provider from 'oidc-provider'

/** A provider of OpenID Connect on this machine, whose login takes any name. */
export interface TestProvider {
  readonly issuer: string
  /** Goes through its pages as somebody; where it leads back to. */
  readonly logIn: (url: string, name: string) => Promise<string>
  readonly close: () => Promise<void>
}

export const CLIENT = { OIDC_CLIENT_ID: 'diachiso', OIDC_CLIENT_SECRET: 'a-secret-of-tests-alone' }

const INTERACTION = '/interaction/'

/** What of the provider's context is used here. */
interface Context {
  readonly oidc: {
    readonly client: { readonly clientId: string }
    readonly session: { readonly accountId: string }
    readonly provider: {
      readonly Grant: new (of: object) => { addOIDCScope(scope: string): void; save(): Promise<void> }
    }
  }
}

/** Starts one that leads back to an address. */
export async function testProvider(redirectUri: string, acr = 'urn:loa:2'): Promise<TestProvider> {
  const server: Server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.OIDC_CLIENT_ID,
        client_secret: CLIENT.OIDC_CLIENT_SECRET,
        redirect_uris: [redirectUri],
      },
    ],
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    acrValues: [acr],
    cookies: { keys: ['một khoá thử'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `${INTERACTION}${uid}` },
    // Everybody has agreed to everything.
    async loadExistingGrant({ oidc }: Context) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', issuer)
    if (!pathname.startsWith(INTERACTION)) return answer(request, response)
    const login = { accountId: searchParams.get('name'), acr }
    return provider.interactionFinished(request, response, { login })
  })
  return {
    issuer,
    async logIn(url, name) {
      const jar = new Map<string, string>()
      let to = url
      for (let step = 0; step < 12; step++) {
        const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join('; ')
        const reply = await fetch(to, { redirect: 'manual', headers: { cookie } })
        for (const set of reply.headers.getSetCookie()) {
          const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
          jar.set(key, value)
        }
        const location = reply.headers.get('location')
        if (location === null) throw new Error(`the provider says: ${(await reply.text()).slice(-600)}`)
        const next = new URL(location, issuer)
        if (next.href.startsWith(redirectUri)) return next.href
        if (next.pathname.startsWith(INTERACTION)) next.searchParams.set('name', name)
        to = next.href
      }
      throw new Error('the provider leads nowhere')
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
