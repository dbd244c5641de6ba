/** Pieces the OpenAPI document is put together from. */
export const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } })
export const inQuery = (name: string, description: string) => ({
  name,
  in: 'query',
  allowEmptyValue: true,
  description,
  schema: { type: 'string' },
})
export const json = { description: 'OK', content: { 'application/json': { schema: { type: 'object' } } } }
export const error = (description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})
