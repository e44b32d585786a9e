import { hash } from 'node:crypto'
import { dayOf } from '../../chains/day-of.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import { isCertified } from '../../store/layout/address-status.ts'
import type { StoredCertificate } from '../../store/people/certificates/certificate-tables.ts'
import type { PeopleStore, PeopleTransaction } from '../../store/people/people-store.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { noteOf } from '../accounts/audit.ts'
import { momentOf } from '../accounts/moment-of.ts'
import { addressOf, mustBeCurrent, mustBeFilled, mustBeInArea, mustHaveRole } from '../actions/guards.ts'
import { type Actor, isInArea } from '../actor.ts'
import { CheckedNumbers } from '../doors/checked-number.ts'
import { Refusal } from '../refusal.ts'
import type { CertificateRules } from './certificate-rules.ts'

export { isCertified }

export interface CertificatesParts {
  readonly store: RegistryStore
  readonly people: PeopleStore
  readonly log: Pick<AfterBackupLog, 'note'>
  readonly rules: CertificateRules
  /** Whether the record is demonstration data. */
  readonly isDemo: () => boolean
  readonly now?: (() => Date) | undefined
}

/** A paper that is about to be issued: all that it says beside the text of the address. */
export type CertificateDraft = Omit<
  StoredCertificate,
  'sha256' | 'revoked_at' | 'revoked_account' | 'revoked_office' | 'reason'
>

/** Which papers an officer looks at. */
export interface CertificateList {
  readonly address?: string | undefined
  /** Serial of the last one of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

/** 13 random characters of 31: 64.4 bits. */
const SERIALS = new CheckedNumbers(13)
/** Papers that a citizen has issued on a day. */
const OF_CITIZEN = 10
const OFFICE = ['officer', 'verifier'] as const

/**
 * *Giấy xác nhận địa chỉ số*: an office states what the registry says of a certified address on a day. Kept is which version it
 * tells, who issued it and the hash of the file; the text is that of the version, so that a redaction reaches it too.
 */
export class Certificates {
  readonly #parts: CertificatesParts
  readonly #now: () => Date

  constructor(parts: CertificatesParts) {
    this.#parts = parts
    this.#now = parts.now ?? (() => new Date())
  }

