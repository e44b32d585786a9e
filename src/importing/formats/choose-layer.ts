import { ImportError, problem } from '../reading/problem.ts'
import type { ReadOptions } from './raw-source.ts'

/**
 * The layer of a file that is read: the one of the names asked for, else the only one. Throws {@link ImportError} when it is not
 * there, or several are and none was named.
 *
 * @param preferred those among which to choose first, as layers with features before tables
 */
export function chooseLayer<Layer extends { name: string }>(
  file: string,
  layers: readonly Layer[],
  { names, named }: ReadOptions,
  preferred: readonly Layer[] = layers,
): Layer {
  const found = layers.find(({ name }) => names.includes(name))
  if (found) return found
  const list = layers.map(({ name }) => name).join(', ') || '–'
  if (named) throw new ImportError(problem('no-layer', 'layer', names.join(', '), list))
  const [first, ...others] = preferred.length > 0 ? preferred : layers
  if (!first) throw new ImportError(problem('no-layer', 'layer', file, list))
  if (others.length > 0) throw new ImportError(problem('which-layer', 'layer', list, '--layer'))
  return first
}
