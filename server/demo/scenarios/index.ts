/** The scenarios by name. A scenario is one file and one line here. */
import { empty } from './empty.ts'
import { large } from './large.ts'
import { odd } from './odd.ts'
import { reference } from './reference.ts'
import { shop } from './shop.ts'
import type { Scenario } from './sketch.ts'

export const scenarios: Readonly<Record<string, (seed: string) => Scenario>> = { shop, reference, empty, large, odd }

export const defaultScenario = 'shop'