  /**
   * Issues a paper about an address of the actor's area, or about one of a commune that lets citizens.
   *
   * Throws {@link Refusal}: `unknown-address`, `not-your-role`, `outside-area`, `wrong-state` unless the address is certified,
   * `changed` when it was changed meanwhile, `too-many-requests` above what a citizen has issued on a day.
   *
   * @param make makes the file
   */
  async issue(
    actor: Actor,
    uid: string,
    make: (draft: CertificateDraft) => Promise<Buffer>,
  ): Promise<StoredCertificate> {
    const draft = await this.#draft(actor, uid)
    const certificate = {
      ...draft,
      sha256: hash('sha256', await make(draft), 'hex'),
      ...{ revoked_at: null, revoked_account: null, revoked_office: null, reason: null },
    }
    await this.#parts.store.write(async (tx) => {
      mustBeCurrent(await addressOf(tx, uid), draft.revision, { revision: draft.revision })
      await this.#parts.people.write(async (beside) => {
        await this.#mustBeWithinLimit(beside, actor, draft.day)
        await beside.certificates.add(certificate)
        const details = { address: uid, revision: draft.revision, sha256: certificate.sha256 }
        const note = { action: 'certificate-issued', subject: draft.serial, details }
        await noteOf(beside, actor, note, new Date(draft.issued_at))
      })
    })
    return certificate
  }

  /** A paper by its serial, however it is written. Throws {@link Refusal} `unknown-certificate`. */
  async bySerial(serial: string): Promise<StoredCertificate> {
    // A serial that was mistyped costs the same, and is told apart.
    const found = await this.#parts.people.read(({ certificates }) =>
      certificates.bySerial(SERIALS.written(serial)),
    )
    if (found) return found
    throw unknown(serial)
  }

  /** Papers on addresses of the actor's area, the newest first. Throws {@link Refusal}: `not-your-role`, `unknown-certificate`. */
  async list(actor: Actor, { address, after, limit }: CertificateList): Promise<StoredCertificate[]> {
    mustHaveRole(actor, OFFICE, 'certificates')
    const last = after === undefined ? undefined : await this.#mine(actor, after)
    return this.#parts.people.read(({ certificates }) =>
      certificates.list({ ...actor.area, address, after: last, limit }),
    )
  }

  /**
   * Revokes a paper of the actor's area, for ever.
   *
   * Throws {@link Refusal}: `unknown-certificate`, also for one of another area; `missing-particulars` without a reason;
   * `wrong-state` for one that is revoked.
   */
  async revoke(actor: Actor, serial: string, reason: string): Promise<StoredCertificate> {
    mustHaveRole(actor, OFFICE, 'certificate-revoked')
    mustBeFilled({ action: 'certificate-revoked', needs: ['reason'] }, { reason })
    const { serial: written } = await this.#mine(actor, serial)
    const { people, log } = this.#parts
    const now = await people.write(async (tx) => {
      const moment = await momentOf(tx, this.#now())
      const by = { revoked_account: actor.account, revoked_office: actor.office, reason: reason.trim() }
      if (!(await tx.certificates.revoke(written, { revoked_at: moment.toISOString(), ...by })))
        throw revokedAlready(written)
      await noteOf(tx, actor, { action: 'certificate-revoked', subject: written }, moment)
      return moment
    })
    log.note('certificate-revoked', written, now)
    return this.bySerial(written)
  }

  async #draft(actor: Actor, uid: string): Promise<CertificateDraft> {
    const { store, people, rules, isDemo } = this.#parts
    const address = await store.write((tx) => addressOf(tx, uid))
    const rule = rules.get(address.commune_code)
    if (actor.roles.has('officer')) mustBeInArea(actor, address)
    else mustBeAllowed(actor, rule?.citizens ?? false, address.commune_code)
    if (!isCertified(address)) throw notCertified(address.status)
    return people.read(async (tx) => {
      const now = await momentOf(tx, this.#now())
      const day = dayOf(now)
      await this.#mustBeWithinLimit(tx, actor, day)
      const office = (await tx.offices.byId(actor.office))?.name ?? actor.office
      return {
        serial: SERIALS.draw(),
        address: uid,
        revision: address.revision,
        commune_code: address.commune_code,
        hamlet: address.hamlet_uid ?? null,
        day,
        office: actor.office,
        heading: rule?.heading ?? office,
        office_name: office,
        demo: isDemo() ? 1 : 0,
        issued_at: now.toISOString(),
        account: actor.account,
      }
    })
  }

  /** Throws {@link Refusal} `too-many-requests`; officers have no limit. */
  async #mustBeWithinLimit(tx: PeopleTransaction, actor: Actor, day: string): Promise<void> {
    if (actor.roles.has('officer')) return
    if ((await tx.certificates.countOf(actor.account, day)) < OF_CITIZEN) return
    throw new Refusal('too-many-requests', {
      vi: `Hôm nay tài khoản này đã được cấp ${OF_CITIZEN} giấy: hãy đợi đến ngày mai, hoặc đến cơ quan.`,
      en: `This account has had ${OF_CITIZEN} papers issued today: wait until tomorrow, or go to the office.`,
    })
  }

  /** A paper on an address that lay, or lies now, in the actor's area; another is as none. */
  async #mine(actor: Actor, serial: string): Promise<StoredCertificate> {
    const found = await this.bySerial(serial)
    if (isInArea(actor.area, { ...found, hamlet_uid: found.hamlet })) return found
    const present = await this.#parts.store.write((tx) => tx.addresses.byUid(found.address))
    if (present && isInArea(actor.area, present)) return found
    throw unknown(serial)
  }
}

function mustBeAllowed(actor: Actor, citizens: boolean, commune: string): void {
  mustHaveRole(actor, ['citizen'], 'certificate-issued')
  if (citizens) return
  throw new Refusal('not-your-role', {
    vi: `Đơn vị ${commune} chưa cho người dân tự lấy giấy xác nhận: hãy đến cơ quan.`,
    en: `Unit ${commune} does not let citizens have certificates issued by themselves: go to the office.`,
  })
}

function notCertified(status: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Địa chỉ đang ở trạng thái "${status}": chỉ xác nhận địa chỉ đã xác thực ("verified") hoặc chính thức ("official").`,
    en: `The address is "${status}": only a verified or official one is certified on paper.`,
  })
}

function revokedAlready(serial: string): Refusal {
  return new Refusal('wrong-state', {
    vi: `Giấy ${serial} đã bị thu hồi.`,
    en: `The certificate ${serial} is revoked already.`,
  })
}

function unknown(serial: string): Refusal {
  const written = SERIALS.holds(serial) ? SERIALS.written(serial) : serial.trim().slice(0, 40)
  if (SERIALS.holds(serial))
    return new Refusal('unknown-certificate', {
      vi: `Không có giấy xác nhận nào mang số ${written}.`,
      en: `No certificate has the serial ${written}.`,
    })
  return new Refusal('unknown-certificate', {
    vi: `Số ${written} gõ sai: số trên giấy có 14 ký tự, ký tự cuối để kiểm tra.`,
    en: `The serial ${written} is mistyped: that on a paper has 14 characters, the last of which checks the others.`,
  })
}
