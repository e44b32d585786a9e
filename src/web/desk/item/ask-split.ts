import { element } from '../../element.ts'
import type { AddressFields } from '../desk-types.ts'
import { say } from '../desk-words.ts'

/** One of the addresses that come out of a split, in what it differs from the one before. */
export interface SplitPart {
  readonly house_number: string | null
  readonly name: string | null
}

export interface SplitAsked {
  readonly parts: readonly SplitPart[]
  readonly reason: string
}

interface Row {
  readonly root: HTMLElement
  readonly number: HTMLInputElement
  readonly name: HTMLInputElement
}

/** Parts that the server takes at most. */
const MOST = 50
const LEAST = 2
const CERTIFIED: ReadonlySet<string> = new Set(['verified', 'official'])

/** Asks into what an address is split, and tells what becomes of its code; undefined where it was called off. */
export function askSplit(address: AddressFields, what: string): Promise<SplitAsked | undefined> {
  const rows: Row[] = []
  const list = element('ol', { class: 'split-parts' })
  const fate = element('p', { role: 'status' })
  const wrong = element('p', { class: 'trouble', role: 'alert', hidden: true })
  const reason = element('input', {
    id: 'split-reason',
    maxlength: '200',
    value: say('split-homes'),
    list: 'split-reasons',
  })
  const reasons = element(
    'datalist',
    { id: 'split-reasons' },
    element('option', { value: say('split-homes') }),
    element('option', { value: say('split-parcel') }),
  )
  const more = element('button', { type: 'button', class: 'plain small' }, say('splitMore'))
  const cancel = element('button', { type: 'button', class: 'plain' }, say('cancel'))
  const form = element(
    'form',
    { method: 'dialog', novalidate: true },
    element('h2', { id: 'split-title' }, say('splitInto', { what })),
    list,
    element('p', {}, more),
    fate,
    element('p', { class: 'quiet' }, say('splitPins')),
    element('p', {}, element('label', { for: 'split-reason' }, say('reason')), reason, reasons),
    wrong,
    element('p', { class: 'buttons' }, element('button', { value: 'send' }, say('split')), cancel),
  )
  const dialog = element('dialog', { class: 'ask', 'aria-labelledby': 'split-title' }, form)

  const parts = () => rows.map(({ number, name }) => ({ house_number: typed(number), name: typed(name) }))
  const tell = () => {
    const news = parts()
      .map(({ house_number, name }) => [house_number, name].filter(Boolean).join(' ') || '…')
      .join('; ')
    const fateOf = CERTIFIED.has(address.status ?? '') ? 'splitFateLater' : 'splitFate'
    fate.textContent = say(fateOf, { code: address.code ?? '–', n: rows.length, news })
  }
  const add = (value: string) => {
    const n = rows.length + 1
    const number = element('input', { id: `part-${n}`, maxlength: '50', autocomplete: 'off', value })
    const name = element('input', { id: `part-name-${n}`, maxlength: '200', autocomplete: 'off' })
    const away = element('button', { type: 'button', class: 'plain small' }, say('splitLess'))
    const root = element(
      'li',
      {},
      element('p', {}, element('label', { for: number.id }, `${say('house_number')} ${n}`), number),
      element('p', {}, element('label', { for: name.id }, say('name')), name),
      n > LEAST && away,
    )
    away.addEventListener('click', () => {
      rows.pop()?.root.remove()
      more.hidden = false
      rows.at(-1)?.number.focus()
      tell()
    })
    rows.push({ root, number, name })
    list.append(root)
    more.hidden = rows.length >= MOST
    tell()
    return number
  }
  more.addEventListener('click', () => add(partNumber(address.house_number, rows.length)).focus())
  cancel.addEventListener('click', () => dialog.close(''))
  form.addEventListener('input', () => {
    wrong.hidden = true
    tell()
  })
  form.addEventListener('submit', (event) => {
    const problem = problemOf(parts(), typed(reason))
    if (problem === undefined) return
    event.preventDefault()
    wrong.textContent = problem
    wrong.hidden = false
  })
  // What is typed here is no key of the desk.
  dialog.addEventListener('keydown', (event) => event.stopPropagation())
  for (let n = 0; n < LEAST; n++) add(partNumber(address.house_number, n))

  return new Promise((resolve) => {
    const before = document.activeElement as HTMLElement | null
    dialog.addEventListener('close', () => {
      const asked = { parts: parts(), reason: typed(reason) ?? '' }
      dialog.remove()
      before?.focus()
      resolve(dialog.returnValue === 'send' ? asked : undefined)
    })
    document.getElementById('desk')?.append(dialog)
    dialog.showModal()
    rows[0]?.number.select()
    rows[0]?.number.focus()
  })
}

function typed({ value }: HTMLInputElement): string | null {
  return value.trim() || null
}

/** 12, 12A, 12B…; nothing where the number already has a letter, or there is none. */
function partNumber(number: string | null | undefined, index: number): string {
  if (!number || !/\d$/.test(number) || index > 26) return index === 0 ? (number ?? '') : ''
  return index === 0 ? number : number + String.fromCharCode(64 + index)
}

/** What is wrong with parts, in a sentence; undefined where nothing is. */
function problemOf(parts: readonly SplitPart[], reason: string | null): string | undefined {
  if (parts.some(({ house_number, name }) => house_number === null && name === null)) return say('splitEmpty')
  const keys = parts.map(({ house_number, name }) => `${house_number ?? ''}\n${name ?? ''}`.toUpperCase())
  if (new Set(keys).size < keys.length) return say('splitSame')
  return reason === null ? say('splitWhy') : undefined
}
