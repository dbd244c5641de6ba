/** The performance on the stage: scene and lens to pixels, hand and keys to places. */
import { type Role, roles } from '#components/parts/ink.ts'
import type { Point } from '#components/stage/box.ts'
import { type Camera, stillCamera, toScreen } from '#components/stage/camera.ts'
import { makeStage, type Stage } from '#components/stage/stage.ts'
import { listen, makeUndoStack } from '#components/stage/undo.ts'
import { type MatrixFrame, makeFrame } from './frame.ts'
import { follow, type Lens, placesAt, revealing, wholeLens, zoomedAt } from './lens.ts'
import { type Labels, paintMatrix } from './paint.ts'
import { paintHands } from './paint-lively.ts'
import { makeRaster } from './raster.ts'
import type { MatrixScene, Spot } from './scene.ts'
import { makeTip } from './tip.ts'

/** A cell, or a whole row or column where the other is null. */
export interface Pointed {
  readonly row: number | null
  readonly column: number | null
}

export interface ShowInput {
  readonly scene: MatrixScene
  readonly cursor: Spot | null
  readonly labels: Labels
}

/** What it begins with. `isNatural`: the page is longer than the stage, and is what a wheel alone moves. */
export interface ShowStart extends ShowInput {
  readonly isNatural: boolean
}

export interface ShowEvents {
  /** What is said of it, first line as heading. */
  explain(pointed: Pointed): readonly string[]
  press(pointed: Pointed): void
}

export interface Show {
  set(input: ShowInput): void
  showAll(): void
  zoomBy(factor: number): void
  reveal(spot: Spot): void
  dispose(): void
}

/** Null where the browser has no canvas. */
export function makeShow(host: HTMLElement, first: ShowStart, events: ShowEvents): Show | null {
  const undo = makeUndoStack()
  const raster = makeRaster()
  if (raster === null) return null
  let input: ShowInput = first
  let frame: MatrixFrame | null = null
  let lens: Lens | null = null
  let camera: Camera = stillCamera
  let hovered: { readonly pointed: Pointed; readonly at: Point } | null = null
  let focused = false
  const tip = makeTip(host)
  undo.add(tip.dispose)

  const pose = () => {
    frame ??= makeFrame(stage!.size(), input.scene)
    lens ??= wholeLens(frame.field)
    return { scene: input.scene, frame, lens }
  }
  const pointedAt = (world: Point): { pointed: Pointed; at: Point } | null => {
    const at = toScreen(stage!.camera(), world)
    const { frame: here, lens: through, scene } = pose()
    const found = placesAt(through, at, here.field)
    const row = found.row !== null && scene.rows.slots[found.row] ? found.row : null
    const column = found.column !== null && scene.columns.slots[found.column] ? found.column : null
    return row === null && column === null ? null : { pointed: { row, column }, at }
  }
  const touch = () => {
    stage!.touch('quiet')
    stage!.touch('lively')
  }
  const tell = () =>
    tip.show(hovered === null ? [] : events.explain(hovered.pointed), hovered?.at ?? { x: 0, y: 0 }, stage!.size())

  const stage: Stage | null = makeStage<Role>(
    host,
    roles,
    {
      quiet(brush) {
        if (brush.size.width > 0 && brush.size.height > 0) paintMatrix(brush, pose(), raster, input.labels)
        return false
      },
      lively(brush) {
        paintHands(brush, pose(), { hovered: hovered?.pointed ?? null, cursor: input.cursor, focused })
        return false
      },
      hover(world) {
        hovered = world && pointedAt(world)
        stage!.setCursor(hovered === null ? '' : 'pointer')
        tell()
        return true
      },
      click(world) {
        const found = pointedAt(world)
        if (found !== null) events.press(found.pointed)
      },
      doubleClick(world) {
        zoomAt(toScreen(stage!.camera(), world), 2.5)
      },
      cameraMoved(next) {
        if (lens !== null) lens = follow(lens, camera, next, pose().frame.field)
        camera = next
        hovered = null
        tell()
      },
      resized() {
        frame = null
        lens = null
      },
    },
    { yields: first.isNatural },
  )
  if (stage === null) {
    undo.run()
    return null
  }
  undo.add(stage.dispose)
  // The lens has bounds of its own; the camera only tells of moves.
  stage.setReach([1e-9, 1e9])

  const zoomAt = (point: Point, by: number) => {
    const { frame: here, lens: through } = pose()
    lens = zoomedAt(through, point, by, here.field)
    touch()
  }
  const setFocused = (now: boolean) => {
    focused = now
    stage.touch('lively')
  }
  undo.add(listen(host, 'focus', () => setFocused(host.matches(':focus-visible'))))
  undo.add(listen(host, 'blur', () => setFocused(false)))
  let gone = false
  undo.add(() => {
    gone = true
  })
  // A canvas does not paint again when a font arrives.
  void document.fonts.ready.then(() => {
    if (!gone) touch()
  })

  return {
    set(next) {
      const { rows, columns } = input.scene
      const isOther =
        rows.slots.length !== next.scene.rows.slots.length || columns.slots.length !== next.scene.columns.slots.length
      input = next
      if (isOther) {
        frame = null
        lens = null
        hovered = null
      }
      touch()
      tell()
    },
    showAll() {
      lens = null
      touch()
    },
    zoomBy(factor) {
      const { box } = pose().frame.field
      zoomAt({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, factor)
    },
    reveal(spot) {
      const { frame: here, lens: through } = pose()
      lens = revealing(through, spot, here.field)
      touch()
    },
    dispose: undo.run,
  }
}
