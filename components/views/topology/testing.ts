/** A picture without a browser: what the tests of this view begin with. */
import { en } from '#components/words/en.ts'
import type { Cluster } from '#model/cluster.ts'
import { makeLabels } from './labels.ts'
import { parseOptions } from './options.ts'
import { makePictures, type Picture, type Pictures } from './picture.ts'
import { makeReader } from './reader.ts'

export const wide = { width: 1400, height: 760 }
export const narrow = { width: 354, height: 500 }
export const labels = makeLabels(en)

/** Draws one cluster after another, as a page that stays open does. */
export function makeDrawing(free = wide, pictures: Pictures = makePictures()) {
  const read = makeReader()
  return (cluster: Cluster, options: Record<string, string> = {}): Picture =>
    pictures.draw({ facts: read(cluster), cluster, options: parseOptions(options), labels, free })
}

export const drawOnce = (cluster: Cluster, options: Record<string, string> = {}, free = wide): Picture =>
  makeDrawing(free)(cluster, options)
