/** `der` as a PEM block, 64 columns wide. */
export function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** The bytes of the only PEM block in `text`, or undefined when there is not exactly one, or not of that label. */
export function singlePemBlock(label: string, text: string): Buffer | undefined {
  const match = new RegExp(`^\\s*-----BEGIN ${label}-----\\s([A-Za-z0-9+/=\\s]+)-----END ${label}-----\\s*$`).exec(text)
  return match?.[1] === undefined ? undefined : Buffer.from(match[1], 'base64')
}

/** Each certificate in a PEM file. */
export function pemCertificates(text: string): string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}

/** The bytes of a PEM block that this program wrote itself. */
export function derOf(block: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(block.replace(/-----[^-]+-----|\s/g, ''), 'base64'))
}
