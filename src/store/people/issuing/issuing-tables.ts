import type { AccountAreaTable } from '../accounts/account-tables.ts'

/** Where an office works; the areas of its accounts lie within. */
export type OfficeAreaTable = Omit<AccountAreaTable, 'account'> & { office: string }

/** The office (the post) whose operators issue accounts of an office. */
export interface OfficeServiceTable {
  office: string
  served_by: string
}

/** What the holder of an account is shown at the next login: `factor-reset`, `password-changed` and others that login-words.ts names. */
export interface AccountNoticeTable {
  id: string
  account: string
  kind: string
  at: string
  shown_at: string | null
}

export interface IssuingTables {
  office_area: OfficeAreaTable
  office_service: OfficeServiceTable
  account_notice: AccountNoticeTable
}
