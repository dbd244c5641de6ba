/**
 * The performance on the stage: listens to the store, keeps the picture current, moves the camera.
 * The only place where live data, camera and pixels meet; React tells it options and hears what it
 * drew.
 */

import type { LiveStore } from '#components/live/store.ts'
import { type Role, roles } from '#components/parts/ink.ts'
import { type Box, grow, type Point } from '#components/stage/box.ts'
import { cameraAround, cameraAtTop, type Insets, type Size, zoomedAt } from '#components/stage/camera.ts'
import { makeStage, type Stage } from '#components/stage/stage.ts'
import { listen, makeUndoStack } from '#components/stage/undo.ts'
import { overview } from '#model/scope.ts'
import type { ThingId } from '#model/thing.ts'
import { makeDetailReader } from './detail.ts'
import { makeDotClock } from './dot-clock.ts'
import { makeDots } from './dots.ts'
import { type Finder, linesOf, makeFinder } from './hover.ts'
import { forgetWidths, neededFonts, type TopologyBrush } from './ink.ts'
import { type Step, walk } from './keyboard.ts'
import type { Labels } from './labels.ts'
import { makeMotion } from './motion.ts'
import type { TopologyOptions } from './options.ts'
import { makePacketWatch } from './packet-watch.ts'
import { paintScene } from './paint.ts'
import { paintEdges } from './paint-edges.ts'
import { clipMarks } from './paint-fan.ts'
import { type Hovered, paintArrows, paintDots, paintHover, paintLit, paintRing } from './paint-lively.ts'
import { makePictures, type Picture, type PictureInput } from './picture.ts'
import type { ReadFacts } from './reader.ts'
import type { Scene } from './scene.ts'
import { makeMarks } from './scene-marks.ts'
import { pace } from './tempo.ts'
import { tipOf } from './tips.ts'

export interface Show {
  setOptions(options: TopologyOptions, labels: Labels, insets: Insets): void
  showAll(): void
  zoomBy(factor: number): void
  /** The thing one step from what is selected. */
  step(step: Step): ThingId | null
  /** Brings it into sight if it is not. */
  reveal(id: ThingId): void
  direction(): 'across' | 'down'
  dispose(): void
}

export interface ShowEvents {
  select(id: ThingId): void
  /** After each new picture. */
  drawn(picture: Picture): void
}

const handMs = 250
/** A page opened on a selection waits this long for its rows, so as not to begin with another picture. */
const patienceMs = 600
const dataMs = 400
/** Of the rank above an open ClusterIP this much stays in sight, world units. */
const aboveLens = 70
const margin = { top: 6, right: 18, bottom: 52, left: 18 }

