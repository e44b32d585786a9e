import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { Language, Text } from '../../../errors.ts'

/** A Markdown document of the repository that is served. */
export interface ServedDocument {
  /** Its page: `/docs/{slug}`. */
  readonly slug: string
  /** Where it stands in the repository. */
  readonly file: string
  readonly language: Language
  readonly title: Text
  /** What is in it, in a few words. */
  readonly about: Text
}

const CONTENTS = 'src/web/docs/contents.json'
const PICTURES = 'src/web/docs/pictures'
/** Where the build keeps them, under their paths in the repository. */
const BUILT = 'dist/docs'

/** The documents that are served: those of the repository, or where there is none those of the build. */
export class Documents {
  readonly #root: string
  readonly all: readonly ServedDocument[]

  /** @param root folder of package.json */
  constructor(root: string) {
    this.#root = root
    this.all = JSON.parse(readFileSync(this.#pathOf(CONTENTS), 'utf8'))
  }

  bySlug(slug: string): ServedDocument | undefined {
    return this.all.find((each) => each.slug === slug)
  }

  read({ file }: ServedDocument): string {
    return readFileSync(this.#pathOf(file), 'utf8')
  }

  /** The bytes of a picture of the documents; undefined where there is none of that name. */
  async picture(name: string): Promise<Buffer | undefined> {
    return readFile(this.#pathOf(posix.join(PICTURES, name))).catch(() => undefined)
  }

  /**
   * Where a link of a document leads, under the path of the server's root: to the page of another document, to a picture, or
   * elsewhere. Undefined for a file that is not served.
   */
  hrefOf(from: ServedDocument, href: string, root: string): string | undefined {
    if (/^(?:https?:|mailto:)/.test(href) || href.startsWith('#')) return href
    // The path of a page of this server, as documents for people name them.
    if (href.startsWith('/')) return `${root}${href}`
    const [path = '', anchor] = href.split('#', 2)
    const file = posix.join(posix.dirname(from.file), path)
    const to = this.all.find((each) => each.file === file)
    if (to) return `${root}/docs/${to.slug}${anchor === undefined ? '' : `#${anchor}`}`
    return posix.dirname(file) === PICTURES ? `${root}/docs/pictures/${posix.basename(file)}` : undefined
  }

  #pathOf(file: string): string {
    const here = join(this.#root, file)
    return existsSync(here) ? here : join(this.#root, BUILT, file)
  }
}
