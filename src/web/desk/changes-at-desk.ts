import { askReason, askWritten, type Choice, type Reasoned, WHAT_IS_WRONG } from './ask-reason.ts'
import type { AddressFields, AddressReply, ChangeReply, Finding, ProposalReply } from './desk-types.ts'
import { say } from './desk-words.ts'
import type { FieldChanges, Point } from './item/address-form.ts'
import { askSplit } from './item/ask-split.ts'
import { communeAt } from './item/nearby.ts'
import type { Line } from './line.ts'
import { SampleVerdicts } from './sample-verdicts.ts'

/** What an act has come to. */
export interface Done {
  /** What is said of it. */
  readonly told: string
  /** Takes it back. */
  readonly undo?: () => Promise<unknown>
  /** Whether the item is still there, changed. */
  readonly stays?: boolean
}

/** How much of a message the server takes. */
const LONG = 2_000
/** How much of a reason. */
const SHORT = 200
const CERTIFIED: ReadonlySet<string> = new Set(['verified', 'official'])

/** Acts of the desk as requests; undefined where the officer has called one off while being asked why. */
export class ChangesAtDesk {
  readonly samples: SampleVerdicts
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
    this.samples = new SampleVerdicts(line)
  }

  /** Agrees to a proposal; in a declaration `changes` are set right. */
  async approve({ id }: ProposalReply, changes: FieldChanges, what: string): Promise<Done> {
    const body = Object.keys(changes).length > 0 ? { changes } : {}
    const reply = await this.#post<ChangeReply>(`/v1/proposals/${id}/accept`, body)
    return { told: say('didApprove', { what }), undo: () => this.#undoChange(reply) }
  }

  async reject({ id }: ProposalReply, what: string): Promise<Done | undefined> {
    const asked = await this.#ask(say('reject'), REJECTIONS(), say('reject'))
    if (!asked) return undefined
    await this.#post(`/v1/proposals/${id}/reject`, { reason: asked.value, text: asked.text })
    return { told: say('didReject', { what }) }
  }

  async return({ id }: ProposalReply, what: string): Promise<Done | undefined> {
    const asked = await this.#ask(say('return'), [], say('return'))
    if (!asked) return undefined
    await this.#post(`/v1/proposals/${id}/return`, { text: asked.text })
    return {
      told: say('didReturn', { what }),
      undo: () => this.#post(`/v1/proposals/${id}/reopen`, {}),
    }
  }

  async settleReport(id: string, isDone: boolean, what: string): Promise<Done | undefined> {
    const choices = isDone
      ? [{ value: 'done', label: say('done'), text: say('reportDone') }]
      : (['nothing-wrong', 'duplicate', 'not-enough', 'not-ours', 'other'] as const).map((value) => ({
          value,
          label: say(`report-${value}`),
        }))
    const asked = await this.#ask(say(isDone ? 'done' : 'notDone'), choices, say('send'))
    if (!asked) return undefined
    await this.#post(`/v1/reports/${id}/settle`, { reason: asked.value, text: asked.text })
    return { told: say('didReport', { what }) }
  }

  /** Says that a finding is right as it is. */
  async accept({ id }: Finding, what: string): Promise<Done | undefined> {
    const choices = (['shops', 'tower', 'seen', 'papers'] as const).map((value) => ({
      value,
      label: say(`right-${value}`),
    }))
    const asked = await this.#askShort(say('right'), choices, say('right'))
    if (!asked) return undefined
    const accepted = (is: boolean) =>
      this.#line.ask(`/v1/findings/${id}`, {
        method: 'PUT',
        body: is ? { accepted: true, reason: asked.text } : { accepted: false },
      })
    await accepted(true)
    return { told: say('didRight', { what }), undo: () => accepted(false) }
  }

  /** Mends an address as a finding proposes. */
  async repair({ id, revision }: Finding, what: string): Promise<Done> {
    const { body } = await this.#line.ask<ChangeReply>(`/v1/findings/${id}/repair`, {
      ...{ method: 'POST', body: {}, revision },
    })
    return this.#changed(body, say('didRepair', { what }), what)
  }

  /** Saves what was changed; of a certified address it waits for another person, who wants to know why. */
  async save(address: AddressFields, changes: FieldChanges, what: string): Promise<Done | undefined> {
    const reason = CERTIFIED.has(address.status ?? '')
      ? await this.#askShort(say('save'), LIKE_CHANGE(), say('save'))
      : { text: '' }
    if (!reason) return undefined
    const { body } = await this.#line.ask<ChangeReply>(`/v1/addresses/${address.uid}`, {
      method: 'PATCH',
      body: { ...changes, ...(reason.text && { reason: reason.text }) },
      revision: address.revision,
    })
    return this.#changed(body, say('didSave', { what }), what)
  }

  /** Creates an address in the commune that its place lies in; where none is known there, in that of `fields`. */
  async create(fields: FieldChanges, place: Point, what: string): Promise<Done> {
    const commune_code = (await communeAt(this.#line, place)) ?? fields.commune_code
    const reply = await this.#post<ChangeReply>('/v1/addresses', { ...fields, commune_code })
    return { told: say('didCreate', { what }), undo: () => this.#undoChange(reply) }
  }

  async retire(address: AddressFields, what: string): Promise<Done | undefined> {
    const choices = (['gone', 'duplicate', 'mistake'] as const).map((value) => ({
      value,
      label: say(`retire-${value}`),
    }))
    const asked = await this.#askShort(say('retire'), choices, say('retire'))
    if (!asked) return undefined
    const body = await this.#step(address, { to: 'retired', reason: asked.text })
    return this.#changed(body, say('didRetire', { what }), what)
  }

  async verify(address: AddressFields, method: string, date: string, what: string): Promise<Done> {
    const body = await this.#step(address, { to: 'verified', method, date })
    return this.#changed(body, say('didVerify', { what }), what)
  }

  async sendBack(address: AddressFields, what: string): Promise<Done | undefined> {
    const asked = await this.#askShort(say('sendBack'), WHAT_IS_WRONG(), say('sendBack'))
    if (!asked) return undefined
    const body = await this.#step(address, { to: 'created', reason: asked.text })
    return this.#changed(body, say('didReturn', { what }), what)
  }

  /** Takes one of two into the other; the officer says which one stays. */
  async merge(
    one: AddressFields,
    other: AddressFields,
    label: (fields: AddressFields) => string,
  ): Promise<Done | undefined> {
    const choices = [one, other].map((each) => ({ value: each.uid ?? '', label: label(each) }))
    const asked = await askReason({ title: say('mergeInto'), choices, send: say('merge') })
    if (!asked) return undefined
    const [kept, gone] = asked.value === one.uid ? [one, other] : [other, one]
    const { body } = await this.#line.ask<ChangeReply>(`/v1/addresses/${kept.uid}/merge`, {
      method: 'POST',
      body: { others: [{ id: gone.uid, revision: gone.revision }], reason: say('merge-same') },
      revision: kept.revision,
    })
    return this.#changed(body, say('didMerge', { what: label(kept) }), label(kept))
  }

  /** Puts several addresses in the place of one; they are what it is but for what was asked. */
  async split(address: AddressFields, what: string): Promise<Done | undefined> {
    const asked = await askSplit(address, what)
    if (!asked) return undefined
    const parts = asked.parts.map((part) => ({ ...inherited(address), ...part }))
    const { body } = await this.#line.ask<ChangeReply>(`/v1/addresses/${address.uid}/split`, {
      ...{ method: 'POST', body: { parts, reason: asked.reason }, revision: address.revision },
    })
    return this.#changed(body, say('didSplit', { what, n: parts.length }), what)
  }

  /** Takes back what made an address what it is now. */
  async undoOf(uid: string): Promise<void> {
    const { body } = await this.#line.ask<AddressReply>(`/v1/items/address/${uid}`)
    if (body.event !== null) await this.undoEvent(body.event)
  }

  undoEvent(event: string): Promise<unknown> {
    return this.#post(`/v1/events/${event}/undo`, { reason: say('undoReason') })
  }

  #changed(reply: ChangeReply, told: string, what: string): Done {
    if (reply.proposal !== undefined) return { told: say('didPropose', { what }) }
    return { told, undo: () => this.#undoChange(reply) }
  }

  /** The answer to a request that came again names no event: then it is asked for. */
  async #undoChange({ id, properties }: ChangeReply): Promise<void> {
    if (properties) await this.undoEvent(properties.vn.event)
    else if (id !== undefined) await this.undoOf(id)
  }

  async #step({ uid, revision }: AddressFields, body: object): Promise<ChangeReply> {
    const sent = { method: 'POST', body, revision } as const
    return (await this.#line.ask<ChangeReply>(`/v1/addresses/${uid}/transitions`, sent)).body
  }

  async #post<Reply>(path: string, body: unknown): Promise<Reply> {
    return (await this.#line.ask<Reply>(path, { method: 'POST', body })).body
  }

  /** A reason of a list with a message that who sent it reads. */
  #ask(title: string, choices: readonly Choice[], send: string): Promise<Reasoned | undefined> {
    const text = { label: say('text'), note: say('citizenSees'), most: LONG }
    return askWritten({ title, choices, text, send })
  }

  /** A reason in words, offered by a list. */
  #askShort(title: string, choices: readonly Choice[], send: string): Promise<Reasoned | undefined> {
    return askWritten({ title, choices, text: { label: say('reason'), most: SHORT }, send })
  }
}

/** What a part of an address has of the whole, by the names that the server takes. */
function inherited(address: AddressFields): FieldChanges {
  const { street, hamlet, commune_code, former_commune_code, postcode, position, lon, lat } = address
  const given = {
    street,
    hamlet,
    group: address.group_name,
    former_commune_code,
    postcode,
    position,
    lon,
    lat,
  }
  const said = Object.entries(given).filter((entry): entry is [string, string | number] => entry[1] != null)
  return { class: address.class, commune_code, ...Object.fromEntries(said) }
}

const REJECTIONS = (): Choice[] =>
  (
    [
      'duplicate',
      'no-address',
      'wrong-place',
      'wrong-content',
      'not-enough',
      'not-entitled',
      'other',
    ] as const
  ).map((value) => ({ value, label: say(`reject-${value}`) }))

const LIKE_CHANGE = (): Choice[] =>
  (['error', 'seen'] as const).map((value) => ({ value, label: say(`change-${value}`) }))
