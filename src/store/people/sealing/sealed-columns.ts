/** What of a table is sealed, and by which columns its rows are known. */
export interface SealedColumns {
  readonly key: readonly string[]
  readonly columns: readonly string[]
}

/** What is sealed where there is a key. Everything that people have written or that says who they are stands here. */
export const SEALED = {
  proposal: { key: ['id'], columns: ['changes', 'text', 'reason', 'settle_text'] },
  batch_row: { key: ['batch', 'line'], columns: ['content', 'findings', 'proposed'] },
  batch_sample: { key: ['batch', 'uid'], columns: ['text'] },
  account: { key: ['id'], columns: ['factor'] },
  webhook: { key: ['id'], columns: ['secret'] },
  contact: { key: ['id'], columns: ['content'] },
  person_request: { key: ['id'], columns: ['content', 'reply', 'extension', 'result'] },
  certificate: { key: ['serial'], columns: ['reason'] },
  look: { key: ['id'], columns: ['reason'] },
  report: { key: ['id'], columns: ['text', 'settle_text'] },
  person: { key: ['id'], columns: ['name', 'mail'] },
  evidence_part: { key: ['evidence', 'part'], columns: ['content'] },
} as const satisfies Record<string, SealedColumns>

export type SealedTable = keyof typeof SEALED
