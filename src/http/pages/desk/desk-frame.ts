import type { Actor } from '../../../registry/actor.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'
import type { AreaCommune } from '../../registry/desk/area-communes.ts'

/** What a page of the desk shows before its script has asked for anything. */
export interface DeskFrame {
  readonly language: Language
  readonly root: string
  readonly actor: Actor
  readonly csrf: string
  /** Those of the actor's area. */
  readonly communes: readonly AreaCommune[]
  /** Id of the address that it opens with; the first that waits where absent. */
  readonly address?: string | undefined
}

export function communeOptions(communes: readonly AreaCommune[]): Html {
  return html`${communes.map(({ code, name }) => html`<option value="${code}">${name}</option>`)}`
}
