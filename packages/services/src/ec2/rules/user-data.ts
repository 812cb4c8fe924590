import { invalidParameterValue } from '../errors.ts'

/** Documented: 16 KB before it is encoded. */
const LIMIT = 16 * 1024

/** Reads base64 user data. */
export function decodeUserData(text: string): Buffer {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw invalidParameterValue('Invalid BASE64 encoding of user data.')
  const data = Buffer.from(text, 'base64')
  if (data.length > LIMIT)
    throw invalidParameterValue(`User data is limited to ${LIMIT} bytes; this has ${data.length}.`)
  return data
}

/** Whether user data is run on the first boot: only what says by which program (documented for shell scripts). */
export const isScript = (data: Buffer) => data.subarray(0, 2).toString('latin1') === '#!'
