import type { ContactRole } from '../../store/people/contacts/contact-tables.ts'
import { type Finding, mustHaveNoErrors } from '../refusal.ts'
import { readPhone } from './phone-number.ts'

/** What somebody may be to an object that has an address. */
export const CONTACT_ROLES: readonly ContactRole[] = ['owner', 'representative', 'user', 'manager']
/** Ways to reach somebody. */
export const CHANNEL_KINDS = ['phone', 'zalo', 'mail', 'post'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

/** What somebody may agree to. */
export const CONSENT_PURPOSES = ['notify', 'verify', 'plate', 'survey'] as const
/** How it was said. */
export const CONSENT_WAYS = ['paper', 'spoken', 'form', 'message'] as const

export interface Channel {
  readonly kind: ChannelKind
  /** Of `phone` and `zalo` E.164. */
  readonly value: string
}

/** The words that a person has agreed to, their version, when and how. */
export interface ConsentDraft {
  readonly purpose: (typeof CONSENT_PURPOSES)[number]
  readonly version: string
  readonly text: string
  readonly how: (typeof CONSENT_WAYS)[number]
  readonly given_at: string
}

export interface ContactDraft {
  readonly role: ContactRole
  readonly name: string
  readonly channels: readonly Channel[]
  readonly consents: readonly ConsentDraft[]
}

const MAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/

/**
 * Contacts as they are kept: numbers in one form. Throws {@link Refusal} `findings`: `phone`, with what an old number of eleven
 * digits has become as repair, `mail`, `no-name`, `consent-twice`, `consent-later`.
 */
export function checkedContacts(drafts: readonly ContactDraft[], now: Date): ContactDraft[] {
  const findings: Finding[] = []
  const checked = drafts.map((draft, i) => {
    if (draft.name.trim() === '') findings.push(noName(`people.${i}.name`))
    findings.push(...consentFindings(draft, `people.${i}`, now))
    const channels = draft.channels.map((channel, k) => {
      const read = readChannel(channel, `people.${i}.channels.${k}.value`)
      if ('rule' in read) findings.push(read)
      return 'rule' in read ? channel : read
    })
    return { ...draft, name: draft.name.trim(), channels }
  })
  mustHaveNoErrors(findings)
  return checked
}

/** A channel as it is kept, or what is wrong with it. */
export function readChannel({ kind, value }: Channel, path: string): Channel | Finding {
  const text = value.trim()
  if (kind === 'phone' || kind === 'zalo') {
    const read = readPhone(text)
    return 'number' in read ? { kind, value: read.number } : noPhone(path, text, read.repair)
  }
  if (kind === 'mail' && !MAIL.test(text)) return noMail(path, text)
  return { kind, value: text }
}

function consentFindings({ consents }: ContactDraft, path: string, now: Date): Finding[] {
  return consents.flatMap(({ purpose, given_at }, i): Finding[] => {
    const at = `${path}.consents.${i}`
    if (consents.findIndex((other) => other.purpose === purpose) < i)
      return [
        finding('consent-twice', `${at}.purpose`, {
          vi: `Đồng ý cho mục đích "${purpose}" có hai lần.`,
          en: `There are two consents for "${purpose}".`,
        }),
      ]
    if (Date.parse(given_at) > now.getTime())
      return [
        finding('consent-later', `${at}.given_at`, {
          vi: `Thời điểm đồng ý ${given_at} ở sau hiện tại.`,
          en: `The consent of ${given_at} lies in the future.`,
        }),
      ]
    return []
  })
}

function noPhone(path: string, text: string, repair: string | undefined): Finding {
  const found = finding('phone', path, {
    vi: `"${text}" không phải số điện thoại đang dùng${repair ? `; số 11 chữ số cũ nay là ${repair}` : ''}.`,
    en: `"${text}" is no phone number in use${repair ? `; the old number of 11 digits is ${repair} today` : ''}.`,
  })
  return repair === undefined ? found : { ...found, repair: { value: repair } }
}

function noMail(path: string, text: string): Finding {
  return finding('mail', path, {
    vi: `"${text}" không phải địa chỉ thư điện tử.`,
    en: `"${text}" is no address of mail.`,
  })
}

function noName(path: string): Finding {
  return finding('no-name', path, { vi: 'Thiếu họ tên.', en: 'The name is missing.' })
}

function finding(rule: string, path: string, message: Finding['message']): Finding {
  return { rule, severity: 'error', path, message }
}
