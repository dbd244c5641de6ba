/** The fairlead at its work: one rope comes in, and is guided out to five ends. As wide as the page, whatever that is. */
export function Guide() {
  return (
    <svg
      viewBox="0 0 1600 176"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className="h-36 w-full shrink-0 sm:h-44"
    >
      <defs>
        <linearGradient id="guide-fade" gradientUnits="userSpaceOnUse" x1="0" x2="1600" y1="0" y2="0">
          <stop offset="0.12" stopColor="white" stopOpacity="0" />
          <stop offset="0.42" stopColor="white" />
          <stop offset="0.58" stopColor="white" />
          <stop offset="0.88" stopColor="white" stopOpacity="0" />
        </linearGradient>
        <mask id="guide-mask" maskUnits="userSpaceOnUse" x="0" y="0" width="1600" height="176">
          <rect width="1600" height="176" fill="url(#guide-fade)" />
        </mask>
      </defs>
      <g mask="url(#guide-mask)" fill="none" stroke="var(--flow)" strokeWidth="1.6">
        {ends.map((y) => (
          <path key={y} d={`M826 97C856 96 866 ${y} 940 ${y}H1600`} />
        ))}
        {ends.map((y, at) => (
          <circle key={y} cx={984 + ((at * 67) % 110)} cy={y} r="2.6" fill="var(--flow)" />
        ))}
      </g>
      <g fill="none" stroke="currentColor" strokeWidth="8" strokeLinecap="round" strokeLinejoin="round">
        <path d="M766 125H834" />
        <path d="M778 125V80C778 68 785 60.500 794 60.500M822 125V80C822 68 815 60.500 806 60.500" />
      </g>
      <path
        d="M0 84C380 84 540 66 680 78C736 83 764 98 800 98C814 98 822 98 829 97"
        mask="url(#guide-mask)"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="5"
        strokeLinecap="round"
      />
    </svg>
  )
}

const ends = [40, 66, 92, 118, 144]
