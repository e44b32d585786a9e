import { copyText } from './card/copy-text.ts'

/** Milliseconds for which a button says what it has done. */
const THANKS = 2000

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', () => void copy(button))
}
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-share]')) {
  if (!navigator.share) continue
  button.hidden = false
  button.addEventListener('click', () => {
    // who thinks better of it has nothing to be told
    navigator
      .share({ title: document.title, text: button.dataset.share ?? '', url: lasting() })
      .catch(() => undefined)
  })
}
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

async function copy(button: HTMLButtonElement): Promise<void> {
  if (!(await copyText(button.dataset.copy ?? ''))) return
  const said = button.textContent
  button.textContent = button.dataset.done ?? said
  setTimeout(() => {
    button.textContent = said
  }, THANKS)
}

/** The lasting address of this page, without the language. */
function lasting(): string {
  return document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href ?? location.href
}
