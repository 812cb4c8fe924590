/** What a build gets of the machine. */
export interface Compute {
  cpus: number
  memoryMiB: number
}

const GIB = 1024
/** Documented for each compute type. */
const COMPUTE: Record<string, Compute> = {
  BUILD_GENERAL1_SMALL: { cpus: 2, memoryMiB: 4 * GIB },
  BUILD_GENERAL1_MEDIUM: { cpus: 4, memoryMiB: 8 * GIB },
  BUILD_GENERAL1_LARGE: { cpus: 8, memoryMiB: 16 * GIB },
  BUILD_GENERAL1_XLARGE: { cpus: 36, memoryMiB: 72 * GIB },
  BUILD_GENERAL1_2XLARGE: { cpus: 72, memoryMiB: 144 * GIB },
  BUILD_LAMBDA_1GB: { cpus: 1, memoryMiB: GIB },
  BUILD_LAMBDA_2GB: { cpus: 2, memoryMiB: 2 * GIB },
  BUILD_LAMBDA_4GB: { cpus: 3, memoryMiB: 4 * GIB },
  BUILD_LAMBDA_8GB: { cpus: 5, memoryMiB: 8 * GIB },
  BUILD_LAMBDA_10GB: { cpus: 6, memoryMiB: 10 * GIB },
}

/** What is given where the type says nothing itself. */
const OTHERS: Compute = { cpus: 2, memoryMiB: 4 * GIB }

export function computeOf(environment: {
  computeType?: string
  computeConfiguration?: { vCpu?: number; memory?: number }
}): Compute {
  const known = COMPUTE[environment.computeType ?? ''] ?? OTHERS
  const { vCpu, memory } = environment.computeConfiguration ?? {}
  return { cpus: vCpu || known.cpus, memoryMiB: memory ? memory * GIB : known.memoryMiB }
}
