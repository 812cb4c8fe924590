import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { RoleCalls } from '../../ports/build-roles.ts'

/** Puts a file of this machine into S3 as the build's role. */
export async function putFile(
  role: RoleCalls,
  {
    bucket,
    key,
    file,
    metadata,
    signal,
  }: { bucket: string; key: string; file: string; metadata?: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  const { size } = await stat(file)
  const Body = createReadStream(file)
  // Whoever refuses the call does not read it.
  Body.on('error', () => {})
  try {
    await role.call(
      's3',
      'PutObject',
      { Bucket: bucket, Key: key, Body, ContentLength: size, Metadata: metadata },
      { signal },
    )
  } finally {
    Body.destroy()
  }
}
