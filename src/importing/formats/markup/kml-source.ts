import { createReadStream, statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import type { Text } from '../../../errors.ts'
import { ImportError, problem } from '../../reading/problem.ts'
import type { RawRow, RawSource } from '../raw-source.ts'
import { openZip } from '../zip-entries.ts'
import { kmlGeometry } from './kml-geometry.ts'
import { plainText } from './plain-text.ts'
import { childOf, textOf, type XmlElement, XmlFile } from './xml-file.ts'

/** Bytes that all documents of an archive may unpack to; they are read as a stream. */
const MAX_UNPACKED = 1024 * 1_048_576
/** Elements of a placemark that are values. */
const VALUES = ['name', 'address', 'phoneNumber'] as const
/** What is passed over, with its place on the network or on the ground. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'NetworkLink',
  'GroundOverlay',
  'PhotoOverlay',
  'ScreenOverlay',
  'Tour',
])

/**
 * Opens KML 2.2 or 2.3: a row a placemark, with its name, description, times, ExtendedData and the path of its folders. Links are
 * never followed. Lines count the placemarks from 1.
 */
export async function openKml(file: string): Promise<RawSource> {
  const total = statSync(file).size
  const bytes = createReadStream(file)
  return kmlSource(file, [() => Promise.resolve(bytes)], () => ({ done: bytes.bytesRead, total }))
}

/** Opens every KML document of a KMZ archive, its main one first. Throws {@link ImportError}. */
export async function openKmz(file: string): Promise<RawSource> {
  const refuse = (why: string, cause?: unknown) =>
    new ImportError(problem('format', '', file, `KMZ (${why})`), { cause })
  const archive = await openZip(file).catch((error: Error) => {
    throw refuse(error.message, error)
  })
  const documents = archive.entries.filter(({ name }) => /\.kml$/i.test(name))
  const size = documents.reduce((sum, entry) => sum + entry.size, 0)
  if (documents.length === 0 || size > MAX_UNPACKED) {
    archive.close()
    throw refuse(documents.length === 0 ? 'no .kml' : `${size} bytes unpacked; at most ${MAX_UNPACKED}`)
  }
  const opens = documents.map((entry) => () => entry.stream())
  const within = new Set(documents.map(({ name }) => name))
  return kmlSource(file, opens, () => ({ done: 0, total: 0 }), within, archive.close)
}

function kmlSource(
  file: string,
  documents: readonly (() => Promise<Readable>)[],
  progress: RawSource['progress'],
  within: ReadonlySet<string> = new Set(),
  close?: () => void,
): RawSource {
  const reading = new KmlReading(within)
  async function* rows(): AsyncGenerator<RawRow[]> {
    try {
      for (const open of documents) {
        const pieces = new XmlFile(reading).read(await open())
        let next = await pieces.next()
        for (; !next.done; next = await pieces.next()) yield reading.takeRows()
        if (next.value) yield [{ line: reading.count + 1, problem: next.value }]
      }
      if (!reading.isKml) throw new ImportError(problem('format', '', file, 'KML'))
    } catch (error) {
      if (error instanceof ImportError) throw error
      throw new ImportError(problem('format', '', file, `KML (${(error as Error).message})`), {
        cause: error,
      })
    } finally {
      close?.()
    }
  }
  return {
    geometry: 'rows',
    textual: true,
    texts: reading.texts,
    crs: () => undefined,
    rows: rows(),
    progress,
    notes: () => reading.notes(),
  }
}

/** Gathers placemarks, and what their folders and schemas say of them. */
class KmlReading {
  isKml = false
  count = 0
  /** Columns that a schema declares to be text. */
  readonly texts = new Set<string>()
  #rows: RawRow[] = []
  /** Names of the documents and folders that are open; undefined for one whose name did not come yet. */
  readonly #folders: (string | undefined)[] = []
  readonly #passed = new Map<string, number>()
  /** Documents that are read anyhow, as they lie in the same archive. */
  readonly #within: ReadonlySet<string>

  constructor(within: ReadonlySet<string>) {
    this.#within = within
  }

  takeRows(): RawRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  keeps(name: string, parents: readonly string[]): boolean {
    if (name === 'Placemark' || name === 'Schema' || PASSED_OVER.has(name)) return true
    return name === 'name' && isFolder(parents.at(-1))
  }

  begin(name: string): void {
    if (name === 'kml') this.isKml = true
    if (isFolder(name)) this.#folders.push(undefined)
  }

  end(name: string): void {
    if (isFolder(name)) this.#folders.pop()
  }

  take(element: XmlElement): void {
    const { name } = element
    if (name === 'name') this.#folders[this.#folders.length - 1] ??= element.text.trim()
    else if (name === 'Schema') this.#declare(element)
    else if (name === 'Placemark') this.#rows.push(this.#row(element))
    else if (!this.#leadsWithin(element)) this.#passed.set(name, (this.#passed.get(name) ?? 0) + 1)
  }

  notes(): Text[] {
    return [...this.#passed].map(([name, count]) =>
      name === 'NetworkLink'
        ? { vi: `Không mở ${count} liên kết mạng.`, en: `${count} network links were not followed.` }
        : { vi: `Bỏ qua ${count} ${name}.`, en: `${count} ${name} were passed over.` },
    )
  }

  #leadsWithin(element: XmlElement): boolean {
    const link = childOf(element, 'Link') ?? childOf(element, 'Url')
    return element.name === 'NetworkLink' && this.#within.has((link && textOf(link, 'href')) ?? '')
  }

  #declare({ children }: XmlElement): void {
    for (const { name, attributes } of children)
      if (name === 'SimpleField' && attributes.type === 'string') this.texts.add(attributes.name ?? '')
  }

  #row(placemark: XmlElement): RawRow {
    const line = ++this.count
    const geometry = kmlGeometry(placemark)
    if (geometry && 'unread' in geometry)
      return { line, problem: problem('geometry-type', 'geometry', geometry.unread, 'Point … MultiPolygon') }
    const values: Record<string, unknown> = Object.create(null)
    for (const name of VALUES) setFilled(values, name, textOf(placemark, name))
    setFilled(values, 'description', plainText(textOf(placemark, 'description') ?? ''))
    const when = childOf(placemark, 'TimeStamp')
    const span = childOf(placemark, 'TimeSpan')
    if (when) setFilled(values, 'time', textOf(when, 'when'))
    if (span) for (const name of ['begin', 'end']) setFilled(values, name, textOf(span, name))
    // the outermost name is the document's, the same for all
    setFilled(values, 'folder', this.#folders.slice(1).filter(Boolean).join(' / '))
    const data = childOf(placemark, 'ExtendedData')
    for (const { name, attributes, text, children } of [
      ...(data?.children ?? []),
      ...(data?.children.flatMap((child) => (child.name === 'SchemaData' ? child.children : [])) ?? []),
    ]) {
      if (name === 'SimpleData') setFilled(values, attributes.name ?? '', text.trim())
      else if (name === 'Data')
        setFilled(
          values,
          attributes.name ?? '',
          children.find((child) => child.name === 'value')?.text.trim(),
        )
    }
    return { line, values, geometry: geometry ?? null }
  }
}

function isFolder(name: string | undefined): boolean {
  return name === 'Folder' || name === 'Document'
}

function setFilled(values: Record<string, unknown>, name: string, value: string | undefined): void {
  if (name !== '' && value !== undefined && value !== '') values[name] = value
}
