import type { Readable } from 'node:stream'
import { SaxesParser } from 'saxes'
import { type ImportProblem, problem } from '../../reading/problem.ts'

/** An element with what stands in it; names are without their prefix. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  /** What {@link XmlUse.fold} made of children that are not kept, in their order. */
  readonly folded: unknown[]
  /** Its own text, that of its children aside. */
  text: string
}

/** What is done with the elements of a file while they are read. */
export interface XmlUse {
  /** Whether an element is kept as a whole, to be given to `take`; its parents are told by name, the nearest last. */
  keeps(name: string, parents: readonly string[]): boolean
  take(element: XmlElement, parents: readonly string[]): void
  /** An element outside those that are kept begins, or ends. */
  begin?(name: string, attributes: Readonly<Record<string, string>>): void
  end?(name: string): void
  /** All that matters of an element within a kept one, so that it need not be held; undefined to hold it. */
  fold?(element: XmlElement): unknown
}

const CHUNK_ENCODING = /^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']/i
/** Characters of one kept element, and how deep elements may lie. */
const MAX_ELEMENT = 64_000_000
const DEEPEST = 100

/** Reads XML as a stream: memory is bounded by one kept element. Entities that the file declares are not expanded, nothing is fetched. */
export class XmlFile {
  readonly #use: XmlUse
  readonly #parser: SaxesParser<{ xmlns: false }>
  readonly #parents: string[] = []
  readonly #open: XmlElement[] = []
  #size = 0
  #damage: string | undefined

  constructor(use: XmlUse) {
    this.#use = use
    this.#parser = new SaxesParser({ xmlns: false, position: true })
    this.#parser.on('error', (error) => {
      // "A & B" and entities that are not declared stay as they are written
      if (!/entity/.test(error.message)) this.#damage ??= error.message
    })
    this.#parser.on('opentag', ({ name, attributes }) => this.#begin(plain(name), attributes))
    this.#parser.on('closetag', ({ name }) => this.#end(plain(name)))
    this.#parser.on('text', (text) => this.#add(text))
    this.#parser.on('cdata', (text) => this.#add(text))
  }

  /** Reads a file's bytes; after each piece the generator rests, so that what was taken can be given on. Returns why it stopped early. */
  async *read(bytes: Readable): AsyncGenerator<void, ImportProblem | undefined> {
    let decoder: ReturnType<typeof decoderOf> | undefined
    for await (const chunk of bytes) {
      decoder ??= decoderOf(chunk as Buffer)
      this.#parser.write(decoder.decode(chunk as Buffer, { stream: true }))
      if (this.#damage !== undefined) break
      yield
    }
    if (this.#damage === undefined) this.#parser.close()
    yield
    return this.#damage === undefined ? undefined : problem('xml', '', this.#damage)
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#damage !== undefined) return
    const within = this.#open.at(-1)
    if (within || this.#use.keeps(name, this.#parents)) {
      const element: XmlElement = { name, attributes, children: [], folded: [], text: '' }
      within?.children.push(element)
      this.#open.push(element)
    } else {
      this.#use.begin?.(name, attributes)
      this.#parents.push(name)
    }
    if (this.#open.length + this.#parents.length > DEEPEST)
      this.#damage = `more than ${DEEPEST} elements deep`
  }

  #end(name: string): void {
    if (this.#damage !== undefined) return
    const element = this.#open.pop()
    if (!element) {
      this.#parents.pop()
      this.#use.end?.(name)
      return
    }
    const parent = this.#open.at(-1)
    if (!parent) {
      this.#size = 0
      this.#use.take(element, this.#parents)
      return
    }
    const folded = this.#use.fold?.(element)
    if (folded === undefined) return
    parent.children.pop()
    parent.folded.push(folded)
  }

  #add(text: string): void {
    const element = this.#open.at(-1)
    if (!element) return
    this.#size += text.length
    if (this.#size > MAX_ELEMENT) this.#damage ??= `an element of more than ${MAX_ELEMENT} characters`
    else element.text += text
  }
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** UTF-8 unless the bytes or the declaration say otherwise; an encoding that nobody knows is read as UTF-8. */
function decoderOf(head: Buffer) {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le')
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be')
  const named = CHUNK_ENCODING.exec(head.subarray(0, 300).toString('latin1').trimStart())?.[1]
  try {
    return new TextDecoder(named ?? 'utf-8')
  } catch {
    return new TextDecoder()
  }
}

/** The first child of a name, and its text without spaces around it. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}

export function textOf(element: XmlElement, name: string): string | undefined {
  const text = childOf(element, name)?.text.trim()
  return text === '' ? undefined : text
}
