/**
 * The performance on the stage: listens to the store, keeps the picture current, moves the camera.
 * The only place where live data, camera and pixels meet; React tells it options and hears what it
 * drew.
 */

import type { LiveStore } from '#components/live/store.ts'
import { type Role, roles } from '#components/parts/ink.ts'
import type { Box, Point } from '#components/stage/box.ts'
import type { Insets } from '#components/stage/camera.ts'
import { makeStage, type Stage } from '#components/stage/stage.ts'
import { listen, makeUndoStack } from '#components/stage/undo.ts'
import { overview } from '#model/scope.ts'
import type { ThingId } from '#model/thing.ts'
import { handMs, makeCameraman } from './cameraman.ts'
import { makeDetailReader } from './detail.ts'
import { type Finder, makeFinder } from './hover.ts'
import { forgetWidths, neededFonts } from './ink.ts'
import { type Step, walk } from './keyboard.ts'
import type { Labels } from './labels.ts'
import { makeLively, type Pointed } from './lively.ts'
import { makeMotion } from './motion.ts'
import { makeNatural, naturalFree, naturalHeight } from './natural.ts'
import type { TopologyOptions } from './options.ts'
import { makePacketWatch } from './packet-watch.ts'
import { paintScene } from './paint.ts'
import { makePictures, type Picture, type PictureInput } from './picture.ts'
import { type PictureFile, savedRatio } from './picture-file.ts'
import type { ReadFacts } from './reader.ts'
import type { Scene } from './scene.ts'
import { makeMarks } from './scene-marks.ts'
import { pace } from './tempo.ts'

export interface Show {
  setOptions(options: TopologyOptions, labels: Labels, insets: Insets): void
  showAll(): void
  zoomBy(factor: number): void
  /** The thing one step from what is selected. */
  step(step: Step): ThingId | null
  /** Brings it into sight if it is not. */
  reveal(id: ThingId): void
  direction(): 'across' | 'down'
  /** What is drawn, for a file; null where there is nothing, or the browser makes no canvas. */
  snapshot(): Pick<PictureFile, 'drawn' | 'size' | 'palette'> | null
  dispose(): void
}

export interface ShowEvents {
  select(id: ThingId): void
  /** After each new picture. `height`: what the stage takes where it may choose, pixels. */
  drawn(picture: Picture, height: number): void
}

/** A page opened on a selection waits this long for its rows, so as not to begin with another picture. */
const patienceMs = 600
const dataMs = 400

