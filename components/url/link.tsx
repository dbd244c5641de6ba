'use client'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import type { Address } from './address.ts'
import { hrefOf, navigate, useAddress } from './browser.ts'

type Rest = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'>

/** A real link, so that it can be copied and opened elsewhere; a plain click stays in the page. */
export function Link({ to, replace = false, ...rest }: Rest & { to: Address; replace?: boolean }) {
  useAddress()
  const click = (event: MouseEvent) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!plain || event.defaultPrevented) return
    event.preventDefault()
    navigate(to, { replace })
  }
  return <a {...rest} href={hrefOf(to)} onClick={click} />
}
