import type { Text } from '../../../errors.ts'
import { AddressHistory } from '../../../registry/address-history.ts'
import { isCertified } from '../../../registry/certificates/certificates.ts'
import type { StoredCertificate } from '../../../store/people/certificates/certificate-tables.ts'
import type { PublicAddresses } from '../../../store/record/public-addresses.ts'
import type { AddressRow } from '../../../store/record/rows.ts'
import { addressFeature, type UnitKnowledge } from '../../features/address-feature.ts'
import { type ThingFacts, thingFacts } from '../share/thing-facts.ts'
import { type ThingLine, thingLines } from '../share/thing-lines.ts'
import { THING_WORDS } from '../share/thing-words.ts'
import { type Standing, WORDS } from './certificate-words.ts'

/** What a certificate says of an address. */
export interface CertificateText {
  readonly facts: ThingFacts
  readonly lines: readonly ThingLine[]
}

/** A paper beside what holds now. */
export interface Checked {
  readonly certificate: StoredCertificate
  readonly standing: Standing
  /** As it was issued; undefined where that version is not kept. */
  readonly issued: CertificateText | undefined
  /** Undefined where the address is no more. */
  readonly now: CertificateText | undefined
  /** The address is neither verified nor official now. */
  readonly isUncertified: boolean
  /** Ids of what took the place of an address that is no more. */
  readonly successors: readonly string[]
}

type Row = Omit<AddressRow, 'fid'>

/** What is said of a version of an address, with the names of units of a day; of today without one. */
export function certificateText(row: Row, units: UnitKnowledge, day?: string): CertificateText {
  const facts = thingFacts(addressFeature(row, units, { at: day }), undefined)
  return { facts, lines: thingLines(facts) }
}

/** The text of the version that a paper tells; undefined where it is not kept. */
export function issuedText(
  { address, revision, day }: Pick<StoredCertificate, 'address' | 'revision' | 'day'>,
  addresses: PublicAddresses,
  units: UnitKnowledge,
): CertificateText | undefined {
  const version = new AddressHistory(addresses).versions(address).find((each) => each.revision === revision)
  return version && certificateText(version.row, units, day)
}

/** A paper beside what holds now. */
export function checked(
  certificate: StoredCertificate,
  addresses: PublicAddresses,
  units: UnitKnowledge,
): Checked {
  const newest = new AddressHistory(addresses).newest(certificate.address)
  const present = newest?.status === 'retired' ? undefined : newest
  const issued = issuedText(certificate, addresses, units)
  const now = present && certificateText(present, units)
  const isUncertified = present !== undefined && !isCertified(present)
  const isSame = issued !== undefined && now !== undefined && factsOf(issued) === factsOf(now)
  return {
    certificate,
    issued,
    now,
    isUncertified,
    successors: newest?.successor?.split(' ') ?? [],
    standing:
      certificate.revoked_at !== null
        ? 'revoked'
        : now === undefined
          ? 'retired'
          : isSame && !isUncertified
            ? 'valid'
            : 'replaced',
  }
}

/** All that is said of an address but its state: a verified one that becomes official stays the same. */
function factsOf({ facts, lines }: CertificateText): string {
  return JSON.stringify([facts.label, lines.filter(({ term }) => term !== THING_WORDS.status)])
}

/** A term with what the paper says and what holds now, in one language. */
export interface ComparedLine {
  readonly term: Text
  readonly issued: string | undefined
  readonly now: string | undefined
}

/** Lines of both texts, by their terms. */
export function compared({ issued, now }: Checked, language: 'vi' | 'en'): ComparedLine[] {
  const terms = new Map<Text, Partial<Record<'issued' | 'now', string>>>()
  for (const [name, text] of [
    ['issued', issued],
    ['now', now],
  ] as const) {
    if (!text) continue
    const lines = [{ term: WORDS.address, texts: [text.facts.label] } as ThingLine, ...text.lines]
    for (const { term, texts, note } of lines)
      terms.set(term, {
        ...terms.get(term),
        [name]: [texts.join('; '), note?.[language]].filter(Boolean).join('. '),
      })
  }
  return [...terms].map(([term, { issued, now }]) => ({ term, issued, now }))
}
