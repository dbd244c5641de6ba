'use client'
import type { AnchorHTMLAttributes, MouseEvent } from 'react'
import type { Address } from './address.ts'
import { hrefOf, hubHref, navigate, useAddress } from './browser.ts'
import { isOffered } from './offer.ts'

type Rest = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'>

/** A real link, so that it can be copied and opened elsewhere; a plain click stays in the page, where the page has that view. */
export function Link({ to, replace = false, ...rest }: Rest & { to: Address; replace?: boolean }) {
  useAddress()
  const click = (event: MouseEvent) => {
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!plain || event.defaultPrevented) return
    event.preventDefault()
    navigate(to, { replace })
  }
  if (!isOffered(to)) return <a {...rest} href={hubHref(to)} target="_blank" rel="noopener noreferrer" data-out="" />
  return <a {...rest} href={hrefOf(to)} onClick={click} />
}