/** Null where the browser has no canvas. `isNatural`: the stage is as high as its picture wants to be. */
export function makeShow(
  host: HTMLElement,
  store: LiveStore,
  read: ReadFacts,
  first: { options: TopologyOptions; labels: Labels; insets: Insets; isNatural: boolean },
  events: ShowEvents,
): Show | null {
  const undo = makeUndoStack()
  const pictures = makePictures()
  const motion = makeMotion()
  const watch = makePacketWatch(store)
  const paintLively = makeLively(store, watch)
  let { options, labels, insets } = first
  const { isNatural } = first
  const grown = makeNatural()
  let picture: Picture | null = null
  let posed: Scene | null = null
  let stale = true
  watch.setCapture(options.capture)
  let finder: Finder | null = null
  let hovered: Pointed | null = null
  /** What the last picture cost. */
  let costMs = 0
  let focused = false
  const detailOf = makeDetailReader(store)
  /** What the picture was drawn from: of another selection than the one asked for while its rows are on their way. */
  let drawn: PictureInput | null = null

  const patientUntil = performance.now() + patienceMs
  const camera = makeCameraman(
    () => stage!,
    () => picture,
    () => insets,
  )
  /** Null where the very first picture is of a selection whose rows are still on their way. */
  const input = (): PictureInput | null => {
    const cluster = store.cluster(overview)
    const facts = read(cluster)
    const asked = detailOf(facts, options.select)
    if (asked === 'waiting' && drawn === null && performance.now() < patientUntil) return null
    const select = asked === 'waiting' ? (drawn?.options.select ?? '') : options.select
    const detail = asked === 'waiting' ? detailOf(facts, select) : asked
    const { width, height } = camera.free()
    const closeFree = { width: width - insets.left - insets.right, height: height - insets.top - insets.bottom }
    return {
      facts,
      cluster,
      detail: detail === 'waiting' ? null : detail,
      options: { ...options, select },
      labels,
      free: isNatural ? naturalFree(width) : { width, height },
      closeFree,
    }
  }

  const redraw = (now: number) => {
    stale = false
    const size = stage!.size()
    if (size.width === 0 || size.height === 0) return
    const before = picture
    const started = performance.now()
    const next = input()
    if (next === null) return
    drawn = next
    picture = pictures.draw(drawn)
    costMs = performance.now() - started
    finder = null
    if (before && before.layout !== picture.layout) {
      const sameDirection = before.layout.sizes.direction === picture.layout.sizes.direction
      const sameThings = before.closeUp === picture.closeUp
      if (before.filter === picture.filter && sameDirection) {
        motion.change(before.layout, picture.layout, sameThings ? before.scene.marks : [], now)
        if (!sameThings) camera.setFollows(true)
      } else {
        motion.stop()
        camera.setFollows(true)
      }
    }
    if (!before) camera.showAll(0)
    else if (camera.follows() && !sameBox(before.scene.bounds, picture.scene.bounds)) camera.showAll(dataMs)
    events.drawn(picture, isNatural ? heightOf(picture, drawn.free.width) : size.height)
  }

  const heightOf = ({ whole, filter }: Picture, width: number): number =>
    grown(`${width} ${filter}`, naturalHeight(whole.layout, width))

  const scene = (now: number): Scene | null => {
    if (!picture) return null
    const layout = motion.layoutAt(now)
    posed = layout && drawn ? pictures.pose(picture, layout, drawn) : null
    return posed ?? picture.scene
  }

  const boxOf = (id: ThingId): Box | null => {
    if (!picture) return null
    const { layout, plan } = picture
    return layout.boxes.get(id) ?? layout.boxes.get(plan.cellOf.get(id) ?? '') ?? null
  }

  const stage: Stage<Role> | null = makeStage<Role>(
    host,
    roles,
    {
      quiet(brush) {
        if (stale) redraw(brush.now)
        const shown = scene(brush.now)
        if (!shown) return false
        paintScene(brush, shown, motion.leaving(brush.now), (id) => motion.presence(id, brush.now))
        return motion.moves(brush.now)
      },
      lively(brush) {
        const shown = posed ?? picture?.scene
        if (!shown) return false
        return paintLively(brush, shown, { picture, hovered, focused, labels, boxOf })
      },
      hover(point, reach) {
        const id = point && picture ? findAt(point, reach) : null
        const changed = id !== (hovered?.id ?? null)
        hovered = id && point ? { id, point: changed ? point : hovered!.point } : null
        if (changed) stage!.setCursor(id ? 'pointer' : '')
        return changed
      },
      click(point, reach) {
        events.select((picture && findAt(point, Math.max(reach, 1))) ?? '')
      },
      doubleClick(point, reach) {
        const id = picture && findAt(point, reach)
        const box = id ? boxOf(id) : null
        if (box) camera.zoomTo(box, dataMs)
        else camera.showAll(dataMs)
      },
      cameraMoved(_camera, byHand) {
        if (byHand) camera.setFollows(false)
      },
      resized() {
        stale = true
        camera.setFollows(true)
        picture = null
        motion.stop()
      },
    },
    { yields: isNatural },
  )
  if (stage === null) return null
  undo.add(stage.dispose)

  const findAt = (point: Point, reach: number) => {
    finder ??= makeFinder(picture!.scene)
    return finder.at(point, reach, stage.camera().k)
  }

  const changed = () => {
    stale = true
    stage.touch('quiet')
    stage.touch('lively')
  }
  /** The picture in a task of its own, so that the frame which shows it only paints. `aheadMs`: what was made for it before. */
  const drawSoon = (aheadMs = 0) => {
    clearTimeout(drawing)
    drawing = setTimeout(() => {
      if (picture === null) return changed()
      redraw(performance.now())
      costMs += aheadMs
      stage.touch('quiet')
      stage.touch('lively')
    })
  }
  /** A tick of a large cluster is as much work as several frames have room for: facts first, then the picture. Whatever the hand does is drawn in between. */
  const ticked = () => {
    if (document.visibilityState !== 'visible') return changed()
    const started = performance.now()
    read(store.cluster(overview))
    drawSoon(performance.now() - started)
  }
  let drawing: ReturnType<typeof setTimeout> | undefined
  undo.add(() => clearTimeout(drawing))
  undo.add(pace(store, () => costMs, ticked))
  const patience = setTimeout(changed, patienceMs)
  undo.add(() => clearTimeout(patience))
  undo.add(
    store.subscribe(() => {
      if (drawn?.options.select === options.select) return
      if (detailOf(drawn?.facts ?? read(store.cluster(overview)), options.select) !== 'waiting') drawSoon()
    }),
  )
  undo.add(store.subscribe(() => options.capture !== '' && stage.touch('lively')))
  undo.add(listen(host, 'focus', () => setFocused(host.matches(':focus-visible'))))
  undo.add(listen(host, 'blur', () => setFocused(false)))
  const setFocused = (now: boolean) => {
    focused = now
    stage.touch('lively')
  }
  undo.add(
    whenFontsCome(() => {
      forgetWidths()
      stage.touch('quiet')
      stage.touch('lively')
    }),
  )

  return {
    setOptions(nextOptions, nextLabels, nextInsets) {
      const wider = insets.right !== nextInsets.right || insets.bottom !== nextInsets.bottom
      options = nextOptions
      watch.setCapture(options.capture)
      labels = nextLabels
      insets = nextInsets
      if (wider && camera.follows()) camera.showAll(handMs)
      changed()
    },
    showAll: () => camera.showAll(handMs),
    zoomBy: camera.zoomBy,
    step(step) {
      if (!picture) return null
      const { whole } = picture
      return walk(makeMarks(whole, null), whole.layout, whole.routes, options.select, step)
    },
    reveal(id) {
      const box = boxOf(id)
      if (box) camera.reveal(box)
    },
    direction: () => picture?.layout.sizes.direction ?? 'across',
    snapshot() {
      const drawn = picture && stage.snapshot(savedRatio)
      const { width, height } = stage.size()
      const size = { width: width - insets.right, height: height - insets.bottom }
      return drawn && { drawn, size, palette: stage.palette() }
    },
    dispose: undo.run,
  }
}

const sameBox = (a: Box, b: Box): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height

/** A canvas asks for no font by itself, and does not paint again when one arrives. */
function whenFontsCome(callback: () => void): () => void {
  let gone = false
  void Promise.allSettled(neededFonts.map((font) => document.fonts.load(font))).then(() => {
    if (!gone) callback()
  })
  return () => {
    gone = true
  }
}
