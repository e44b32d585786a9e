import { acceptedForm } from '../edge/answers/accepted-form.ts'

/** The representation to answer with: `f` decides, then Accept; JSON where neither chooses, as programs send `*`. */
export function formatOf(f: unknown, accept: string | undefined): 'json' | 'html' {
  if (f === 'json' || f === 'html') return f
  if (f === 'geojson' || f === 'csv') return 'json'
  return acceptedForm(accept) ?? 'json'
}
