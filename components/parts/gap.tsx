/** The place of table rows that are not drawn. */
export function Gap({ height, columns }: { height: number; columns: number }) {
  if (height === 0) return null
  return (
    <tr>
      <td colSpan={columns} height={height} />
    </tr>
  )
}
