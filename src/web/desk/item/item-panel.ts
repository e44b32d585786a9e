import { serverUrl } from '../../api/server-url.ts'
import { element } from '../../element.ts'
import type { AddressFields, Finding, Opened } from '../desk-types.ts'
import { LANG, say, sayOf } from '../desk-words.ts'
import { ageText } from '../queue-list.ts'
import { type Act, isRepairable, maySayRight } from './item-acts.ts'

/** Ids of addresses in a message: people know them by their numbers. */
const IDS = / \([0-9a-f]{8}-[0-9a-f-]{27}\)/g

export interface PanelParts {
  readonly opened: Opened
  readonly acts: readonly Act[]
  readonly form: HTMLElement | undefined
  readonly run: (act: Act) => void
  readonly repair: (finding: Finding) => void
  readonly right: (finding: Finding) => void
  readonly mayMend: boolean
  readonly maySayRight: boolean
}

/** What two versions are compared by, in this order. */
const COMPARED = [
  'house_number',
  'street',
  'hamlet',
  'group_name',
  'name',
  'class',
  'position',
  'commune_code',
  'status',
  'lon',
  'lat',
] as const

/** The open item: what it says, what is wrong with it, its form, and what can be done. */
export function itemPanel(parts: PanelParts): HTMLElement[] {
  const { opened, acts, form, run } = parts
  const { item, proposal, address, other } = opened
  const head = element(
    'header',
    {},
    element('p', { class: 'kind' }, `${sayOf('kind-', item.kind)}${item.at ? ` · ${ageText(item.at)}` : ''}`),
    element('h2', {}, item.label ?? (address ? nameOf(address) : say('noName'))),
  )
  const buttons = element('div', { class: 'acts' })
  for (const act of acts) {
    const button = element(
      'button',
      { type: 'button', class: act.weight === 'main' ? '' : 'plain', 'data-act': act.word },
      act.word === 'repair' ? say('repair', { what: repairText(ownOf(opened)) }) : say(act.word),
      ' ',
      element('kbd', { 'aria-hidden': 'true' }, act.key),
    )
    button.addEventListener('click', () => run(act))
    buttons.append(button)
  }
  const compared =
    proposal && item.kind !== 'declaration' && proposal.versions.proposed && proposal.versions.present
      ? comparison(proposal.versions.present, proposal.versions.proposed, [say('before'), say('after')])
      : address && other && comparison(address, other, [say('first'), say('second')])
  return [
    head,
    factsOf(opened),
    ...(item.kind === 'sample' ? [element('p', { class: 'quiet' }, say('sampleNote'))] : []),
    ...(item.kind === 'new' ? [] : [findingsOf(parts)]),
    ...(compared ? [compared] : []),
    ...(form ? [form] : []),
    buttons,
  ]
}

/** An address in a few words. */
export function nameOf({ house_number, street, hamlet, name, code }: AddressFields): string {
  const place = [[house_number, street].filter(Boolean).join(' '), hamlet].filter(Boolean).join(', ')
  return name || place || code || say('noName')
}

/** Two versions side by side: the fields in which they differ. */
export function comparison(
  one: Readonly<Record<string, unknown>> | AddressFields,
  other: Readonly<Record<string, unknown>> | AddressFields,
  [left, right]: readonly [string, string],
): HTMLElement {
  const value = (fields: object, name: string) => {
    const found = (fields as Readonly<Record<string, unknown>>)[name]
    if (found === null || found === undefined || found === '') return '–'
    if (name === 'position') return sayOf('position-', String(found))
    if (name === 'class') return sayOf('class', String(found))
    return name === 'status' ? sayOf('state-', String(found)) : String(found)
  }
  const differing = COMPARED.filter((name) => value(one, name) !== value(other, name))
  const rows = differing.map((name) =>
    element(
      'tr',
      {},
      element(
        'th',
        { scope: 'row' },
        name === 'lon' || name === 'lat' ? `${say('point')} (${name})` : sayOf('', name),
      ),
      element('td', {}, value(one, name)),
      element('td', {}, value(other, name)),
    ),
  )
  return element(
    'table',
    { class: 'versions' },
    element('caption', {}, say('sameFields')),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('td', {}),
        ...[left, right].map((name) => element('th', { scope: 'col' }, name)),
      ),
    ),
    element('tbody', {}, ...rows),
  )
}

function factsOf({ item, proposal, address }: Opened): HTMLElement {
  const facts: [name: string, value: string | Node | null | undefined][] = [
    [say('status'), item.kind === 'declaration' || !address?.status ? null : sayOf('state-', address.status)],
    [say('code'), address?.code],
    [say('content'), item.report === undefined ? null : sayOf('about-', item.report)],
    [say('said'), proposal?.text ?? item.text],
    [say('why'), proposal?.reason ?? item.reason],
    [say('from'), proposal?.office ?? item.office],
    [say('photo'), proposal?.evidence ? photoOf(proposal.evidence) : null],
    [say('history'), item.kind === 'declaration' || !address?.uid ? null : historyOf(address.uid)],
  ]
  const list = element('dl', { class: 'facts' })
  for (const [name, value] of facts) if (value) list.append(element('dt', {}, name), element('dd', {}, value))
  return list
}

function historyOf(uid: string): HTMLElement {
  const href = `${serverUrl('/ban-lam-viec/lich-su')}?about=${encodeURIComponent(uid)}&lang=${LANG}`
  return element('a', { href, target: '_blank' }, say('historyOf'))
}

/** A photo opens beside the desk, in its own size. */
function photoOf(id: string): HTMLElement {
  const href = serverUrl(`/v1/evidence/${encodeURIComponent(id)}`)
  return element(
    'a',
    { href, target: '_blank', rel: 'noopener' },
    element('img', { src: href, alt: say('photo'), class: 'photo', loading: 'lazy' }),
  )
}

function findingsOf({ opened, repair, right, mayMend, maySayRight: mayAccept }: PanelParts): HTMLElement {
  const { findings, item } = opened
  const open = findings.filter(({ state }) => state === undefined || state === 'open')
  if (open.length === 0) return element('p', { class: 'quiet' }, say('nothingWrong'))
  const list = element('ul', { class: 'findings' })
  for (const finding of open) {
    const line = element('li', { class: finding.severity }, finding.message.replace(IDS, ''))
    // What the item itself is about is settled below, by its keys.
    if (finding.id !== undefined && finding.id !== item.id) {
      if (mayMend && isRepairable(finding))
        line.append(
          ' ',
          smallButton(say('repair', { what: repairText(finding) }), () => repair(finding)),
        )
      if (mayAccept && maySayRight(finding))
        line.append(
          ' ',
          smallButton(say('right'), () => right(finding)),
        )
    }
    list.append(line)
  }
  return element('div', {}, element('h3', {}, say('wrong')), list)
}

function ownOf({ findings, item }: Opened): Finding | undefined {
  return findings.find(({ id }) => id === item.id)
}

/** What a repair writes: "Số nhà: 12/4". */
function repairText(finding: Finding | undefined): string {
  return Object.entries(finding?.repair ?? {})
    .map(([name, value]) => `${sayOf('', name)}: ${value ?? say('emptied')}`)
    .join(LANG === 'vi' ? '; ' : ', ')
}

function smallButton(label: string, click: () => void): HTMLElement {
  const button = element('button', { type: 'button', class: 'plain small' }, label)
  button.addEventListener('click', click)
  return button
}
