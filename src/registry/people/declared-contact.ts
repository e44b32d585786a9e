import { randomUUID } from 'node:crypto'
import type { DeclaredContact } from '../../store/people/contacts/contact-rows.ts'
import { type ContactRole, NOBODY, type StoredConsent } from '../../store/people/contacts/contact-tables.ts'
import type { PeopleTransaction } from '../../store/people/people-store.ts'
import { noteOf } from '../accounts/audit.ts'
import type { Actor } from '../actor.ts'
import { type Finding, mustHaveNoErrors } from '../refusal.ts'
import { CONSENT_WORDS, type ConsentPurpose, WORDS_VERSION } from './consent-words.ts'
import {
  CHANNEL_KINDS,
  type Channel,
  type ChannelKind,
  CONSENT_PURPOSES,
  readChannel,
} from './contact-draft.ts'

/**
 * The contact of who declares an address, or what of it changes, as RFC 7396 merges it: a channel of each kind, which null takes
 * away, and what it may be used for, which false withdraws; nothing, where nothing is said.
 */
export type DeclaredContactPatch = {
  readonly role?: ContactRole | undefined
  readonly name?: string | undefined
} & { readonly [kind in ChannelKind]?: string | null | undefined } & {
  readonly [purpose in ConsentPurpose]?: boolean | undefined
}

/** Who it is, as it is sealed. */
export interface DeclaredPerson {
  readonly role: ContactRole
  readonly name: string
  readonly channels: readonly Channel[]
}

/** Whether a patch changes who it is, and not only what was agreed to. */
export function changesPerson(patch: DeclaredContactPatch): boolean {
  return ['role', 'name', ...CHANNEL_KINDS].some((field) => field in patch)
}

/**
 * The person of a declared contact with changes merged into it, numbers in one form. Throws {@link Refusal} `findings`: `no-role`,
 * `no-name`, `no-channel`, and those of {@link readChannel}.
 *
 * @param before undefined for a new one
 */
export function personOf(patch: DeclaredContactPatch, before?: DeclaredPerson): DeclaredPerson {
  const findings: Finding[] = []
  const name = (patch.name ?? before?.name ?? '').trim()
  const role = patch.role ?? before?.role
  if (role === undefined) findings.push(missing('no-role', 'contact.role', NO_ROLE))
  if (name === '') findings.push(missing('no-name', 'contact.name', NO_NAME))
  const channels = CHANNEL_KINDS.flatMap((kind): Channel[] => {
    const given = patch[kind]
    if (given === undefined) return before?.channels.filter((channel) => channel.kind === kind) ?? []
    if (given === null) return []
    const read = readChannel({ kind, value: given }, `contact.${kind}`)
    if (!('rule' in read)) return [read]
    findings.push(read)
    return [{ kind, value: given }]
  })
  if (channels.length === 0) findings.push(missing('no-channel', 'contact', NO_CHANNEL))
  mustHaveNoErrors(findings)
  return { role: role as ContactRole, name, channels }
}

/**
 * Keeps a declarer's contact, unproven, in the transaction of the declaration: under its id, which becomes the address's. Throws
 * {@link StoreError} `sealed` without a key.
 */
export async function keepDeclared(
  tx: PeopleTransaction,
  actor: Actor | undefined,
  declaration: string,
  person: DeclaredPerson,
  agreed: DeclaredContactPatch,
  now: Date,
): Promise<void> {
  const { account = NOBODY, person: by = NOBODY, office = NOBODY } = actor ?? {}
  const id = randomUUID()
  const purposes = CONSENT_PURPOSES.filter((purpose) => agreed[purpose] === true)
  await tx.contacts.add({
    ...{ id, address: declaration, state: 'unproven', account, person: by, office },
    ...{ role: person.role, content: contentOf(person), written_at: now.toISOString() },
    consents: purposes.map((purpose) => consentFor(id, purpose, now)),
  })
  const note = { action: 'contact-declared', subject: declaration, details: { agreed: purposes } }
  await noteOf(tx, actor, note, now)
}

/**
 * Merges changes into a declarer's contact; who it is is unproven again where that changes. Returns the purposes that were
 * withdrawn. Throws {@link Refusal} `findings`.
 */
export async function changeDeclared(
  tx: PeopleTransaction,
  { id, consents }: DeclaredContact,
  patch: DeclaredContactPatch,
  now: Date,
): Promise<{ agreed: ConsentPurpose[]; withdrawn: ConsentPurpose[] }> {
  if (changesPerson(patch)) {
    const { role, content } = await tx.contacts.opened(id)
    const before = JSON.parse(content) as Omit<DeclaredPerson, 'role'>
    const person = personOf(patch, { ...before, role })
    await tx.contacts.change(id, { role: person.role, content: contentOf(person), state: 'unproven' })
  }
  const holds = (purpose: ConsentPurpose) =>
    consents.some((consent) => consent.purpose === purpose && consent.withdrawn_at === null)
  const agreed = CONSENT_PURPOSES.filter((purpose) => patch[purpose] === true && !holds(purpose))
  const withdrawn = CONSENT_PURPOSES.filter((purpose) => patch[purpose] === false && holds(purpose))
  for (const purpose of agreed) await tx.contacts.agree(consentFor(id, purpose, now))
  for (const purpose of withdrawn) await tx.contacts.withdrawAgain(id, purpose, now.toISOString())
  return { agreed, withdrawn }
}

function contentOf({ name, channels }: DeclaredPerson): string {
  return JSON.stringify({ name, channels })
}

function consentFor(contact: string, purpose: ConsentPurpose, now: Date): StoredConsent {
  return {
    ...{ contact, purpose, version: WORDS_VERSION, text: CONSENT_WORDS[purpose].vi, how: 'form' },
    ...{ given_at: now.toISOString(), withdrawn_at: null },
  }
}

function missing(rule: string, path: string, message: Finding['message']): Finding {
  return { rule, severity: 'error', path, message }
}

const NO_ROLE = { vi: 'Thiếu vai trò đối với công trình.', en: 'The role to the object is missing.' }
const NO_NAME = { vi: 'Thiếu họ tên.', en: 'The name is missing.' }
const NO_CHANNEL = {
  vi: 'Cần ít nhất một cách liên hệ: phone, zalo, mail hoặc post.',
  en: 'At least one channel is needed: phone, zalo, mail or post.',
}
