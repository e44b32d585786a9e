/** Page that a login leads to where none is asked for. */
export const MY_PAGE = '/tai-khoan'

/** Path of this server that a login may lead to; undefined for anything that a browser would take for another place. */
export function nextPage(asked: string | undefined): string | undefined {
  if (asked === undefined || !asked.startsWith('/')) return undefined
  const base = 'http://own.invalid'
  if (!URL.canParse(asked, base)) return undefined
  const { origin, pathname, search } = new URL(asked, base)
  return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : undefined
}
