import { sql, type Transaction } from 'kysely'
import type { PeopleTables } from '../people-tables.ts'
import type { Sealing } from '../sealing/sealing.ts'
import type { EvidencePartTable, EvidenceTable } from './door-tables.ts'

/** Bytes of one piece, before they are written in base64. */
const PIECE = 49_152

/** Photos in one transaction. */
export class EvidenceRows {
  readonly #tx: Transaction<PeopleTables>
  readonly #sealing: Sealing

  constructor(tx: Transaction<PeopleTables>, sealing: Sealing) {
    this.#tx = tx
    this.#sealing = sealing
  }

  /** Keeps a photo; false where its declaration has one. */
  async add(evidence: EvidenceTable, photo: Uint8Array): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#tx
      .insertInto('evidence')
      .values(evidence)
      .onConflict((conflict) => conflict.column('proposal').doNothing())
      .executeTakeFirst()
    if ((numInsertedOrUpdatedRows ?? 0n) === 0n) return false
    for (const part of piecesOf(evidence.id, photo))
      await this.#tx
        .insertInto('evidence_part')
        .values(await this.#sealing.seal('evidence_part', part))
        .execute()
    return true
  }

  byId(id: string): Promise<EvidenceTable | undefined> {
    return this.#tx.selectFrom('evidence').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** The photo of a declaration. */
  ofProposal(proposal: string): Promise<EvidenceTable | undefined> {
    return this.#tx.selectFrom('evidence').selectAll().where('proposal', '=', proposal).executeTakeFirst()
  }

  /** A photo's bytes. Throws {@link StoreError} `sealed` without the key. */
  async photo(id: string): Promise<Buffer> {
    const pieces = await this.#tx
      .selectFrom('evidence_part')
      .selectAll()
      .where('evidence', '=', id)
      .orderBy('part')
      .execute()
    const opened = await this.#sealing.openAll('evidence_part', pieces)
    return Buffer.concat(opened.map(({ content }) => Buffer.from(content, 'base64')))
  }

  /** Bytes that came without an account since a moment, ISO 8601 in UTC. */
  async bytesOfNobody(since: string): Promise<number> {
    const row = await this.#tx
      .selectFrom('evidence')
      .select((column) => column.fn.sum<number | string | null>('bytes').as('bytes'))
      .where('created_at', '>=', since)
      .where('account', 'is', null)
      .executeTakeFirst()
    return Number(row?.bytes ?? 0)
  }

  /** Deletes photos whose declaration ended before a moment, or is there no more; returns how many. */
  async deleteEnded(before: string): Promise<number> {
    const kept = this.#tx
      .selectFrom('proposal')
      .select('id')
      .where(sql<boolean>`(ended_at IS NULL OR ended_at >= ${before})`)
    const gone = await this.#tx
      .selectFrom('evidence')
      .select('id')
      .where('proposal', 'not in', kept)
      .execute()
    for (const { id } of gone) {
      await this.#tx.deleteFrom('evidence_part').where('evidence', '=', id).execute()
      await this.#tx.deleteFrom('evidence').where('id', '=', id).execute()
    }
    return gone.length
  }
}

function* piecesOf(evidence: string, photo: Uint8Array): Generator<EvidencePartTable> {
  const bytes = Buffer.from(photo.buffer, photo.byteOffset, photo.byteLength)
  for (let part = 0; part * PIECE < bytes.length; part++) {
    const content = bytes.subarray(part * PIECE, (part + 1) * PIECE).toString('base64')
    yield { evidence, part, content }
  }
}
