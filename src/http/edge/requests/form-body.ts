import { Problem } from '../../../errors.ts'
import type { App } from '../app-type.ts'

export const FORM_TYPE = 'application/x-www-form-urlencoded'
/** Fields of one form; no page has so many. */
const MAX_FIELDS = 200

/** Takes bodies of forms in a scope, as objects of texts; of a field that comes twice a list. */
export function acceptForms(app: App): void {
  app.addContentTypeParser<string>(FORM_TYPE, { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, formFields(body))
    } catch (problem) {
      done(problem as Problem)
    }
  })
}

/** The fields of a form (URL Standard, application/x-www-form-urlencoded). Throws a Problem for more than 200. */
export function formFields(body: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null)
  let count = 0
  for (const [name, value] of new URLSearchParams(body)) {
    if (++count > MAX_FIELDS) throw tooManyFields()
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  return fields
}

function tooManyFields(): Problem {
  const message = {
    vi: `Biểu mẫu không được có quá ${MAX_FIELDS} trường.`,
    en: `A form may not have more than ${MAX_FIELDS} fields.`,
  }
  return new Problem('too-many-values', {
    detail: message,
    problems: [{ path: 'body', code: 'too-many', message }],
  })
}
