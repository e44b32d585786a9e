import { getJson } from '../api/client.ts'
import type { NumbersReply } from '../api/replies.ts'
import type { Say } from '../card/facts.ts'
import { element } from '../element.ts'
import { Suggester } from '../search-box/suggester.ts'

export interface HouseListParts {
  say: Say
  lang: string
  announce: (text: string) => void
  opened: (id: string) => void
  failed: (error: unknown, again: () => void) => void
}

const LIMIT = 60

/** The house numbers of a street or hamlet below its card: odd, even, alleys; typing a number narrows the list. */
export function houseList(
  street: string,
  { say, lang, announce, opened, failed }: HouseListParts,
): HTMLElement {
  const input = element('input', {
    id: 'house-number',
    type: 'text',
    inputmode: 'text',
    enterkeyhint: 'search',
    autocomplete: 'off',
    maxlength: '40',
  })
  const said = element('p', { class: 'quiet', role: 'status' })
  const lists = element('div')
  const box = element(
    'section',
    { class: 'houses', 'aria-label': say('houses') },
    element('label', { for: 'house-number' }, say('houses.label')),
    input,
    said,
    lists,
  )
  box.hidden = true
  const path = `/v1/features/${encodeURIComponent(street)}/numbers`
  const ask = (begins: string, signal?: AbortSignal) =>
    getJson<NumbersReply>(path, { begins: begins || undefined, limit: LIMIT, lang }, signal)
  const typing = new Suggester<NumbersReply>({
    ask,
    show: (reply, typed) => draw(reply, typed.trim()),
    fail: (error) => failed(error, () => typing.type(input.value)),
  })
  input.addEventListener('input', () => typing.type(input.value))
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    // Enter opens the number that was typed, or the only one that is left
    const buttons = [...lists.querySelectorAll('button')]
    const typed = input.value.replace(/\s+/g, '').toUpperCase()
    const whole = buttons.find(({ textContent }) => textContent === typed)
    const chosen = whole ?? (buttons.length === 1 ? buttons[0] : undefined)
    if (chosen) chosen.click()
  })
  // The card is there without them: a street without numbers, or a server that fails, shows none.
  void ask('')
    .then((reply) => {
      box.hidden = reply.numbers.length === 0
      draw(reply, '')
    })
    .catch(() => {})
  return box

  function draw({ numbers, next, nearest, sides }: NumbersReply, typed: string): void {
    const isMissing = typed !== '' && numbers.length === 0
    said.textContent = isMissing
      ? say(nearest.length > 0 ? 'houses.missing' : 'houses.none', { n: typed })
      : say(next === null ? 'houses.all' : 'houses.some', {
          n: numbers.length,
          all: sides.odd + sides.even + sides.alley,
        })
    if (typed !== '') announce(said.textContent)
    const shown = isMissing ? nearest.map((number) => ({ number, id: undefined })) : numbers
    const groups = (['odd', 'even', 'alley'] as const).map((side) => {
      const own = shown.filter(({ number }) => sideOf(number) === side)
      return own.length === 0
        ? undefined
        : element(
            'div',
            {},
            element('h3', {}, say(`houses.${side}`)),
            element('p', { class: 'chips' }, ...own.map(({ number, id }) => numberButton(number, id))),
          )
    })
    lists.replaceChildren(...groups.filter((group) => group !== undefined))
  }

  function numberButton(number: string, id: string | undefined): HTMLButtonElement {
    const button = element('button', { type: 'button' }, number)
    button.addEventListener('click', () => {
      if (id !== undefined) opened(id)
      else {
        input.value = number
        typing.type(number)
      }
    })
    return button
  }
}

function sideOf(number: string): 'odd' | 'even' | 'alley' {
  if (number.includes('/')) return 'alley'
  return Number.parseInt(number.replace(/^\D+/, ''), 10) % 2 === 1 ? 'odd' : 'even'
}
