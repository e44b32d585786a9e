import type { KeyObject } from 'node:crypto'
import { generateSecret, generateURI, verify } from 'otplib'
import type { AccountTable } from '../../../store/people/accounts/account-tables.ts'
import type { PeopleTransaction } from '../../../store/people/people-store.ts'
import { Refusal } from '../../refusal.ts'
import { openToken, sealToken } from '../sealed-token.ts'
import { groupedLetters, wordHash } from '../secret-token.ts'

/** Purpose of the key that new secrets are sealed under until a code of them is shown. */
export const SETUP_KEY = 'setup of a second factor'
/** Name of the service in apps for codes. */
const ISSUER = 'Địa chỉ số'
/** Seconds of a time step (RFC 6238 §5.2), and by how many a clock may be wrong: one step. */
const STEP = 30
/** Milliseconds for which a new secret waits for its first code. */
const SETUP_LASTS = 1_800_000
const RECOVERY_CODES = 10
/** Letters of a recovery code: 80 bits, as it is kept under a hash that is quick. */
const RECOVERY_LETTERS = 16

/** A new secret of one-time codes that is not anybody's yet. */
export interface FactorBegun {
  /** Base32, to be typed where nothing can be scanned. */
  readonly secret: string
  /** `otpauth://…`, to be shown as a QR code. */
  readonly uri: string
  /** The secret sealed, which comes back with a code of it. */
  readonly setup: string
}

export interface SecondFactorParts {
  /** Key of {@link SETUP_KEY}; undefined without the key of people. */
  readonly setupKey: () => KeyObject | undefined
  readonly now?: (() => Date) | undefined
}

/** Second factors: one-time codes by time (RFC 6238), none of which is taken twice, and recovery codes. */
export class SecondFactor {
  readonly #parts: SecondFactorParts

  constructor(parts: SecondFactorParts) {
    this.#parts = parts
  }

  /**
   * A new secret, bound to what it is set up with. Throws {@link Refusal} `people-key` where nothing could keep it.
   *
   * @param about what it is bound to: the hash of a slip or of a session
   */
  async begin(about: string, login: string): Promise<FactorBegun> {
    const key = this.#key()
    const secret = generateSecret()
    return {
      secret,
      uri: generateURI({ issuer: ISSUER, label: login, secret }),
      setup: sealToken(secret, this.#now().getTime() + SETUP_LASTS, key, [SETUP_KEY, about]),
    }
  }

  /** The columns of an account whose holder has shown a code of a new secret. Throws {@link Refusal} `wrong-code`. */
  async confirm(
    about: string,
    { setup, code }: { readonly setup: string; readonly code: string },
  ): Promise<Pick<AccountTable, 'factor' | 'factor_step'>> {
    const secret = openToken<string>(setup, this.#now().getTime(), this.#key(), [SETUP_KEY, about])
    const step = secret === undefined ? undefined : await this.#stepOf(secret, code, null)
    if (secret === undefined || step === undefined) throw wrongCode()
    return { factor: secret, factor_step: step }
  }

  /**
   * Takes a one-time code or a recovery code of an account, by which none is taken again; how it was shown, undefined where it
   * is wrong. Throws a StoreError `sealed` without the key.
   */
  async take(
    tx: PeopleTransaction,
    account: Pick<AccountTable, 'id' | 'factor' | 'factor_step'>,
    code: string,
    now: Date,
  ): Promise<'totp' | 'recovery' | undefined> {
    if (isRecoveryCode(code))
      return (await tx.recoveryCodes.use(account.id, recoveryHash(account.id, code), now))
        ? 'recovery'
        : undefined
    const secret = await tx.accounts.factorOf(account)
    if (secret === null) return undefined
    const step = await this.#stepOf(secret, code, account.factor_step)
    return step !== undefined && (await tx.accounts.takeStep(account.id, step)) ? 'totp' : undefined
  }

  /** New recovery codes in the place of all that an account had; they are shown this once. */
  async renewRecoveryCodes(tx: PeopleTransaction, account: string): Promise<readonly string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => groupedLetters(RECOVERY_LETTERS))
    await tx.recoveryCodes.replace(
      account,
      codes.map((code) => recoveryHash(account, code)),
    )
    return codes
  }

  async #stepOf(secret: string, code: string, after: number | null): Promise<number | undefined> {
    const token = code.replace(/\s/g, '')
    if (!/^\d{6}$/.test(token)) return undefined
    const epoch = Math.floor(this.#now().getTime() / 1000)
    const result = await verify({ secret, token, epoch, epochTolerance: STEP })
    if (!result.valid) return undefined
    const step = Math.floor(epoch / STEP) + result.delta
    return after !== null && step <= after ? undefined : step
  }

  #key(): KeyObject {
    const key = this.#parts.setupKey()
    if (key) return key
    throw new Refusal('people-key', {
      vi: 'Xác thực hai bước cần khoá: đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE rồi khởi động lại.',
      en: 'A second factor is kept under a key: set PEOPLE_KEY or PEOPLE_KEY_FILE and start again.',
    })
  }

  #now(): Date {
    return this.#parts.now?.() ?? new Date()
  }
}

/** Whether a text has the form of a recovery code, not that of a one-time code. */
export function isRecoveryCode(code: string): boolean {
  return code.replace(/[\s-]/g, '').length === RECOVERY_LETTERS
}

export function wrongCode(): Refusal {
  return new Refusal('wrong-code', {
    vi: 'Mã xác thực không đúng, đã dùng hoặc đã quá giờ. Kiểm tra đồng hồ điện thoại rồi nhập mã mới hiện.',
    en: 'The code is wrong, was used or is over. Check the clock of the phone and enter the code that it shows now.',
  })
}

/** Bound to its account, so that a row that was copied to another one opens nothing. */
function recoveryHash(account: string, code: string): string {
  return wordHash(`${account}${code}`)
}
