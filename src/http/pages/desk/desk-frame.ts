import type { Actor } from '../../../registry/actor.ts'
import { type Html, html } from '../../edge/html.ts'
import type { Language } from '../../edge/language.ts'

export interface DeskCommune {
  readonly code: string
  readonly name: string
}

/** What a page of the desk shows before its script has asked for anything. */
export interface DeskFrame {
  readonly language: Language
  readonly root: string
  readonly actor: Actor
  readonly csrf: string
  /** Those of the actor's area. */
  readonly communes: readonly DeskCommune[]
}

export function communeOptions(communes: readonly DeskCommune[]): Html {
  return html`${communes.map(({ code, name }) => html`<option value="${code}">${name}</option>`)}`
}
