/** A fairlead: two horns on a base, and the rope they guide. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M5 27h22" stroke="currentColor" strokeWidth="2.6" />
        <path
          d="M9 27V12.5C9 8.5 11.2 6.2 14 6.2M23 27V12.5c0-4-2.2-6.3-5-6.3"
          stroke="currentColor"
          strokeWidth="2.6"
        />
        <path d="M2 14.5c5 0 6.5 4.5 14 4.5s9-4.5 14-4.5" stroke="var(--accent)" strokeWidth="3" />
      </g>
    </svg>
  )
}
