const shape = 'h-10 w-full cursor-pointer rounded px-4 text-14 disabled:cursor-default disabled:opacity-60'

/** The one thing the page is for, and what there is besides. */
export const mainButton = `${shape} bg-accent font-medium text-ground hover:opacity-90`
export const otherButton = `${shape} border border-line hover:border-ink-quiet`
