import t from 'tap'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { HouseList } from '../../../src/search/houses/house-list.ts'
import { HouseTexts } from '../../../src/search/houses/house-texts.ts'

t.test(
  'A list that is edited holds the houses that editing them one by one would leave, in order',
  async (t) => {
    const random = new SeededRandom(17)
    const texts = new HouseTexts()
    for (let round = 0; round < 300; round++) {
      const houses = new Map<number, string>()
      const number = () =>
        random.pick(['7', '12/4', '12', '120A', '3', '12/4/1', String(random.integer(1, 40))])
      for (let fid = 1; fid <= random.integer(0, 30); fid++) houses.set(fid, number())
      const fids = Uint32Array.from(houses.keys())
      const ids = Uint32Array.from([...houses.values()].map((text) => texts.add(text)))
      const list = HouseList.sorted(ids, fids, texts)
      const gone = new Set([...houses.keys()].filter(() => random.chance(0.3)))
      const added = new Map<number, number>()
      for (const fid of gone) houses.delete(fid)
      for (const fid of [...gone, 100, 101, 102])
        if (random.chance(0.5)) {
          const text = number()
          houses.set(fid, text)
          added.set(fid, texts.add(text))
        }
      const before = [...list.fids]
      const edited = list.edited(gone, added, texts)
      t.same([...list.fids], before, 'the list in use stays as it is')
      const held = [...edited.fids].map((fid, i) => [fid, texts.texts[edited.ids[i]!]] as const)
      t.same(new Map(held), houses)
      const firsts = [...edited.ids].map((id) => texts.first(id))
      t.same(
        firsts,
        firsts.toSorted((a, b) => a - b),
      )
    }
  },
)
