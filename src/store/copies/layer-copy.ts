import { SUPPRESSION_SECRET } from '../record/info.ts'
import { RecordStore } from '../record-store.ts'

/**
 * A record in a folder that holds the catalogue of another one and the features or numbers of one of its layers, and nothing else: what
 * is tried there holds up nobody who writes to the real one. Whoever made it closes it and removes the folder.
 */
export function copyLayer(from: RecordStore, folder: string, theme: string): RecordStore {
  const copy = RecordStore.open(folder, { create: true })
  try {
    // It is thrown away, whatever becomes of the machine.
    copy.db.pragma('synchronous = OFF')
    copy.db.exec('DELETE FROM theme')
    copy.write(() => {
      for (const entry of from.themes.all()) copy.themes.put(entry)
      for (const row of from.themes.counts(theme)) copy.themes.putCount(row)
      for (const seen of from.countEditions.of(theme)) copy.countEditions.put(theme, seen)
      copy.themes.population.write(theme, from.themes.population.ownOf(theme), false)
      const secret = from.info.get(SUPPRESSION_SECRET)
      if (secret !== undefined) copy.info.set(SUPPRESSION_SECRET, secret)
    })
    const load = copy.bulkLoad(['theme_feature'])
    for (const { fid: _, ...row } of from.themes.featuresByRow(theme, 'stored')) copy.themes.insert(row)
    load.commit()
    return copy
  } catch (error) {
    copy.close()
    throw error
  }
}
