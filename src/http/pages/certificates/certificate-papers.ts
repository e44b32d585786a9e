import { hash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../../../errors.ts'
import type { CertificateDraft, Certificates } from '../../../registry/certificates/certificates.ts'
import type { StoredCertificate } from '../../../store/people/certificates/certificate-tables.ts'
import type { AddressesAbout } from '../../../store/record/public-addresses.ts'
import { peopleOrProblem } from '../../accounts/people-or-problem.ts'
import type { StrangerGuard } from '../../doors/strangers/stranger-guard.ts'
import type { UnitKnowledge } from '../../features/address-feature.ts'
import type { PaperOrder } from '../../papers/paper-maker.ts'
import { unknownAddress } from '../../read/addresses.ts'
import type { ActorGuard } from '../../registry/actor-guard.ts'
import { orRefused } from '../../registry/refused.ts'
import { MadePapers, type PaperParts } from '../share/made-papers.ts'
import { sheetLine } from '../share/thing-orders.ts'
import { type CertificateText, type Checked, checked, issuedText } from './certificate-text.ts'

export interface CertificateParts extends Pick<PaperParts, 'makePaper' | 'passed'> {
  /** Undefined where `people.db` cannot be used. */
  readonly certificates: Certificates | undefined
  readonly addressesAbout: AddressesAbout
  readonly units: UnitKnowledge
  readonly guard: ActorGuard
  readonly strangers: StrangerGuard
  readonly publicUrl: string | undefined
}

/** Issues papers, makes their files again, and compares them with what holds now. */
export class CertificatePapers {
  readonly #parts: CertificateParts
  readonly #papers: MadePapers

  constructor(parts: CertificateParts) {
    this.#parts = parts
    this.#papers = new MadePapers({ ...parts, tiles: undefined })
  }

  /** The rules; throws {@link Problem} `no-proposals` without them. */
  get rules(): Certificates {
    return peopleOrProblem(this.#parts.certificates)
  }

  /** Issues one. Throws {@link Problem}: `no-public-url`, and those of {@link Certificates.issue}. */
  async issue(request: FastifyRequest, id: string): Promise<StoredCertificate> {
    const { guard } = this.#parts
    this.#mustHaveUrl()
    return orRefused(
      this.rules.issue(guard.of(request), id, async (draft) => {
        const text = await this.#textOf(draft)
        if (text === undefined) throw unknownAddress(id)
        return this.#file(draft, text, request.ip)
      }),
    )
  }

  /** The file of a paper, as it was issued. Throws {@link Problem} `certificate-gone` where it is revoked, or comes out otherwise. */
  async file(request: FastifyRequest, serial: string): Promise<{ serial: string; file: Buffer }> {
    const certificate = await orRefused(this.rules.bySerial(serial))
    this.#mustHaveUrl()
    if (certificate.revoked_at !== null) throw new Problem('certificate-gone', { detail: REVOKED })
    const text = await this.#textOf(certificate)
    const file = text && (await this.#file(certificate, text, request.ip))
    if (file === undefined || hash('sha256', file, 'hex') !== certificate.sha256)
      throw new Problem('certificate-gone', { detail: OTHERWISE })
    return { serial: certificate.serial, file }
  }

  /** A paper beside what holds now. Throws {@link Problem} `unknown-certificate`. */
  async check(serial: string): Promise<Checked> {
    const { addressesAbout, units } = this.#parts
    const certificate = await orRefused(this.rules.bySerial(serial))
    return checked(certificate, await addressesAbout(() => [certificate.address]), units)
  }

  /** Path behind the root of the page on which anybody checks a paper. */
  static path(serial: string): string {
    return `/gxn/${serial}`
  }

  async #textOf(draft: CertificateDraft): Promise<CertificateText | undefined> {
    const { addressesAbout, units } = this.#parts
    return issuedText(draft, await addressesAbout(() => [draft.address]), units)
  }

  async #file(draft: CertificateDraft, text: CertificateText, ip: string): Promise<Buffer> {
    const url = `${this.#parts.publicUrl}${CertificatePapers.path(draft.serial)}`
    return (await this.#papers.of(certificateOrder(draft, text, url), ip)).bytes
  }

  #mustHaveUrl(): void {
    if (this.#parts.publicUrl !== undefined) return
    throw new Problem('no-public-url', { detail: NO_URL })
  }
}

function certificateOrder(
  draft: CertificateDraft,
  { facts, lines }: CertificateText,
  url: string,
): PaperOrder {
  const { heading, office_name, serial, day, issued_at, revision, demo } = draft
  const { head, where, label } = facts
  return {
    kind: 'certificate',
    sheet: {
      ...{
        heading,
        office: office_name,
        serial,
        day,
        issuedAt: issued_at,
        revision,
        url,
        isDemo: demo === 1,
      },
      ...(where === '' ? { head: label, where: '' } : { head, where }),
      lines: lines.map(sheetLine),
    },
  }
}

const NO_URL = {
  vi: 'Mã QR trên giấy dẫn đến địa chỉ của máy chủ: hãy đặt PUBLIC_URL (https://…) rồi khởi động lại.',
  en: 'The QR code on a paper leads to the address of the server: set PUBLIC_URL (https://…) and start again.',
}
const REVOKED = {
  vi: 'Giấy đã bị thu hồi: tệp không lấy lại được.',
  en: 'The certificate was revoked: its file is not given out any more.',
}
const OTHERWISE = {
  vi: 'Tệp làm lại không còn giống từng byte với tệp đã cấp (chương trình đã đổi, hoặc có nội dung đã xoá): cần thì hãy cấp giấy mới.',
  en: 'Made again, the file is not byte for byte the one that was issued (the program has changed, or something was redacted): issue a new one if need be.',
}
