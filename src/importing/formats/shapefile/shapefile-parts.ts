import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { chooseLayer } from '../choose-layer.ts'
import type { ReadOptions } from '../raw-source.ts'
import { openZip } from '../zip-entries.ts'

/** Bytes of an archive, and of one unpacked file: a Shapefile is held in memory as a whole. */
const MAX_BYTES = 256 * 1_048_576
/** Bytes of the texts that name a coordinate system or an encoding. */
const MAX_TEXT = 65_536

/** The files of a Shapefile that are read; `.shx`, which only says where records begin, is not needed. */
export type Parts = { [extension in 'shp' | 'dbf' | 'prj' | 'cpg']?: Buffer | undefined }

/** The files of the Shapefile in a ZIP archive. Throws RangeError when one is too large, ImportError when none can be chosen. */
export async function zippedParts(file: string, options: ReadOptions): Promise<Parts> {
  checkSize(statSync(file).size)
  const archive = await openZip(file)
  try {
    const entries = archive.entries.filter(({ name }) => !/(^|\/)(__MACOSX|\.)/.test(name))
    const shapes = entries
      .filter(({ name }) => /\.shp$/i.test(name))
      .map(({ name: path }) => ({ path, name: basename(stem(path)) }))
    if (shapes.length === 0) throw new RangeError('no .shp')
    const prefix = stem(chooseLayer(file, shapes, options).path).toLowerCase()
    const part = async (extension: string, max = MAX_BYTES) =>
      entries.find(({ name }) => name.toLowerCase() === `${prefix}.${extension}`)?.read(max)
    const [shp, dbf] = [await part('shp'), await part('dbf')]
    return { shp, dbf, prj: await part('prj', MAX_TEXT), cpg: await part('cpg', MAX_TEXT) }
  } finally {
    archive.close()
  }
}

/** A Shapefile as it lies in a folder: the files beside the `.shp`, in whatever case. */
export function looseParts(file: string): Parts {
  const folder = dirname(file)
  const prefix = stem(basename(file)).toLowerCase()
  const names = readdirSync(folder)
  const part = (extension: string) => {
    const name = names.find((each) => each.toLowerCase() === `${prefix}.${extension}`)
    if (name === undefined) return undefined
    checkSize(statSync(join(folder, name)).size)
    return readFileSync(join(folder, name))
  }
  return { shp: readFileSync(file), dbf: part('dbf'), prj: part('prj'), cpg: part('cpg') }
}

function checkSize(bytes: number): void {
  if (bytes > MAX_BYTES) throw new RangeError(`${bytes} bytes; at most ${MAX_BYTES}; use GeoPackage`)
}

function stem(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}
