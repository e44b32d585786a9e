import { element } from '../element.ts'
import { say } from './desk-words.ts'

/** A reason to choose: what is sent, what it is called, and the message that goes with it unless another is written. */
export interface Choice {
  readonly value: string
  readonly label: string
  readonly text?: string
}

export interface Question {
  readonly title: string
  /** Sentences under the title. */
  readonly notes?: readonly string[]
  readonly choices: readonly Choice[]
  /** Whether a message is written too, and how long it may be. */
  readonly text?: { readonly label: string; readonly note?: string; readonly most: number }
  readonly send: string
}

export interface Reasoned {
  readonly value: string
  readonly text: string
}

/**
 * Asks why something is done: digits choose, Enter sends, Escape calls it off; undefined then. The dialog takes the focus and
 * gives it back.
 */
export function askReason({
  title,
  notes = [],
  choices,
  text,
  send,
}: Question): Promise<Reasoned | undefined> {
  const message = text && element('textarea', { id: 'ask-text', maxlength: String(text.most), rows: '3' })
  let isOwn = false
  message?.addEventListener('input', () => {
    isOwn = true
  })
  const offer = (choice: Choice | undefined) => {
    if (message && !isOwn) message.value = choice?.text ?? choice?.label ?? ''
  }
  const radios = choices.map(({ value }, i) =>
    element('input', { type: 'radio', name: 'why', value, checked: i === 0, id: `why-${i}` }),
  )
  const options = choices.map(({ label }, i) =>
    element(
      'label',
      { for: `why-${i}` },
      radios[i],
      ' ',
      choices.length > 1 && element('kbd', {}, String(i + 1)),
      ' ',
      label,
    ),
  )
  const cancel = element('button', { type: 'button', class: 'plain' }, say('cancel'))
  const submit = element('button', { value: 'send' }, send)
  const form = element(
    'form',
    { method: 'dialog' },
    element('h2', { id: 'ask-title' }, title),
    ...notes.map((note) => element('p', {}, note)),
    choices.length > 0 && element('fieldset', {}, element('legend', {}, say('reason')), ...options),
    text && element('p', {}, element('label', { for: 'ask-text' }, text.label), message),
    text?.note !== undefined && element('p', { class: 'quiet' }, text.note),
    element('p', { class: 'buttons' }, submit, cancel),
  )
  const dialog = element('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' }, form)
  cancel.addEventListener('click', () => dialog.close(''))
  offer(choices[0])
  form.addEventListener('change', () => offer(choices[radios.findIndex((radio) => radio.checked)]))
  dialog.addEventListener('keydown', (event) => {
    // What is typed here is no key of the desk.
    event.stopPropagation()
    if (event.target === message) {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(submit)
      return
    }
    const radio = radios[Number(event.key) - 1]
    if (radio) {
      radio.checked = true
      radio.focus()
      offer(choices[Number(event.key) - 1])
    } else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault()
      form.requestSubmit(submit)
    }
  })
  return new Promise((resolve) => {
    const before = document.activeElement as HTMLElement | null
    dialog.addEventListener('close', () => {
      const value = radios.find((radio) => radio.checked)?.value ?? ''
      dialog.remove()
      before?.focus()
      resolve(dialog.returnValue === 'send' ? { value, text: message?.value.trim() ?? '' } : undefined)
    })
    document.getElementById('desk')?.append(dialog)
    dialog.showModal()
    ;(radios[0] ?? message ?? cancel).focus()
  })
}

/** {@link askReason} until there is a text, or the officer has called it off. */
export async function askWritten(question: Question): Promise<Reasoned | undefined> {
  for (;;) {
    const asked = await askReason(question)
    if (asked === undefined || asked.text !== '') return asked
  }
}

/** What a verifier finds wrong with an address. */
export const WHAT_IS_WRONG = (): Choice[] =>
  (['photo', 'place', 'content'] as const).map((value) => ({ value, label: say(`back-${value}`) }))
