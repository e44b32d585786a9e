const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}
/** Elements after which a line ends. */
const BREAKS = /^\/?(?:br|p|div|tr|li|h\d|table)\b/i

/** The text of a piece of HTML, as descriptions are written: no tags, a line where one was shown, single spaces. */
export function plainText(html: string): string {
  if (!html.includes('<') && !html.includes('&')) return html.trim()
  let text = ''
  for (let at = 0; at < html.length; ) {
    const begin = html.indexOf('<', at)
    const end = begin < 0 ? -1 : html.indexOf('>', begin)
    if (end < 0) {
      text += html.slice(at)
      break
    }
    text += html.slice(at, begin)
    const tag = html.slice(begin + 1, end)
    text += BREAKS.test(tag) ? '\n' : ' '
    at = end + 1
  }
  return text
    .replace(/&(\w{2,6});/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}
