import { element } from '../element.ts'

/** Copies a text, and whether that was done; over plain http, where the clipboard API is missing, through a selected text field. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const field = element('textarea', { class: 'visually-hidden', readonly: true, 'aria-hidden': 'true' })
    const focused = document.activeElement
    field.value = text
    document.body.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
    return done
  }
}
