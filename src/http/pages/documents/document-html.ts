import { Html } from '../../edge/html.ts'

/** A heading of a document, with the anchor that links name. */
export interface Heading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}

/** A document as HTML: markup in it is escaped, never let through. */
export interface DocumentHtml {
  readonly html: Html
  readonly title: string
  readonly headings: readonly Heading[]
}

/**
 * Makes a page of Markdown (CommonMark with tables).
 *
 * @param hrefOf where a link leads; what leads nowhere becomes text
 */
export async function documentHtml(
  text: string,
  hrefOf: (href: string) => string | undefined,
): Promise<DocumentHtml> {
  // loaded when it is first needed: a start does not wait for it
  const { default: MarkdownIt } = await import('markdown-it')
  const markdown = new MarkdownIt({ html: false, linkify: false })
  const tokens = markdown.parse(text, {})
  const headings: Heading[] = []
  const used = new Map<string, number>()
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const spoken = plainOf(tokens[at + 1]?.children ?? [])
      const anchor = anchorOf(spoken, used)
      token.attrSet('id', anchor)
      headings.push({ level: Number(token.tag.slice(1)), text: spoken, anchor })
    }
    if (token.children) leadLinks(token.children, hrefOf)
  }
  // A table or code wider than a phone scrolls by itself, also by keyboard.
  const { rules } = markdown.renderer
  rules.table_open = () => '<div class="wide" tabindex="0"><table>\n'
  rules.table_close = () => '</table></div>\n'
  const fence = rules.fence
  rules.fence = (...given) => (fence?.(...given) ?? '').replace('<pre>', '<pre tabindex="0">')
  const html = new Html(markdown.renderer.render(tokens, markdown.options, {}))
  return { html, title: headings[0]?.text ?? '', headings }
}

interface Inline {
  type: string
  content: string
  children: Inline[] | null
  attrGet(name: string): string | null
  attrSet(name: string, value: string): void
}

/** Leads links and pictures of a line to where they are served, and takes away links that lead nowhere. */
function leadLinks(line: Inline[], hrefOf: (href: string) => string | undefined): void {
  const opened: boolean[] = []
  for (let at = 0; at < line.length; at++) {
    const token = line[at] as Inline
    const isClosing = token.type === 'link_close'
    const name = token.type === 'image' ? 'src' : 'href'
    const isLink = token.type === 'link_open' || token.type === 'image'
    const to = isLink ? hrefOf(decoded(token.attrGet(name) ?? '')) : undefined
    if (to !== undefined) token.attrSet(name, to)
    if (token.type === 'image') token.attrSet('loading', 'lazy')
    if (token.type === 'link_open') opened.push(to !== undefined)
    const isDropped = (isLink && to === undefined) || (isClosing && !opened.pop())
    if (isDropped) line.splice(at--, 1)
  }
}

/** markdown-it has percent-encoded what stands in a link. */
function decoded(href: string): string {
  try {
    return decodeURI(href)
  } catch {
    return href
  }
}

function plainOf(line: readonly Inline[]): string {
  return line
    .map(({ type, content, children }) =>
      type === 'text' || type === 'code_inline' ? content : children ? plainOf(children) : '',
    )
    .join('')
}

/** The anchor of a heading as the sites of repositories make it, so that links hold there, too. */
export function anchorOf(heading: string, used: Map<string, number>): string {
  const base = heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
    .replace(/\s/gu, '-')
  const times = used.get(base) ?? 0
  used.set(base, times + 1)
  return times === 0 ? base : `${base}-${times}`
}
