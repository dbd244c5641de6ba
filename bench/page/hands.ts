/** What a person does to the picture, at the pace of a hand, until a moment of `performance.now()`. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'

export const view = { width: 1440, height: 900 }
const middle = { x: view.width * 0.45, y: view.height / 2 }
/** A mouse tells of itself about so often, milliseconds. */
const moveMs = 16

export const rest = (until: number): Promise<void> => delay(Math.max(0, until - performance.now()))

/** To and fro with the button held. */
export async function pan(page: Page, until: number): Promise<void> {
  await page.mouse.move(middle.x, middle.y)
  await page.mouse.down()
  for (let turn = 0; performance.now() < until; turn++) {
    const angle = turn / 12
    await page.mouse.move(middle.x + 220 * Math.sin(angle), middle.y + 120 * Math.sin(angle / 2))
    await delay(moveMs)
  }
  await page.mouse.up()
}

/** In for two seconds, out for two. */
export async function zoom(page: Page, until: number): Promise<void> {
  await page.mouse.move(middle.x, middle.y)
  for (let turn = 0; performance.now() < until; turn++) {
    await page.mouse.wheel(0, turn % 120 < 60 ? -40 : 40)
    await delay(moveMs)
  }
}

/** One Service after the other, each looked at for a second and a half. */
export async function select(page: Page, services: readonly string[], until: number): Promise<void> {
  for (let turn = 0; performance.now() < until; turn++) {
    await page.evaluate(
      (service) => {
        history.pushState(null, '', `?select=service:${service}`)
        dispatchEvent(new PopStateEvent('popstate'))
      },
      services[turn % services.length]!,
    )
    await delay(1_500)
  }
}
