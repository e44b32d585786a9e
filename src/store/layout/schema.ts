import { LAYERS } from './layers.ts'

/** A random token, which an entry of the change feed gets: the same number in two histories has two of them. */
export const TOKEN = '(lower(hex(randomblob(8))))'

export const NOW = "(strftime('%Y-%m-%dT%H:%M:%fZ','now'))"

/** Statements that make one layer's table and indexes; triggers come apart, so that bulk loads can drop them. */
export function layerSql(name: string): string[] {
  const layer = LAYERS[name]!
  const geometry = layer.geometry ? [`geom ${layer.geometry}`] : []
  const body = ['fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL', ...geometry, ...layer.columns]
  return [
    `CREATE TABLE ${name} (${body.join(', ')})`,
    ...(layer.indexes ?? []).map((index) => `CREATE ${index}`),
  ]
}

/** Columns of a layer without the row number, geometry first. */
export function columnNames(name: string): string[] {
  const layer = LAYERS[name]!
  return [
    ...(layer.geometry ? ['geom'] : []),
    ...layer.columns.map((column) => column.split(' ')[0] as string),
  ]
}

/** An INSERT of a whole row with named parameters. */
export function insertSql(name: string): string {
  const columns = columnNames(name)
  return `INSERT INTO ${name}(${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`
}

/** An UPDATE of a whole row by its row number with named parameters. */
export function updateSql(name: string): string {
  const sets = columnNames(name).map((column) => `${column} = @${column}`)
  return `UPDATE ${name} SET ${sets.join(', ')} WHERE fid = @fid`
}
