/**
 * What a snapshot may be, so that no file, whoever made it, takes more than it should. A thousand nodes with
 * a thousand virtual servers of ten real servers are 8 MB of JSON, 25 where every twentieth row moves, and pack to a
 * tenth or a twentieth of that (`npm run bench -- store`).
 */
export const snapshotLimits = {
  /** Bytes as they are sent and kept. */
  wireBytes: 32 << 20,
  /** Bytes of the JSON. */
  textBytes: 96 << 20,
  /** JSON to its gzip. Ours reaches 25: many nodes are alike. Small ones may be anything. */
  ratio: 100,
  ratioFromBytes: 1 << 20,
  /** Entries of all collections together. */
  entries: 500_000,
  /** Of one list within an entry. */
  list: 100_000,
  /** Characters of one text. */
  text: 4_096,
  /** Virtual servers of all tables together: a thousand nodes may have a table each, and another they should have. */
  tableEntries: 4_000_000,
  /** Rows of all nodes' tables together, which are two numbers each. */
  loadRows: 12_000_000,
  /** Of these, rows with something to say. Writing leaves out what is more. */
  loadTold: 1_000_000,
  /** Points of a series. */
  points: 4_000,
} as const
