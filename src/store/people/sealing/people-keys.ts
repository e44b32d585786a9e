import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { StoreError } from '../../errors.ts'
import { PeopleKey } from '../people-key.ts'
import type { PeopleTables } from '../people-tables.ts'
import { openBytes, sealBytes } from './sealed-value.ts'
import type { SealingKeyTable } from './sealing-tables.ts'

/**
 * What the key from outside comes to: `none` where there is none and none was ever needed, `missing` where values are sealed and
 * there is none, `wrong` where they are sealed under another.
 */
export type KeyState = 'right' | 'none' | 'missing' | 'wrong'

const SECRET = 32

/** A new secret with its row, sealed under keys from outside. */
export interface NewKey {
  readonly row: SealingKeyTable
  readonly wraps: readonly { readonly key: string; readonly master: string; readonly wrapped: string }[]
}

/** The keys of `people.db` as the key from outside opens them; opened once and kept for all transactions. */
export class PeopleKeys {
  readonly #master: PeopleKey | undefined
  readonly #opened = new Map<string, KeyObject>()
  /** Ids of the keys from outside that open what is there. */
  readonly masters: readonly string[]
  readonly state: KeyState
  /** From which keys of purposes are derived; it stays when the key from outside is replaced. */
  readonly lasting: PeopleKey | undefined

  private constructor(
    master: PeopleKey | undefined,
    masters: readonly string[],
    root: { key: string; wrapped: string } | undefined,
  ) {
    this.masters = masters
    this.state = stateOf(master, masters)
    this.#master = this.state === 'right' ? master : undefined
    // Before anything is sealed the key from outside is the root itself.
    this.lasting = root && this.#master ? new PeopleKey(this.unwrap(root.key, root.wrapped)) : this.#master
  }

  /** Looks which keys are there. */
  static async of(db: Kysely<PeopleTables>, master: PeopleKey | undefined): Promise<PeopleKeys> {
    const masters = await db
      .selectFrom('sealing_wrap')
      .select('master')
      .distinct()
      .orderBy('master')
      .execute()
    const root =
      master &&
      (await db
        .selectFrom('sealing_wrap')
        .innerJoin('sealing_key', 'sealing_key.id', 'sealing_wrap.key')
        .select(['key', 'wrapped'])
        .where('kind', '=', 'root')
        .where('master', '=', master.id)
        .executeTakeFirst())
    return new PeopleKeys(
      master,
      masters.map((row) => row.master),
      root,
    )
  }

  /** The key from outside; throws {@link StoreError} `sealed` where it is not there or another one. */
  get master(): PeopleKey {
    if (this.#master === undefined) throw this.cannotOpen()
    return this.#master
  }

  /** A key that was opened before. */
  opened(key: string): KeyObject | undefined {
    return this.#opened.get(key)
  }

  /** Opens a wrapped key. Throws {@link StoreError} `corrupt` where the wrap was changed. */
  unwrap(key: string, wrapped: string): KeyObject {
    const bytes = openBytes(Buffer.from(wrapped, 'base64url'), this.master.for(WRAPS), wrapOf(key))
    if (bytes === undefined)
      throw new StoreError(
        'corrupt',
        `Khoá dữ liệu ${key} của people.db đã bị sửa: hãy khôi phục tệp từ bản sao lưu. · ` +
          `Data key ${key} of people.db has been changed: restore the file from a backup.`,
      )
    const secret = createSecretKey(bytes)
    this.#opened.set(key, secret)
    return secret
  }

  /** Why what is sealed cannot be read or written. */
  cannotOpen(): StoreError {
    const ids = this.masters.join(', ')
    if (this.state === 'none')
      return new StoreError(
        'sealed',
        'Dữ liệu này chỉ được giữ khi có khoá: đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE. · ' +
          'This is kept under a key alone: set PEOPLE_KEY or PEOPLE_KEY_FILE.',
      )
    return this.state === 'wrong'
      ? new StoreError(
          'sealed',
          `Khoá đang đặt không phải khoá đã niêm phong dữ liệu cá nhân (cần khoá có dấu ${ids}). · ` +
            `The key that is set is not the one that personal data is sealed under (needed: the key with the mark ${ids}).`,
        )
      : new StoreError(
          'sealed',
          `Dữ liệu cá nhân đã niêm phong, máy chủ chạy không có khoá${ids && ` (cần khoá có dấu ${ids})`}: đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE. · ` +
            `Personal data is sealed and the server runs without its key${ids && ` (needed: the key with the mark ${ids})`}: set PEOPLE_KEY or PEOPLE_KEY_FILE.`,
        )
  }
}

/** A new random key of a kind, sealed under keys from outside. */
export function newKey(
  kind: SealingKeyTable['kind'],
  masters: readonly PeopleKey[],
  secret?: KeyObject,
): NewKey {
  const id = randomUUID()
  const made = secret ?? createSecretKey(randomBytes(SECRET))
  return {
    row: { id, kind, state: 'current', sealed_to: null, created_at: new Date().toISOString() },
    wraps: masters.map((master) => wrapUnder(master, id, made)),
  }
}

/** A key sealed under a key from outside. */
export function wrapUnder(master: PeopleKey, key: string, secret: KeyObject) {
  const wrapped = sealBytes(secret.export(), master.for(WRAPS), wrapOf(key)).toString('base64url')
  return { key, master: master.id, wrapped }
}

/** Purpose of the key that keys are sealed under. */
const WRAPS = 'data keys'

function wrapOf(key: string): string {
  return JSON.stringify(['sealing_wrap', key])
}

function stateOf(master: PeopleKey | undefined, masters: readonly string[]): KeyState {
  if (master === undefined) return masters.length === 0 ? 'none' : 'missing'
  return masters.length === 0 || masters.includes(master.id) ? 'right' : 'wrong'
}
