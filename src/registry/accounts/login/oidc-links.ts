import { createHmac, type KeyObject, randomUUID } from 'node:crypto'
import type { PeopleStore } from '../../../store/people/people-store.ts'
import { Refusal } from '../../refusal.ts'
import { noteOf } from '../audit.ts'
import { momentOf } from '../moment-of.ts'
import type { LiveSession } from './sessions.ts'

/** Purpose of the key that subjects are kept under. */
export const SUBJECT_KEY = 'subjects of OpenID Connect'

/** Who somebody is at a provider. */
export interface ProvenSubject {
  readonly issuer: string
  readonly subject: string
}

export interface OidcLinksParts {
  readonly people: PeopleStore
  /** Key of {@link SUBJECT_KEY}; undefined without the key of people. */
  readonly subjectKey: () => KeyObject | undefined
  readonly now?: (() => Date) | undefined
}

/** Accounts by who their holders are at a provider of OpenID Connect. A provider makes no account. */
export class OidcLinks {
  readonly #parts: OidcLinksParts

  constructor(parts: OidcLinksParts) {
    this.#parts = parts
  }

  /** The account of a subject. Throws {@link Refusal}: `not-linked`, `people-key`. */
  async accountOf(proven: ProvenSubject): Promise<string> {
    const kept = this.#kept(proven)
    const account = await this.#parts.people.read(({ oidcLinks }) => oidcLinks.accountOf(kept))
    if (account !== undefined) return account
    throw new Refusal('not-linked', {
      vi: 'Chưa có tài khoản nào ở đây liên kết với danh tính đó: hãy đăng nhập bằng mật khẩu rồi liên kết ở Tài khoản của tôi.',
      en: 'No account here is linked to that identity: log in by password, then link it in My account.',
    })
  }

  /** The link that a session, which has just shown its password, is to have. Throws {@link Refusal} `linked-already`. */
  async link({ account, hash }: LiveSession, proven: ProvenSubject): Promise<void> {
    const kept = this.#kept(proven)
    await this.#parts.people.write(async (tx) => {
      const now = await momentOf(tx, this.#parts.now?.() ?? new Date())
      if ((await tx.sessions.byHash(hash, now)) === undefined) throw linkedAlready()
      const added = await tx.oidcLinks.add({ ...kept, account, linked_at: now.toISOString() })
      if (!added && (await tx.oidcLinks.accountOf(kept)) !== account) throw linkedAlready()
      const holder = await tx.accounts.byId(account)
      const by = { account, person: holder?.person ?? null, office: holder?.office ?? null }
      await tx.roster.addNotice({
        ...{ id: randomUUID(), account, kind: 'oidc-linked', at: now.toISOString(), shown_at: null },
      })
      await noteOf(tx, undefined, { ...by, action: 'oidc-linked', subject: account }, now)
    })
  }

  #kept({ issuer, subject }: ProvenSubject): ProvenSubject {
    const key = this.#parts.subjectKey()
    if (key) return { issuer, subject: createHmac('sha256', key).update(subject).digest('base64url') }
    throw new Refusal('people-key', {
      vi: 'Đăng nhập qua OpenID Connect cần khoá: đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE rồi khởi động lại.',
      en: 'OpenID Connect needs the key of people: set PEOPLE_KEY or PEOPLE_KEY_FILE and start again.',
    })
  }
}

function linkedAlready(): Refusal {
  return new Refusal('linked-already', {
    vi: 'Danh tính đó đã liên kết với một tài khoản khác.',
    en: 'That identity is linked to another account.',
  })
}
