import { Audit, type AuditBreak, type AuditHead } from '../../src/registry/accounts/audit.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'

const AUDIT_BREAKS: Readonly<Record<AuditBreak['why'], string>> = {
  hash: 'mã băm không khớp mục này hay mục trước · its hash is not that of the entry behind the one before',
  gap: 'thiếu mục · an entry is missing',
  time: 'thời điểm lùi lại · its time goes back',
  head: 'mục cuối không phải mục đã ghi · the last entry is not the one that was noted',
  published: 'không còn mục đã công bố · the entry that was published is not there',
}

/** Whether the audit holds, which is said with the first entry that does not. */
export async function proveAudit(
  people: PeopleStore | undefined,
  published: AuditHead | undefined,
): Promise<boolean> {
  const broken = people && (await new Audit(people).firstBreak(published))
  if (broken) process.stdout.write(`audit\t#${broken.number}\t${AUDIT_BREAKS[broken.why]}\n`)
  return broken === undefined
}
