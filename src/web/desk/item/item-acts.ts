import type { ChangesAtDesk, Done } from '../changes-at-desk.ts'
import type { AddressFields, Finding, Opened } from '../desk-types.ts'
import { say, type Word } from '../desk-words.ts'
import type { AddressForm } from './address-form.ts'

/** Something that can be done with an item, by its key or its button. */
export interface Act {
  readonly key: string
  readonly word: Word
  readonly weight: 'main' | 'plain'
  /** Whether what was typed goes along; anything else waits until it is saved or dropped. */
  readonly takesForm?: boolean
  /** Undefined where it was called off. Throws what the server refuses. */
  readonly run: () => Promise<Done | undefined>
}

export interface ActParts {
  readonly opened: Opened
  /** As it is now: a conflict may have brought a newer version. */
  readonly address: () => AddressFields | undefined
  readonly form: AddressForm | undefined
  readonly changes: ChangesAtDesk
  readonly roles: ReadonlySet<string>
  /** How and on which day a verifier has seen what is verified. */
  readonly seen: () => { readonly method: string; readonly date: string }
  readonly label: (fields: AddressFields) => string
}

/** Says that nothing was done, and why; no failure of anything. */
export class NothingDone extends Error {}

/** What can be done with an item by an account with these roles. The server decides once more. */
export function actsOf(parts: ActParts): Act[] {
  const { opened, changes, roles, form, address: present, label } = parts
  const { item, proposal } = opened
  const what = item.label ?? (opened.address ? label(opened.address) : '')
  const isOfficer = roles.has('officer')
  const isVerifier = roles.has('verifier')
  const isOffice = isOfficer || isVerifier
  const acts: (Act | false | undefined)[] = []
  const main = (key: string, word: Word, run: Act['run']): Act => ({ key, word, weight: 'main', run })
  const plain = (key: string, word: Word, run: Act['run']): Act => ({ key, word, weight: 'plain', run })
  const onAddress = (run: (address: AddressFields) => Promise<Done | undefined>) => async () => {
    const address = present()
    return address && run(address)
  }

  if (proposal) {
    const isDeclared = item.kind === 'declaration'
    const mayAgree = isDeclared ? isOfficer || roles.has('collector') : isOffice
    const approve = () => changes.approve(proposal, isDeclared && form ? form.changes : {}, what)
    acts.push(
      mayAgree && { ...main('a', 'approve', approve), takesForm: isDeclared },
      isOfficer && plain('r', 'reject', () => changes.reject(proposal, what)),
      isOffice && plain('b', 'return', () => changes.return(proposal, what)),
    )
    return acts.filter((act): act is Act => Boolean(act))
  }

  if (item.kind === 'new') {
    const create = async () => {
      if (!form?.place) throw new NothingDone(say('placeFirst'))
      const fields = { class: opened.address?.class ?? 1, commune_code: present()?.commune_code ?? '' }
      const created = { ...fields, ...form.changes }
      return changes.create(created, form.place, form.changes.house_number?.toString() ?? '')
    }
    return [{ ...main('s', 'save', create), takesForm: true }]
  }

  if (item.kind === 'sample') {
    const { seen } = parts
    if (!isVerifier) return []
    return [
      main('a', 'sampleRight', () => changes.samples.right([item], seen().date)),
      plain('r', 'sampleWrong', () => changes.samples.wrong(item, seen().date, what)),
    ]
  }

  const own = opened.findings.find(({ id }) => id === item.id)
  const isCreated = opened.address?.status === 'created'
  if (item.kind === 'report')
    acts.push(
      isOfficer && main('a', 'done', () => changes.settleReport(item.id, true, what)),
      isOfficer && plain('r', 'notDone', () => changes.settleReport(item.id, false, what)),
    )
  else if (own && isRepairable(own)) acts.push(main('f', 'repair', () => changes.repair(own, what)))
  if (own && isOffice && maySayRight(own)) acts.push(plain('a', 'right', () => changes.accept(own, what)))
  const { other } = opened
  if (other && isOfficer)
    acts.push(
      main(
        'g',
        'merge',
        onAddress((address) => changes.merge(address, other, label)),
      ),
    )
  if ((item.kind === 'created' || item.kind === 'address') && isCreated && isVerifier)
    acts.push(
      main(
        'a',
        'verify',
        onAddress((address) => {
          const { method, date } = parts.seen()
          return changes.verify(address, method, date, what)
        }),
      ),
      plain(
        'r',
        'sendBack',
        onAddress((address) => changes.sendBack(address, what)),
      ),
    )
  const stays = item.kind === 'report' || item.kind === 'created' || item.kind === 'address'
  if (form)
    acts.push({
      ...plain(
        's',
        'save',
        onAddress(async (address) => {
          if (!form.isChanged) throw new NothingDone(say('nothingChanged'))
          const done = await changes.save(address, form.changes, what)
          return done && { ...done, stays }
        }),
      ),
      takesForm: true,
    })
  const { status } = opened.address ?? {}
  if (opened.address && (isCreated ? isOfficer : isOffice) && status !== 'retired' && status !== 'reserved')
    acts.push(
      plain(
        't',
        'split',
        onAddress((address) => changes.split(address, what)),
      ),
      plain(
        'd',
        'retire',
        onAddress((address) => changes.retire(address, what)),
      ),
    )
  return acts.filter((act): act is Act => Boolean(act))
}

/** Whether saying that it is right settles a finding: errors are mended. */
export function maySayRight({ severity, kind, state }: Finding): boolean {
  return severity !== 'error' && kind !== 'sent-back' && state === 'open'
}

export function isRepairable({ repair, state }: Finding): boolean {
  return repair !== undefined && state === 'open'
}
