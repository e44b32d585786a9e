import { TableError } from '../table.ts'

/** A workbook without the sheet that was asked for. */
export class NoSheet extends TableError {
  constructor(
    readonly named: string,
    readonly names: readonly string[],
  ) {
    super(`There is no sheet "${named}"; there are ${names.join(', ')}.`, {
      vi: `Không có trang "${named}"; có: ${names.join(', ')}.`,
    })
  }
}
