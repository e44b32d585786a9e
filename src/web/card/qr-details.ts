import { element } from '../element.ts'

/** A fold that shows a QR code of a text; what draws it is loaded when it is opened. */
export function qrDetails(text: string, title: string): HTMLDetailsElement {
  const box = element('p', { class: 'card-qr' })
  const details = element('details', {}, element('summary', {}, title), box)
  details.addEventListener('toggle', async () => {
    if (!details.open || box.childElementCount > 0) return
    const { qrPicture } = await import('./qr-picture.ts')
    box.replaceChildren(qrPicture(text, title))
  })
  return details
}
