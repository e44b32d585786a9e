import { element } from '../element.ts'
import { say, sayOf } from './desk-words.ts'

/** Keys in the order in which they are shown. */
const SHOWN = [
  'j',
  'k',
  'a',
  'r',
  'b',
  's',
  'e',
  'f',
  'g',
  't',
  'd',
  'm',
  'p',
  'n',
  'x',
  'v',
  'u',
  '?',
  'Esc',
] as const
const STORED = 'diachiso.desk-keys'

/** Does what a key stands for; false for one that means nothing now. */
export type KeyPressed = (key: string) => boolean

/**
 * Single letters as keys, wherever nothing is typed into. They can be turned off (WCAG 2.1.4), which this browser remembers.
 */
export class DeskKeys {
  #isOn = recall()

  constructor(pressed: KeyPressed) {
    document.addEventListener('keydown', (event) => {
      const { key, target, ctrlKey, metaKey, altKey, repeat, isComposing } = event
      if (isComposing || document.querySelector('dialog[open]')) return
      if (key === 'Escape') {
        if (pressed('Esc')) event.preventDefault()
        return
      }
      if (ctrlKey || metaKey || altKey || isTypedInto(target)) return
      if (key === '?') this.show()
      // A key that is held down is pressed once.
      else if (!this.#isOn || repeat || !pressed(key.toLowerCase())) return
      event.preventDefault()
    })
  }

  /** Shows all keys. */
  show(): void {
    const box = element('input', { type: 'checkbox', id: 'keys-on', checked: this.#isOn })
    const rows = SHOWN.map((key) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, element('kbd', {}, key)),
        element('td', {}, sayOf('key-', key)),
      ),
    )
    const dialog = element(
      'dialog',
      { class: 'ask', 'aria-labelledby': 'keys-title' },
      element('h2', { id: 'keys-title' }, say('keyTitle')),
      element('table', { class: 'keys' }, element('tbody', {}, ...rows)),
      element('p', {}, element('label', { for: 'keys-on' }, box, ' ', say('keysOn'))),
      element('form', { method: 'dialog' }, element('button', {}, say('close'))),
    )
    box.addEventListener('change', () => {
      this.#isOn = box.checked
      remember(box.checked)
    })
    const before = document.activeElement as HTMLElement | null
    dialog.addEventListener('close', () => {
      dialog.remove()
      before?.focus()
    })
    document.getElementById('desk')?.append(dialog)
    dialog.showModal()
  }
}

function isTypedInto(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox' && target.type !== 'radio'
  return target.matches('select, textarea') || target.isContentEditable
}

/** Storage may be forbidden; then keys are on. */
function recall(): boolean {
  try {
    return localStorage.getItem(STORED) !== 'off'
  } catch {
    return true
  }
}

function remember(isOn: boolean): void {
  try {
    localStorage.setItem(STORED, isOn ? 'on' : 'off')
  } catch {
    // Nothing to do: see recall().
  }
}
