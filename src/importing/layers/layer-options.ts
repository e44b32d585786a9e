import { DATUM_SHIFTS, type DatumShift, KNOWN_SYSTEMS, namedSystem } from '../../geo/coordinate-systems.ts'
import { TABLE_ENCODINGS, type TableEncoding } from '../../tables/decoded-text.ts'
import { ImportError, problem } from '../reading/problem.ts'
import type { LayerImportOptions } from './layer-catalogue.ts'

const THRESHOLD = /^(?:[2-9]|[1-9]\d{1,2})$/

/** What whoever imports a layer says of its file, as they wrote it. */
export interface LayerWords {
  /** System of the coordinates: `EPSG:9210`. */
  readonly crs?: string | undefined
  readonly encoding?: string | undefined
  /** Column of the features' ids. */
  readonly id?: string | undefined
  /** EPSG number of the transformation that leads VN-2000 to WGS 84. */
  readonly datum?: string | undefined
  /** Layer of a GeoPackage, sheet of a workbook, file of an archive. */
  readonly layer?: string | undefined
  readonly titleVi?: string | undefined
  readonly titleEn?: string | undefined
  readonly owner?: string | undefined
  readonly licence?: string | undefined
  /** Field whose values class the features. */
  readonly styleBy?: string | undefined
  /** Counts below it are not shown. */
  readonly threshold?: string | undefined
}

/**
 * Options of an import from what somebody wrote, without those that are absent. Throws {@link ImportError} for a value that is none.
 *
 * @param nameOf how whoever reads the error knows an option
 */
export function statedOptions(
  { crs, encoding, datum, threshold, ...texts }: LayerWords,
  nameOf: (option: 'crs' | 'encoding' | 'datum' | 'threshold') => string,
): Partial<LayerImportOptions> {
  const system = crs === undefined ? undefined : namedSystem(crs)
  if (crs !== undefined && !system)
    throw new ImportError(problem('unknown-crs', nameOf('crs'), crs, KNOWN_SYSTEMS))
  if (datum !== undefined && !Object.hasOwn(DATUM_SHIFTS, datum))
    throw new ImportError(problem('value', nameOf('datum'), datum, Object.keys(DATUM_SHIFTS).join(', ')))
  if (encoding !== undefined && !(TABLE_ENCODINGS as readonly string[]).includes(encoding))
    throw new ImportError(problem('value', nameOf('encoding'), encoding, TABLE_ENCODINGS.join(', ')))
  if (threshold !== undefined && !THRESHOLD.test(threshold))
    throw new ImportError(problem('value', nameOf('threshold'), threshold, '2…999'))
  const stated = {
    ...texts,
    system,
    encoding: encoding as TableEncoding | undefined,
    threshold: threshold === undefined ? undefined : Number(threshold),
    shift: datum === undefined ? undefined : (Number(datum) as DatumShift),
  }
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined))
}
