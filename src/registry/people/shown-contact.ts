import type { ContactWithConsents } from '../../store/people/contacts/contact-rows.ts'
import type { ContactRole, ContactState, StoredConsent } from '../../store/people/contacts/contact-tables.ts'
import type { Channel } from './contact-draft.ts'

/** A contact as it is told. */
export interface ShownContact {
  readonly id: string
  /** The address at which it was written: another where that one was merged into this. */
  readonly address: string
  readonly role: ContactRole
  /** Whose word it is: who declared the address is `unproven` until an officer has confirmed it. */
  readonly state: ContactState
  readonly name: string
  readonly channels: readonly Channel[]
  readonly consents: readonly Omit<StoredConsent, 'contact'>[]
  readonly written_at: string
}

/** A contact as it is told: not who wrote it. */
export function shown({
  id,
  address,
  role,
  state,
  content,
  written_at,
  consents,
}: ContactWithConsents): ShownContact {
  const { name, channels } = JSON.parse(content) as { name: string; channels: Channel[] }
  return {
    id,
    address,
    role,
    state,
    name,
    channels,
    written_at,
    consents: consents.map(({ contact: _, ...consent }) => consent),
  }
}
