/** A fairlead: two horns on a base, and the rope they guide. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="shrink-0">
      <g fill="none" strokeLinecap="round" strokeLinejoin="round">
        <path d="M5 27h22" stroke="currentColor" strokeWidth="2.6" />
        <path
          d="M9 27V12.500C9 8.500 11.200 6.200 14 6.200M23 27V12.500c0-4-2.200-6.300-5-6.300"
          stroke="currentColor"
          strokeWidth="2.6"
        />
        <path d="M2 14.500c5 0 6.500 4.500 14 4.500s9-4.500 14-4.500" stroke="var(--accent)" strokeWidth="3" />
      </g>
    </svg>
  )
}
