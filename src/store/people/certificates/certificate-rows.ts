import type { Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { StoredCertificate } from './certificate-tables.ts'

/** Which papers are listed: those of an area, of one address where it is named. */
export interface CertificateQuery {
  readonly communes: ReadonlySet<string>
  readonly hamlets: ReadonlySet<string>
  readonly everywhere: boolean
  readonly address?: string | undefined
  /** Those that come after this one in the list. */
  readonly after?: Pick<StoredCertificate, 'issued_at' | 'serial'> | undefined
  readonly limit: number
}

/** Papers that offices have issued, in one transaction. */
export class CertificateRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  async add(certificate: StoredCertificate): Promise<void> {
    await this.#tx.insertInto('certificate').values(certificate).execute()
  }

  /** One as anybody may know of it: without the reason of a revocation. */
  async bySerial(serial: string): Promise<StoredCertificate | undefined> {
    const found = await this.#tx
      .selectFrom('certificate')
      .selectAll()
      .where('serial', '=', serial)
      .executeTakeFirst()
    return found && { ...found, reason: null }
  }

  /** The newest first, with the reasons of revocations. Throws {@link StoreError} `sealed` without the key. */
  async list(query: CertificateQuery): Promise<StoredCertificate[]> {
    const { communes, hamlets, everywhere, address, after, limit } = query
    if (!everywhere && communes.size + hamlets.size === 0) return []
    let asked = this.#tx
      .selectFrom('certificate')
      .selectAll()
      .orderBy('issued_at', 'desc')
      .orderBy('serial')
      .limit(limit)
    if (address !== undefined) asked = asked.where('address', '=', address)
    if (after !== undefined)
      asked = asked.where((row) =>
        row.or([
          row('issued_at', '<', after.issued_at),
          row.and([row('issued_at', '=', after.issued_at), row('serial', '>', after.serial)]),
        ]),
      )
    if (!everywhere)
      asked = asked.where((row) =>
        row.or([
          ...(communes.size > 0 ? [row('commune_code', 'in', [...communes])] : []),
          ...(hamlets.size > 0 ? [row('hamlet', 'in', [...hamlets])] : []),
        ]),
      )
    const opened: StoredCertificate[] = []
    for (const row of await asked.execute()) opened.push(await this.#sealing.open('certificate', row))
    return opened
  }

  /** How many an account has had issued on a day. */
  async countOf(account: string, day: string): Promise<number> {
    const { count } = await this.#tx
      .selectFrom('certificate')
      .select((row) => row.fn.countAll<number | string>().as('count'))
      .where('account', '=', account)
      .where('day', '=', day)
      .executeTakeFirstOrThrow()
    return Number(count)
  }

  /** Notes that one is revoked; false where it was already, or is none. */
  async revoke(
    serial: string,
    revoked: Partial<Pick<StoredCertificate, 'revoked_account' | 'revoked_office' | 'reason'>> & {
      readonly revoked_at: string
    },
  ): Promise<boolean> {
    const { serial: _, ...sealed } = await this.#sealing.seal('certificate', { serial, ...revoked })
    const { numUpdatedRows } = await this.#tx
      .updateTable('certificate')
      .set(sealed)
      .where('serial', '=', serial)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}
