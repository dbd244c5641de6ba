/** A picture without a browser: what the tests of this view begin with. */
import { en } from '#components/words/en.ts'
import type { Cluster } from '#model/cluster.ts'
import { project } from '#model/project/index.ts'
import { overview } from '#model/scope.ts'
import { scopeOfSelection } from './detail.ts'
import { makeLabels } from './labels.ts'
import { parseOptions } from './options.ts'
import { makePictures, type Picture, type Pictures } from './picture.ts'
import { makeReader } from './reader.ts'

export const wide = { width: 1400, height: 760 }
export const narrow = { width: 354, height: 500 }
export const labels = makeLabels(en)

/** Draws one cluster after another, as a page that stays open does. */
export function makeDrawing(free = wide, pictures: Pictures = makePictures()) {
  const [read, readDetail] = [makeReader(), makeReader()]
  return (whole: Cluster, options: Record<string, string> = {}): Picture => {
    const cluster = project(whole, overview)
    const facts = read(cluster)
    const scope = scopeOfSelection(facts, options['select'] ?? '')
    const rows = scope && project(whole, scope)
    const detail = rows && { cluster: rows, facts: readDetail(rows) }
    return pictures.draw({ facts, cluster, detail, options: parseOptions(options), labels, free })
  }
}

export const drawOnce = (cluster: Cluster, options: Record<string, string> = {}, free = wide): Picture =>
  makeDrawing(free)(cluster, options)
