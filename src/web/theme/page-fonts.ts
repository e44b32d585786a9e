import { isSlowConnection } from '../api/connection.ts'
import { serverUrl } from '../api/server-url.ts'

/** Loads the pages' own fonts, 70 kB, beside the rest; over a slow connection the device's own letters stay. */
export function loadPageFonts(): void {
  if (isSlowConnection()) return
  const link = document.createElement('link')
  link.rel = 'stylesheet'
  link.href = serverUrl('/assets/fonts-page.css')
  document.head.append(link)
}
