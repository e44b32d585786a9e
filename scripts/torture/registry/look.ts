import { verifyHistory } from '../../../src/registry/verify-history.ts'
import type { OpenRegistry } from './registry-files.ts'
import type { Done, Work } from './work.ts'

/** What was asked for and what was answered, since the record was made. */
export interface Heard {
  readonly asked: Map<string, Work>
  readonly answered: Map<string, Done>
  /** Address of every code that was told. */
  readonly codes: Map<string, string>
}

/** What is there, in the words of whoever asked. */
export interface There {
  readonly events: readonly { id: string; reason: string | null; details: string | null; action: string }[]
  readonly created: readonly { uid: string; house_number: string | null }[]
  readonly codes: readonly { uid: string; value: string }[]
  readonly proposals: readonly { id: string; state: string; event: string | null; changes: string }[]
  readonly reports: readonly { id: string; text: string }[]
  readonly contacts: readonly { id: string; address: string; content: string }[]
  readonly consents: readonly { contact: string }[]
}

/** What is there with its sealed values opened, and how many were not sealed. */
export async function opened(
  { people }: OpenRegistry,
  there: There,
): Promise<{ there: There; plain: number }> {
  const stored = [
    ...there.proposals.map(({ changes }) => changes),
    ...there.reports.map(({ text }) => text),
    ...there.contacts.map(({ content }) => content),
  ]
  return {
    there: await people.read(async ({ sealing }) => ({
      ...there,
      proposals: await sealing.openAll('proposal', there.proposals),
      reports: await sealing.openAll('report', there.reports),
      contacts: await sealing.openAll('contact', there.contacts),
    })),
    plain: stored.filter((value) => !value.startsWith('sealed:1:')).length,
  }
}

/**
 * What is wrong after a kill and the start that follows: changes that were acknowledged and are lost, that were made twice
 * or by halves, codes that were issued twice, chains that do not hold.
 */
export async function look(files: OpenRegistry, there: There, heard: Heard): Promise<string[]> {
  const faults = [
    ...lookAtChanges(there, heard),
    ...lookAtCodes(there, heard),
    ...lookAtProposals(there),
    ...lookAtContacts(there, heard),
  ]
  const copied = await files.people.read(({ heads }) => heads.all())
  const { breaks } = await verifyHistory(files.store, { copied })
  for (const { rule, at, message } of breaks) faults.push(`${rule} ${at}: ${message.en}`)
  return faults
}

/** Each request has one effect where it was acknowledged, one or none where it was not, and none where it was refused. */
function lookAtChanges({ events, created, proposals, reports }: There, { asked, answered }: Heard): string[] {
  const effects = new Map<string, number>()
  const count = (mark: string | null | undefined) => {
    if (mark != null) effects.set(mark, (effects.get(mark) ?? 0) + 1)
  }
  const accepted = new Map(
    [...asked.values()].filter(({ act }) => act === 'accept').map((w) => [w.of, w.mark]),
  )
  for (const { reason, details } of events) {
    const proposal = details === null ? undefined : (JSON.parse(details) as { proposal?: string }).proposal
    if (proposal !== undefined) count(accepted.get(proposal))
    else count(reason)
  }
  const declared = new Set<string>()
  for (const { id, changes } of proposals) {
    const { draft } = JSON.parse(changes) as { draft?: { house_number: string } }
    if (draft === undefined) continue
    declared.add(id)
    count(draft.house_number)
  }
  for (const { uid, house_number } of created) if (!declared.has(uid)) count(house_number)
  for (const { text } of reports) count(text)
  const ids = new Set(events.map(({ id }) => id))
  const faults: string[] = []
  for (const { mark, act } of asked.values()) {
    // One takes the place of another.
    if (act === 'contact') continue
    const done = answered.get(mark)
    const found = effects.get(mark) ?? 0
    const waits = done?.proposal !== undefined && act !== 'declare'
    const least = done === undefined || done.refused !== undefined || waits ? 0 : 1
    const most = done?.refused !== undefined || waits ? 0 : 1
    if (found < least || found > most)
      faults.push(`${act} ${mark}: ${JSON.stringify(done ?? 'unanswered')}, ${found} times there`)
    if (done?.event !== undefined && !ids.has(done.event)) faults.push(`${act} ${mark}: its event is lost`)
  }
  return faults
}

function lookAtCodes(there: There, { codes }: Heard): string[] {
  const owners = new Map(there.codes.map(({ uid, value }) => [value, uid]))
  const faults: string[] = []
  if (owners.size !== there.codes.length) faults.push('a code is there twice')
  for (const [code, uid] of codes)
    if (owners.get(code) !== uid)
      faults.push(`code ${code} was told of ${uid}, it is ${owners.get(code) ?? 'nobody'}’s`)
  return faults
}

/** A proposal is accepted where its event is in the record, and only there; nothing is left in between. */
function lookAtProposals({ events, proposals }: There): string[] {
  const ids = new Set(events.map(({ id }) => id))
  const named = new Set(
    events.map(({ details }) =>
      details === null ? undefined : (JSON.parse(details) as { proposal?: string }).proposal,
    ),
  )
  const faults: string[] = []
  for (const { id, state, event } of proposals)
    if (state === 'settling') faults.push(`proposal ${id} is not settled`)
    else if (state === 'accepted' ? event === null || !ids.has(event) : named.has(id))
      faults.push(`proposal ${id} is ${state}, and the record says otherwise`)
  return faults
}

/** Of an address there is one owner where one was acknowledged, whom somebody has asked for there, with what he agreed to. */
function lookAtContacts({ contacts, consents }: There, { asked, answered }: Heard): string[] {
  const faults: string[] = []
  const wanted = [...asked.values()].filter(({ act }) => act === 'contact')
  for (const { id, address, content } of contacts) {
    const { name } = JSON.parse(content) as { name: string }
    if (!wanted.some(({ mark, of }) => mark === name && of === address))
      faults.push(`contact ${id} of ${address} is ${name}, whom nobody has asked for there`)
    const own = consents.filter(({ contact }) => contact === id).length
    if (own !== 1) faults.push(`contact ${id} has ${own} consents`)
  }
  if (consents.length > contacts.length) faults.push('there are consents of nobody')
  for (const address of new Set(wanted.map(({ of }) => of))) {
    const found = contacts.filter((contact) => contact.address === address).length
    const done = wanted.some(({ mark, of }) => {
      const answer = of === address ? answered.get(mark) : undefined
      return answer !== undefined && answer.refused === undefined
    })
    if (found > 1 || (done && found === 0)) faults.push(`address ${address} has ${found} owners`)
  }
  return faults
}