/** Null where the browser has no canvas. */
export function makeShow(
  host: HTMLElement,
  store: LiveStore,
  read: ReadFacts,
  first: { options: TopologyOptions; labels: Labels; insets: Insets },
  events: ShowEvents,
): Show | null {
  const undo = makeUndoStack()
  const pictures = makePictures()
  const motion = makeMotion()
  const dots = makeDots()
  const dotClock = makeDotClock()
  const watch = makePacketWatch(store)
  let { options, labels, insets } = first
  let picture: Picture | null = null
  let posed: Scene | null = null
  let stale = true
  /** The camera follows the picture until a hand takes it. */
  let follows = true
  watch.setCapture(options.capture)
  let finder: Finder | null = null
  let hovered: { id: ThingId; point: Point } | null = null
  /** What the last picture cost. */
  let costMs = 0
  let focused = false
  const detailOf = makeDetailReader(store)
  /** What the picture was drawn from: of another selection than the one asked for while its rows are on their way. */
  let drawn: PictureInput | null = null

  const patientUntil = performance.now() + patienceMs
  const free = () => {
    const size = stage!.size()
    return { width: size.width - margin.left - margin.right, height: size.height - margin.top - margin.bottom }
  }
  /** Null where the very first picture is of a selection whose rows are still on their way. */
  const input = (): PictureInput | null => {
    const cluster = store.cluster(overview)
    const facts = read(cluster)
    const asked = detailOf(facts, options.select)
    if (asked === 'waiting' && drawn === null && performance.now() < patientUntil) return null
    const select = asked === 'waiting' ? (drawn?.options.select ?? '') : options.select
    const detail = asked === 'waiting' ? detailOf(facts, select) : asked
    const { width, height } = free()
    const closeFree = { width: width - insets.left - insets.right, height: height - insets.top - insets.bottom }
    return {
      facts,
      cluster,
      detail: detail === 'waiting' ? null : detail,
      options: { ...options, select },
      labels,
      free: { width, height },
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
        if (!sameThings) follows = true
      } else {
        motion.stop()
        follows = true
      }
    }
    if (!before) showAll(0)
    else if (follows && !sameBox(before.scene.bounds, picture.scene.bounds)) showAll(dataMs)
    events.drawn(picture)
  }

  const showAll = (durationMs: number) => {
    if (!picture) return
    const size = stage!.size()
    const bounds = picture.scene.bounds
    const room = {
      top: margin.top + insets.top,
      right: margin.right + insets.right,
      bottom: margin.bottom + insets.bottom,
      left: margin.left + insets.left,
    }
    const most = picture.layout.sizes.direction === 'down' ? 1 : 1.25
    const whole = cameraAround(bounds, size, room, most)
    stage!.setReach([Math.min(0.25, whole.k * 0.6), picture.plan.gathers ? 14 : 4])
    follows = true
    stage!.fly(picture.layout.sizes.direction === 'down' ? cameraDown(size, room, most) : whole, durationMs)
  }

  /** Ranks below each other: the top of them, or where a Service is open the part around it. */
  const cameraDown = (size: Size, room: Insets, most: number) => {
    const { bounds, fan } = picture!.scene
    const top = cameraAtTop(bounds, size, room, most)
    const fits = bounds.height * top.k <= size.height - room.top - room.bottom
    return fan && !fits ? cameraAtTop({ ...bounds, y: fan.lens.y - aboveLens }, size, room, most) : top
  }

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

  const stage: Stage | null = makeStage<Role>(host, roles, {
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
      return paintLively(brush, shown)
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
      if (box) zoomTo(box)
      else showAll(dataMs)
    },
    cameraMoved(_camera, byHand) {
      if (byHand) follows = false
    },
    resized() {
      stale = true
      follows = true
      picture = null
      motion.stop()
    },
  })
  if (stage === null) return null
  undo.add(stage.dispose)

  const findAt = (point: Point, reach: number) => {
    finder ??= makeFinder(picture!.scene)
    return finder.at(point, reach, stage.camera().k)
  }

  const paintLively = (brush: TopologyBrush, shown: Scene): boolean => {
    const { fan } = shown
    const lines = fan ? fan.lines : shown.ways
    const lit = hovered && picture ? linesOf(picture, hovered.id) : []
    const litFan = fan && lit.length > 0 ? new Set(lit.map((line) => line.id)) : rowSelected(shown)
    const flowing = lines.filter((line) => line.packets > 0 && (litFan === null || !fan || litFan.has(line.id)))
    const speed = store.speed()
    const elapsed = dotClock.advance(brush.now, speed)

    const clips =
      (shown.bars.length > 0 || fan?.lanesBehindWords === true) &&
      (fan !== null || lit.length > 0 || shown.ways === shown.edges)
    if (clips) clipMarks(brush, shown)
    if (fan)
      paintLit(
        brush,
        fan.lines.filter((line) => litFan?.has(line.id)),
      )
    else paintEdges(brush, lit, hovered && boxOf(hovered.id) ? 0.75 : 1)
    const packets = watch.look(shown, dotClock.now())
    // Packets of a moment that stands would all be yet to come.
    if (brush.still || (packets !== null && speed === 0)) paintArrows(brush, packets?.used ?? flowing)
    else paintDots(brush, packets?.dots ?? dots.advance(flowing, shown.scales.perDot, elapsed))
    if (clips) brush.context.restore()

    const selected = fan?.service === shown.selected ? (focused ? fan.lens : null) : boxOf(shown.selected)
    if (selected) paintRing(brush, selected, focused)
    if (hovered) paintHover(brush, hoveredNow(shown))
    const moves = !brush.still && speed > 0 && (packets?.moves ?? flowing.length > 0)
    if (!moves) dotClock.rest()
    return moves
  }

  const rowSelected = (shown: Scene): ReadonlySet<string> | null =>
    shown.fan && shown.selected.startsWith('row:') ? new Set([shown.selected]) : null

  const hoveredNow = (shown: Scene): Hovered => {
    const { id, point } = hovered!
    const { facts, traffic, detail } = picture!.whole
    const rowsOf = detail?.cluster ?? null
    const tip = tipOf({ facts, scene: shown, traffic, lines: picture!.traffic, rowsOf, labels, at: store.now() }, id)
    return { box: boxOf(id), tip, ...point }
  }

  const zoomTo = (box: Box) => {
    follows = false
    const most = Math.max(2, Math.min(12, 160 / box.width))
    stage.fly(cameraAround(grow(box, box.width * 0.8), stage.size(), { ...margin, ...insets }, most), dataMs)
  }

  const changed = () => {
    stale = true
    stage.touch('quiet')
    stage.touch('lively')
  }
  undo.add(pace(store, () => costMs, changed))
  const patience = setTimeout(changed, patienceMs)
  undo.add(() => clearTimeout(patience))
  undo.add(
    store.subscribe(() => {
      if (drawn?.options.select === options.select) return
      if (detailOf(drawn?.facts ?? read(store.cluster(overview)), options.select) !== 'waiting') changed()
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
      if (wider && follows) showAll(handMs)
      changed()
    },
    showAll: () => showAll(handMs),
    zoomBy(factor) {
      follows = false
      const { width, height } = stage.size()
      const most = picture?.plan.gathers ? 14 : 4
      stage.fly(zoomedAt(stage.camera(), { x: width / 2, y: height / 2 }, factor, [0.05, most]), 150)
    },
    step(step) {
      if (!picture) return null
      const { whole } = picture
      return walk(makeMarks(whole, null), whole.layout, whole.routes, options.select, step)
    },
    reveal(id) {
      const box = boxOf(id)
      if (!box) return
      const { camera, size } = { camera: stage.camera(), size: stage.size() }
      const left = box.x * camera.k + camera.x
      const top = box.y * camera.k + camera.y
      const right = left + box.width * camera.k
      const bottom = top + box.height * camera.k
      const dx = Math.max(0, margin.left - left) - Math.max(0, right - (size.width - margin.right - insets.right))
      const dy = Math.max(0, margin.top - top) - Math.max(0, bottom - (size.height - margin.bottom - insets.bottom))
      if (dx !== 0 || dy !== 0) stage.fly({ ...camera, x: camera.x + dx, y: camera.y + dy }, handMs)
    },
    direction: () => picture?.layout.sizes.direction ?? 'across',
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
