/** Who an account is at another provider of logins (OpenID Connect Core 1.0 §2: issuer and subject). */
export interface OidcLinkTable {
  issuer: string
  /** HMAC-SHA-256 of the subject under a key of its purpose: some providers give identity numbers. */
  subject: string
  account: string
  linked_at: string
}

export interface LoginTables {
  oidc_link: OidcLinkTable
}
