import type { AddressDraft } from '../../../src/registry/actions/create-address.ts'
import type { Actor } from '../../../src/registry/actor.ts'
import type { ContactDraft } from '../../../src/registry/people/contact-draft.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import type { Outcome } from '../../../src/registry/registry.ts'
import { account, COMMUNE, type OpenRegistry } from './registry-files.ts'

const officer = account('officer', 'officer')
const verifier = account('verifier', 'verifier')
/** Agrees to what the others propose. */
const second = account('second', 'officer', 'verifier')

/** A request that is sent under its key, and sent again under it when nobody heard the answer. */
export interface Work {
  /** Its idempotency key, which also stands in what it writes. */
  readonly mark: string
  readonly act:
    | 'create'
    | 'change'
    | 'verify'
    | 'retire'
    | 'undo'
    | 'declare'
    | 'accept'
    | 'report'
    | 'contact'
  /** An address, an event or a proposal. */
  readonly of?: string
  readonly revision?: number
}

/** What became of it. */
export interface Done {
  readonly mark: string
  readonly uid?: string
  readonly code?: string | null
  readonly event?: string
  readonly revision?: number
  readonly proposal?: string
  readonly repeated?: boolean
  /** Code of the refusal. */
  readonly refused?: string
}

/** An address to declare or create. */
function draft(mark: string): AddressDraft {
  return {
    class: 2,
    name: null,
    house_number: mark,
    street: 'Đường Tra Tấn',
    hamlet: null,
    group_name: null,
    commune_code: COMMUNE,
    former_commune_code: null,
    postcode: null,
    position: null,
    source: null,
    raw_text: null,
    ndas: null,
    attributes: null,
    lon: 106.41,
    lat: 10.53,
  }
}

/** Does what is asked for by the registry's rules; a refusal is an answer too. */
export async function work(files: OpenRegistry, asked: Work): Promise<Done> {
  try {
    const { mark, act, of = '' } = asked
    if (act === 'report') await files.reports.report(undefined, { address: of }, reportOf(mark), keyed(asked))
    else if (act === 'contact') await files.contacts.write(officer, of, [contactOf(mark)])
    else return answerOf(asked, await send(files, { ...asked, act }))
    return { mark }
  } catch (error) {
    if (error instanceof Refusal) return { mark: asked.mark, refused: error.code }
    throw error
  }
}

const keyed = (asked: Work) => ({ key: asked.mark, request: JSON.stringify(asked) })
const reportOf = (mark: string) => ({ kind: 'other' as const, text: mark })

/** An owner who has agreed to something, so that two tables are written. */
function contactOf(mark: string): ContactDraft {
  const given_at = '2026-01-01T00:00:00.000Z'
  return {
    ...{ role: 'owner', name: mark, channels: [{ kind: 'post', value: 'Đường Tra Tấn' }] },
    consents: [{ purpose: 'notify', version: '1', text: 'Đồng ý', how: 'paper', given_at }],
  }
}

function send(
  { registry, proposals, acceptance }: OpenRegistry,
  asked: Work & { readonly act: Exclude<Work['act'], 'report' | 'contact'> },
): Promise<Outcome> {
  const { mark, act, of = '', revision = 0 } = asked
  const request = keyed(asked)
  const step = (actor: Actor, to: 'verified' | 'retired') =>
    registry.transition(actor, of, revision, to, { method: 'x', date: '2026-01-01', reason: mark }, request)
  switch (act) {
    case 'create':
      return registry.create(officer, draft(mark), { request })
    case 'change':
      return registry.change(officer, of, revision, { house_number: mark }, { reason: mark, request })
    case 'verify':
      return step(verifier, 'verified')
    case 'retire':
      return step(officer, 'retired')
    case 'undo':
      return registry.undo(officer, of, { reason: mark, request })
    case 'declare':
      return proposals.declare(undefined, draft(mark), { request })
    case 'accept':
      return acceptance.accept(second, of, { request })
  }
}

function answerOf({ mark }: Work, outcome: Outcome): Done {
  if ('proposal' in outcome) return { mark, proposal: outcome.proposal }
  if ('repeated' in outcome) {
    const { subject, revision } = outcome.repeated
    return { mark, uid: subject, revision, repeated: true }
  }
  const { uid, code, revision } = outcome.version
  return { mark, uid, code, revision, event: outcome.event }
}
