import type { Configuration } from 'openid-client'
import { Problem } from '../../../errors.ts'
import type { ProvenSubject } from '../../../registry/accounts/login/oidc-links.ts'

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  /** Values of `acr` that count as a second factor. */
  readonly strongAcr: readonly string[]
}

/** What a browser keeps, sealed, between the start of a login at the provider and its end. */
export interface OidcFlow {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What the sealed cookie holds while a browser is at the provider. */
export interface KeptFlow extends OidcFlow {
  /** Page that a login leads to. */
  readonly next: string | undefined
  /** Hash of the session that is to be linked; undefined for a login. */
  readonly session: string | undefined
}

/** Seconds for which a provider may be silent. */
const PATIENCE = 10

/** A provider of OpenID Connect: code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636). */
export class OidcClient {
  readonly #settings: OidcSettings
  #configuration: Promise<Configuration> | undefined

  constructor(settings: OidcSettings) {
    this.#settings = settings
  }

  /** Where a browser goes, and what it keeps until it comes back. Throws {@link Problem} `oidc-away`. */
  async begin(redirectUri: string): Promise<{ url: string; flow: OidcFlow }> {
    const { buildAuthorizationUrl, calculatePKCECodeChallenge, ...client } = await import('openid-client')
    const configuration = await this.#discovered()
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    }
    const url = buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: 'openid', state: flow.state, nonce: flow.nonce },
      code_challenge: await calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      ...(this.#settings.strongAcr.length > 0 && { acr_values: this.#settings.strongAcr.join(' ') }),
    })
    return { url: url.href, flow }
  }

  /**
   * Who has come back, and whether in a way that counts as a second factor. Throws {@link Problem} `wrong-login` where the
   * provider did not say so, or not to this browser.
   */
  async finish(
    callback: URL,
    { state, nonce, verifier }: OidcFlow,
  ): Promise<ProvenSubject & { strong: boolean }> {
    const { authorizationCodeGrant } = await import('openid-client')
    const configuration = await this.#discovered()
    try {
      const tokens = await authorizationCodeGrant(configuration, callback, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('no ID token')
      const strong = typeof claims.acr === 'string' && this.#settings.strongAcr.includes(claims.acr)
      return { issuer: claims.iss, subject: claims.sub, strong }
    } catch {
      throw new Problem('wrong-login', {
        detail: {
          vi: 'Nơi đăng nhập không xác nhận lần đăng nhập này: hãy thử lại từ đầu.',
          en: 'The provider has not confirmed this login: begin again.',
        },
      })
    }
  }

  /** What the provider says of itself; asked again where it did not answer. */
  async #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings
    const { discovery, allowInsecureRequests } = await import('openid-client')
    const url = new URL(issuer)
    this.#configuration ??= discovery(url, clientId, clientSecret, undefined, {
      timeout: PATIENCE,
      // Settings let http through for this machine alone.
      execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
    })
    try {
      return await this.#configuration
    } catch {
      this.#configuration = undefined
      throw new Problem('oidc-away', { headers: { 'retry-after': '30' } })
    }
  }
}
